import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  accessControlAllowCredentials,
  accessControlAllowHeaders,
  accessControlAllowMethods,
  accessControlAllowOrigin,
  accessControlExposeHeaders,
  accessControlMaxAge,
  accessControlRequestHeaders,
  accessControlRequestMethod,
} from '../../src/headers/cors.ts';
import vectors from '../vectors/standard/access-control-allow-origin.json' with { type: 'json' };

describe('accessControlAllowOrigin', () => {
  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    expect(accessControlAllowOrigin.parse(input)).toBe(expected ?? undefined);
  });

  it('is written unchanged', () => {
    for (const value of ['*', 'null', 'https://a.example:8443', 'http://[::1]:80']) {
      expect(accessControlAllowOrigin.format(value)).toBe(value);
    }
    expect(() => accessControlAllowOrigin.format('https://a.example/')).toThrow(TypeError);
    expect(() => accessControlAllowOrigin.format('*, *')).toThrow(TypeError);
  });
});

describe('accessControlAllowCredentials', () => {
  it.each([undefined, '', 'TRUE', 'True', 'false', '1', 'true, true', ' true'])('ignores %j', (value) => {
    expect(accessControlAllowCredentials.parse(value)).toBeUndefined();
  });

  it('is either true or omitted', () => {
    expect(accessControlAllowCredentials.parse('true')).toBe(true);
    expect(accessControlAllowCredentials.format(true)).toBe('true');
    expect(accessControlAllowCredentials.format(false)).toBeUndefined();
    // @ts-expect-error
    expect(() => accessControlAllowCredentials.format('true')).toThrow(TypeError);
  });
});

describe.each([
  accessControlAllowHeaders,
  accessControlAllowMethods,
  accessControlExposeHeaders,
  accessControlRequestHeaders,
])('the list $name', (field) => {
  it.each([
    ['X-A', ['X-A']],
    ['x-a,\tX-B ,, *', ['x-a', 'X-B', '*']],
    [', X-A', ['X-A']],
    ["'X-A',X-B", ["'X-A'", 'X-B']],
    [undefined, []],
    ['', []],
  ])('reads %j', (value, names) => {
    expect(field.parse(value)).toEqual(names);
  });

  it.each(['X-A, X B', '"X-A", X-B', 'X-A\u000b', 'X-A, @#$(1!', 'X-A;q=1'])(
    'is empty if one name is malformed: %j',
    (value) => {
      expect(field.parse(value)).toEqual([]);
    },
  );

  it('is written from names, and is omitted if there are none', () => {
    expect(field.format(['X-A', 'X-B'])).toBe('X-A, X-B');
    expect(field.format('X-A')).toBe('X-A');
    expect(field.format([])).toBeUndefined();
    expect(() => field.format('X-A, X-B')).toThrow(TypeError);
    // @ts-expect-error
    expect(() => field.format([1])).toThrow(TypeError);
  });
});

describe('accessControlRequestMethod', () => {
  it('is one token', () => {
    expect(accessControlRequestMethod.parse('PATCH')).toBe('PATCH');
    expect(accessControlRequestMethod.parse('GET, PUT')).toBeUndefined();
    expect(accessControlRequestMethod.parse('')).toBeUndefined();
    expect(accessControlRequestMethod.format('PUT')).toBe('PUT');
    expect(() => accessControlRequestMethod.format('')).toThrow(TypeError);
  });
});

describe('accessControlMaxAge', () => {
  it.each([undefined, '', '-1', '+1', '1.5', '1, 1', 'one'])('ignores %j', (value) => {
    expect(accessControlMaxAge.parse(value)).toBeUndefined();
  });

  it('is a number of seconds', () => {
    expect(accessControlMaxAge.parse('0')).toBe(0);
    expect(accessControlMaxAge.parse('9'.repeat(99))).toBe(Number.MAX_SAFE_INTEGER);
    expect(accessControlMaxAge.format(600)).toBe('600');
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => accessControlMaxAge.format(wrong)).toThrow(RangeError);
    }
    // @ts-expect-error
    const wrong = () => accessControlMaxAge.format('600');
    expect(wrong).toThrow(TypeError);
    expectTypeOf(accessControlMaxAge.parse).returns.toEqualTypeOf<number | undefined>();
  });
});
