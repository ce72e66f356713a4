import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentRange } from '../../src/headers/content-range.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import webob from '../vectors/webob/content-range.json' with { type: 'json' };

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
    'bytes  0-1/2',
    'bytes\t0-1/2',
    'bytes 0 - 1/2',
    'bytes 5-4/100',
    'bytes 0-100/100',
    'bytes */*',
    'bytes a-b/c',
    'bytes 0-99999999999999999999/*',
  ])('ignores %j', (value) => {
    expect(ContentRange.parse(value)).toBeUndefined();
  });

  it.each(webob.cases)('WebOb $id: $in.header', ({ in: { header }, out }) => {
    const range = ContentRange.parse(header);
    expect(range ? [range.start ?? null, range.stop ?? null, range.length ?? null] : null).toEqual(out);
  });

  it('reads its own output', () => {
    const count = fc.nat();
    const range = fc.oneof(
      count.map((length) => ContentRange.unsatisfied(length)),
      fc.tuple(count, count).map(([start, more]) => new ContentRange(start, start + more + 1, undefined)),
      fc
        .tuple(count, count, count)
        .map(([start, more, rest]) => new ContentRange(start, start + more + 1, start + more + 1 + rest)),
    );
    fc.assert(
      fc.property(range, (given) => {
        expect(ContentRange.parse(String(given))).toEqual(given);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void ContentRange.parse(`bytes ${value}`)));
    for (const value of arbitrary.megabytes('bytes ', 'bytes 0-')) ContentRange.parse(value);
  });

  it('refuses inconsistent positions', () => {
    expect(() => new ContentRange(5, 5, 10)).toThrow(RangeError);
    expect(() => new ContentRange(0, 11, 10)).toThrow(RangeError);
    expect(() => new ContentRange(0, undefined, 10)).toThrow(RangeError);
    expect(() => new ContentRange(0.5, 2, 10)).toThrow(RangeError);
    expect(() => ContentRange.unsatisfied(-1)).toThrow(RangeError);
  });
});
