import { describe, expect, it } from 'vitest';
import { deprecation, sunset } from '../../src/headers/deprecation.ts';

describe('deprecation', () => {
  it.each([
    ['@0', 0],
    ['@1688169599', 1_688_169_599],
    ['@-62135596800', -62_135_596_800],
    [' @1;a=1;b ', 1],
  ])('reads %j', (value, seconds) => {
    expect(deprecation.parse(value)).toEqual(new Date(seconds * 1000));
  });

  it.each([
    ...[
      undefined,
      '',
      'true',
      '?1',
      '1688169599',
      '@',
      '@-',
      '@1.0',
      '@1.5',
      '@1, @2',
      '@1 x',
      '@@1',
      '@1;',
      '@1e3',
    ],
    ...['Fri, 11 Nov 2018 23:59:59 GMT', '@999999999999999', '@9999999999999999'],
  ])('ignores %j', (value) => {
    expect(deprecation.parse(value)).toBeUndefined();
  });

  it('is written from a date', () => {
    expect(deprecation.format(new Date('2023-06-30T23:59:59.999Z'))).toBe('@1688169599');
    expect(() => deprecation.format(new Date(Number.NaN))).toThrow(RangeError);
    // @ts-expect-error
    expect(() => deprecation.format('@1688169599')).toThrow(TypeError);
  });
});

describe('sunset', () => {
  it('is an HTTP-date', () => {
    expect(sunset.parse('Sat, 31 Dec 2018 23:59:59 GMT')).toEqual(new Date('2018-12-31T23:59:59Z'));
    expect(sunset.parse('@1')).toBeUndefined();
    expect(sunset.parse(undefined)).toBeUndefined();
    expect(sunset.format(new Date('2018-12-31T23:59:59Z'))).toBe('Mon, 31 Dec 2018 23:59:59 GMT');
    expect(() => sunset.format(new Date(Number.NaN))).toThrow(RangeError);
    // @ts-expect-error
    expect(() => sunset.format('Mon, 31 Dec 2018 23:59:59 GMT')).toThrow(TypeError);
  });
});
