import { describe, expect, it } from 'vitest';
import { canSlice, multipartByteranges, sliceBody } from '../../src/body/byteranges.ts';
import { TextBody } from '../../src/body/text-body.ts';
import { ByteRanges } from '../../src/headers/byte-ranges.ts';
import { CAPABILITIES } from '../../src/wsgi/capabilities.ts';
import { bytes, collect } from '../support/bytes.ts';

const ranges = (value: string, length: number) => ByteRanges.parse(`bytes=${value}`)?.resolve(length) ?? [];
const seekable = Object.assign(new Set([bytes('abc')]), {
  range: (start: number, stop: number) => [bytes('abc'.slice(start, stop))],
});

describe('sliceBody', () => {
  it('counts bytes, not characters', async () => {
    expect(await collect(await sliceBody(new TextBody('aéb'), 1, 3))).toBe('é');
  });

  it('shares the given bytes', () => {
    const whole = bytes('abc');
    const [part] = sliceBody([whole], 1, 2) as Uint8Array[];
    expect(part?.buffer).toBe(whole.buffer);
  });

  it('ends early if the stream is shorter than promised', async () => {
    expect(await collect(await sliceBody(new Set([bytes('abc')]), 2, 10))).toBe('c');
  });

  it('asks a seekable body for the range', async () => {
    expect(await collect(await sliceBody(seekable, 1, 3))).toBe('bc');
  });

  it('uses the bytes that a body returns synchronously, and closes it; asks for the rest as usual', async () => {
    let closed = 0;
    const ready = (isQuick: boolean) =>
      Object.assign(new Set([bytes('abc')]), {
        close: () => closed++,
        [CAPABILITIES]: {
          range: (start: number, stop: number) => [bytes('abc'.slice(start, stop))],
          rangeNow: (start: number, stop: number) =>
            isQuick ? [bytes('abc'.slice(start, stop))] : undefined,
        },
      });
    expect(await sliceBody(ready(true), 1, 3)).toEqual([bytes('bc')]);
    expect(closed).toBe(1);
    expect(await collect(await sliceBody(ready(false), 1, 3))).toBe('bc');
    expect(closed).toBe(2);
  });

  it("passes on the body's errors", async () => {
    async function* failing() {
      yield bytes('ab');
      throw new RangeError('gone');
    }
    await expect(collect(await sliceBody(failing(), 1, 3))).rejects.toThrow('gone');
  });
});

describe('canSlice', () => {
  it.each([
    ['0-0,2-2', true],
    ['0-0,1-1', true],
    ['2-2,0-0', false],
    ['0-1,1-2', false],
  ])('says whether a stream can be cut into %s: %j', (value, expected) => {
    expect(canSlice(new Set([bytes('abc')]), ranges(value, 3))).toBe(expected);
    for (const body of [[bytes('abc')], new TextBody('abc'), seekable]) {
      expect(canSlice(body, ranges(value, 3))).toBe(true);
    }
  });
});

describe('multipartByteranges', () => {
  it('writes parts as in RFC 9110, section 14.6, and counts their bytes', async () => {
    const { contentType, length, body } = multipartByteranges(
      [bytes('abc')],
      ranges('0-0,2-2', 3),
      'text/plain',
    );
    const boundary = contentType.slice('multipart/byteranges; boundary='.length);
    const text = await collect(body);
    expect(text.replaceAll(boundary, 'B').split('\r\n')).toEqual([
      '--B',
      'Content-Type: text/plain',
      'Content-Range: bytes 0-0/3',
      '',
      'a',
      '--B',
      'Content-Type: text/plain',
      'Content-Range: bytes 2-2/3',
      '',
      'c',
      '--B--',
      '',
    ]);
    expect(length).toBe(text.length);
    expect(boundary).toMatch(/^[0-9a-f]{36}$/);
  });
});
