import { describe, expect, it } from 'vitest';
import { streamOf, unshared } from '../../src/body/stream.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

describe('streamOf', () => {
  it('yields the chunks of a body', async () => {
    expect(await collect(streamOf([bytes('a'), bytes('b')]))).toBe('ab');
    expect(await collect(streamOf(tracked(['a', 'b']).body))).toBe('ab');
  });

  it('requests no chunk before it is read', async () => {
    let asked = 0;
    const stream = streamOf({
      *[Symbol.iterator]() {
        asked++;
        yield bytes('a');
      },
    });
    await new Promise(setImmediate);
    expect(asked).toBe(0);
    await stream.cancel();
  });

  it('fails if the body fails, and closes it', async () => {
    let closes = 0;
    const next = () => {
      throw new RangeError('gone');
    };
    const stream = streamOf({ [Symbol.iterator]: () => ({ next }), close: () => void closes++ });
    await expect(collect(stream)).rejects.toThrow('gone');
    expect(closes).toBe(1);
  });
});

describe('unshared', () => {
  it('shares the bytes of an ArrayBuffer, and copies those of shared memory', () => {
    const own = new Uint8Array([1, 2, 3]).subarray(1);
    expect(unshared(own)).toEqual(new Uint8Array([2, 3]));
    expect(unshared(own).buffer).toBe(own.buffer);
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    expect(unshared(shared).buffer).toBeInstanceOf(ArrayBuffer);
    expect(unshared(shared)).toEqual(new Uint8Array(2));
  });
});
