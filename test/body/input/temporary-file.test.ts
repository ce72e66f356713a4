import { describe, expect, it } from 'vitest';
import { TemporaryFile } from '../../../src/body/input/temporary-file.ts';
import { bytes, text } from '../../support/bytes.ts';

describe('TemporaryFile', () => {
  it('gives what was written to it, as far as there is any', async () => {
    using file = new TemporaryFile();
    await file.write(bytes('content'), 0);
    const target = new Uint8Array(10);
    expect(await file.read(target, 3)).toBe(4);
    expect(text(target.subarray(0, 4))).toBe('tent');
    expect(await file.read(target, 7)).toBe(0);
  });

  it('can be disposed of again, and then be neither written nor read', async () => {
    const file = new TemporaryFile();
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    await expect(file.write(bytes('a'), 0)).rejects.toThrow(TypeError);
    await expect(file.read(new Uint8Array(1), 0)).rejects.toThrow(TypeError);
  });
});
