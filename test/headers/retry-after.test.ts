import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRetryAfter, parseRetryAfter } from '../../src/headers/retry-after.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

describe('Retry-After', () => {
  it('is a number of seconds or a date', () => {
    expect(parseRetryAfter('0')).toBe(0);
    expect(parseRetryAfter('99999999999999999999')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseRetryAfter('Fri, 31 Dec 1999 23:59:59 GMT')).toEqual(new Date('1999-12-31T23:59:59Z'));
  });

  it.each([undefined, '', '-1', '1.5', '+1', '1e3', 'soon', '1999-12-31'])('ignores %j', (value) => {
    expect(parseRetryAfter(value)).toBeUndefined();
  });

  it('reads its own output', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrary.date, fc.maxSafeNat()), (after) => {
        expect(parseRetryAfter(formatRetryAfter(after))).toEqual(after);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, new Date('no date')])(
    'refuses to write %s',
    (after) => {
      expect(() => formatRetryAfter(after)).toThrow(RangeError);
    },
  );

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void parseRetryAfter(value)));
  });
});
