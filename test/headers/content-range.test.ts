import { describe, expect, it } from 'vitest';
import { ContentRange } from '../../src/headers/content-range.ts';

describe('ContentRange', () => {
  it.each([
    ['bytes 0-99/1234', [0, 100, 1234]],
    ['bytes 0-0/1', [0, 1, 1]],
    ['bytes 10-19/*', [10, 20, undefined]],
    ['bytes */1234', [undefined, undefined, 1234]],
    ['BYTES 0-9/10', [0, 10, 10]],
  ])('reads %j', (value, [start, stop, length]) => {
    expect(ContentRange.parse(value)).toMatchObject({ start, stop, length });
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes 0-99',
    'bytes=0-99/100',
    'items 0-1/2',
    'bytes 5-4/100',
    'bytes 0-100/100',
    'bytes */*',
    'bytes a-b/c',
  ])('ignores %j', (value) => {
    expect(ContentRange.parse(value)).toBeUndefined();
  });

  it('writes what it reads', () => {
    for (const value of ['bytes 0-99/1234', 'bytes 10-19/*', 'bytes */1234']) {
      expect(String(ContentRange.parse(value))).toBe(value);
    }
  });

  it('refuses positions that do not fit', () => {
    expect(() => new ContentRange(5, 5, 10)).toThrow(RangeError);
    expect(() => new ContentRange(0, 11, 10)).toThrow(RangeError);
    expect(() => new ContentRange(0, undefined, 10)).toThrow(RangeError);
  });
});
