import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHttpDate, parseHttpDate } from '../../src/headers/http-date.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/http-dates.json' with { type: 'json' };
import webob from '../vectors/webob/date.json' with { type: 'json' };

const NOW = new Date('2026-07-01T00:00:00Z');
const read = (value: string) => parseHttpDate(value, NOW)?.toISOString();
const iso = (value: string | null) => (value === null ? undefined : new Date(value).toISOString());

describe('parseHttpDate', () => {
  it.each([
    ['Sunday, 06-Nov-60 08:49:37 GMT', '2060-11-06T08:49:37.000Z'],
    ['Thursday, 30-Jun-76 00:00:00 GMT', '2076-06-30T00:00:00.000Z'],
    ['Thursday, 02-Jul-76 00:00:00 GMT', '1976-07-02T00:00:00.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ])('D1: reads the two-digit year of %s as at most 50 years after 2026', (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it('D1: crosses centuries correctly', () => {
    expect(parseHttpDate('Monday, 01-Jan-10 00:00:00 GMT', new Date('2090-01-01'))?.getUTCFullYear()).toBe(
      2110,
    );
    expect(parseHttpDate('Monday, 01-Jan-90 00:00:00 GMT', new Date('2090-01-01'))?.getUTCFullYear()).toBe(
      2090,
    );
  });

  it('D2: reads the asctime form as GMT', () => {
    expect(read('Sun Nov  6 08:49:37 1994')).toBe('1994-11-06T08:49:37.000Z');
    expect(read('Wed Nov 16 08:49:37 1994')).toBe('1994-11-16T08:49:37.000Z');
  });

  it.each([
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sun, 06 Nov 1994 08:49:37 +0200',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 nov 1994 08:49:37 GMT',
    'Sunday, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 94 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun, 06 Nov 1994 08:49:37 GMT, x',
    ' Sun, 06 Nov 1994 08:49:37 GMT',
    '1994-11-06T08:49:37Z',
    '2099',
    '',
  ])('D3: ignores %j', (value) => {
    expect(read(value)).toBeUndefined();
  });

  it('returns undefined for an absent header', () => {
    expect(parseHttpDate(undefined)).toBeUndefined();
  });

  it('accepts a leap second and a wrong day name', () => {
    expect(read('Sat, 31 Dec 2016 23:59:60 GMT')).toBe('2017-01-01T00:00:00.000Z');
    expect(read('Mon, 06 Nov 1994 08:49:37 GMT')).toBe('1994-11-06T08:49:37.000Z');
  });

  it('distinguishes the first century from the twentieth', () => {
    expect(read('Mon, 01 Jan 0001 00:00:00 GMT')).toBe('0001-01-01T00:00:00.000Z');
  });

  it.each(vectors.cases)('$id: $op $input', ({ op, input, expected }) => {
    if (op === 'format') expect(formatHttpDate(new Date(input))).toBe(expected);
    else expect(read(input)).toBe(iso(expected));
  });

  /**
   * Dates that WebOb accepts against RFC 9110, section 5.6.7: with an impossible day or hour, or with a
   * zone.
   */
  const WEBOB_ALONE = ['0a85e13b8fef', '13e3f9b44695', '740def5692cc', '7588c1133f61'];

  it.each(webob.cases)('WebOb $id: $in.value', ({ id, in: { value }, out }) => {
    expect(read(value)).toBe(WEBOB_ALONE.includes(id) ? undefined : iso(out));
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void parseHttpDate(value)));
    for (const value of arbitrary.megabytes('Sun, ')) expect(parseHttpDate(value)).toBeUndefined();
  });
});

describe('formatHttpDate', () => {
  it('writes text that can be read back', () => {
    fc.assert(
      fc.property(arbitrary.date, (date) => {
        expect(parseHttpDate(formatHttpDate(date))).toEqual(date);
      }),
    );
  });

  it('drops fractions of a second', () => {
    expect(formatHttpDate(new Date('1994-11-06T08:49:37.999Z'))).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
    expect(formatHttpDate(new Date('0001-01-01T00:00:00Z'))).toBe('Mon, 01 Jan 0001 00:00:00 GMT');
  });

  it('refuses dates outside its range', () => {
    expect(() => formatHttpDate(new Date('no date'))).toThrow(RangeError);
    expect(() => formatHttpDate(new Date('+010000-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => formatHttpDate(new Date('-000001-01-01T00:00:00Z'))).toThrow(RangeError);
  });
});
