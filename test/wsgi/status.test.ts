import { describe, expect, it } from 'vitest';
import { isBodyless, parseStatus, reasonOf } from '../../src/wsgi/status.ts';

describe('reasonOf', () => {
  it.each([
    [200, 'OK'],
    [404, 'Not Found'],
    [199, 'Continue'],
    [299, 'Success'],
    [399, 'Multiple Choices'],
    [499, 'Unknown Client Error'],
    [599, 'Unknown Server Error'],
  ])('of %j is %j', (code, reason) => {
    expect(reasonOf(code)).toBe(reason);
  });

  it.each([0, 99, 600, 799, 200.5, Number.NaN, Number.POSITIVE_INFINITY, -200])('throws for %j', (code) => {
    expect(() => reasonOf(code)).toThrow(RangeError);
  });
});

describe('parseStatus', () => {
  it.each<[status: number | string, code: number, reason: string]>([
    [404, 404, 'Not Found'],
    ['404', 404, 'Not Found'],
    ['404 Nobody Home', 404, 'Nobody Home'],
    ['200 ', 200, ''],
    ['799 Odd', 799, 'Odd'],
    ['200 d\u00e9j\u00e0 vu\t!', 200, 'd\u00e9j\u00e0 vu\t!'],
  ])('reads %j', (status, code, reason) => {
    expect(parseStatus(status)).toEqual({ code, reason });
  });

  it.each(['abc', '', '2000', '20', '099 x', ' 200', '200\tOK', '-200', '200OK', 'HTTP/1.1 200 OK'])(
    'throws for %j',
    (status) => {
      expect(() => parseStatus(status)).toThrow(TypeError);
    },
  );

  it.each(['200 a\r\nb', '200 a\n', '\n200 OK', '200 \0', '200 \x7f', '200 \u2028', '200 €'])(
    'D4: throws for %j',
    (status) => {
      expect(() => parseStatus(status)).toThrow(TypeError);
    },
  );

  it('throws for an invalid code', () => {
    expect(() => parseStatus('799')).toThrow(RangeError);
    expect(() => parseStatus(799)).toThrow(RangeError);
  });
});

describe('isBodyless', () => {
  it('is true for 1xx, 204, 205 and 304', () => {
    const codes = Array.from({ length: 500 }, (_, index) => 100 + index);
    const bodyless = codes.filter(isBodyless);
    expect(bodyless.filter((code) => code >= 200)).toEqual([204, 205, 304]);
    expect(bodyless.filter((code) => code < 200)).toHaveLength(100);
  });
});
