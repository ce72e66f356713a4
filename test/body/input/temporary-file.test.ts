import { describe, expect, it } from 'vitest';
import { TemporaryFile } from '../../../src/body/input/temporary-file.ts';
import { bytes, text } from '../../support/bytes.ts';

describe('TemporaryFile', () => {
  it('returns the written bytes, as far as they go', async () => {
    using file = new TemporaryFile();
    await file.write(bytes('content'), 0);
    const target = new Uint8Array(10);
    expect(await file.read(target, 3)).toBe(4);
    expect(text(target.subarray(0, 4))).toBe('tent');
    expect(await file.read(target, 7)).toBe(0);
  });

  it('can be disposed of repeatedly, and then neither written nor read', async () => {
    const file = new TemporaryFile();
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    await expect(file.write(bytes('a'), 0)).rejects.toThrow(TypeError);
    await expect(file.read(new Uint8Array(1), 0)).rejects.toThrow(TypeError);
  });
});
