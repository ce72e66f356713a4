import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StandardInput } from '../../../src/gateways/cgi/standard-input.ts';
import { bytes, text } from '../../support/bytes.ts';

describe('StandardInput', () => {
  it('is opened on the first read, and closed at the end', async () => {
    const stream = new PassThrough();
    let count = 0;
    const input = new StandardInput(() => {
      count++;
      return stream;
    });
    expect(count).toBe(0);
    stream.write(bytes('some'));
    const chunks = input[Symbol.asyncIterator]();
    expect(text((await chunks.next()).value)).toBe('some');
    await chunks.return?.();
    expect(stream.destroyed).toBe(false);
    input.close();
    expect({ count, destroyed: stream.destroyed }).toEqual({ count: 1, destroyed: true });
  });

  it('stays untouched if nobody reads it', () => {
    const stream = new PassThrough();
    new StandardInput(() => stream).close();
    expect(stream.destroyed).toBe(false);
  });
});
