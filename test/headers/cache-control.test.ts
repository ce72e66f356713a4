import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { CacheControl } from '../../src/headers/cache-control.ts';
import type { CacheDirectives } from '../../src/headers/cache-directives.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import webob from '../vectors/webob/cache-control.json' with { type: 'json' };

const rewritten = (value: string) => String(CacheControl.parse(value));

describe('CacheControl', () => {
  it('has a property for every directive', () => {
    const directives: Required<CacheDirectives> = {
      maxAge: 1,
      sMaxage: 2,
      maxStale: 3,
      minFresh: 4,
      staleWhileRevalidate: 5,
      staleIfError: 6,
      noCache: ['A', 'B'],
      private: ['C'],
      public: true,
      noStore: true,
      noTransform: true,
      mustRevalidate: true,
      proxyRevalidate: true,
      mustUnderstand: true,
      onlyIfCached: true,
      immutable: true,
    };
    const value =
      'max-age=1, s-maxage=2, max-stale=3, min-fresh=4, stale-while-revalidate=5, stale-if-error=6, ' +
      'no-cache="A, B", private="C", public, no-store, no-transform, must-revalidate, proxy-revalidate, ' +
      'must-understand, only-if-cached, immutable';
    expect(String(new CacheControl(directives))).toBe(value);
    expect(CacheControl.parse(value)).toMatchObject(directives);
  });

  it('has no directive if the header is absent', () => {
    const none = CacheControl.parse(undefined);
    expect([...none]).toEqual([]);
    expect(String(none)).toBe('');
    expect(none).toMatchObject({ maxAge: undefined, noCache: undefined, noStore: false, public: false });
  });

  it('H1: ignores the case of names', () => {
    const value = CacheControl.parse('Max-Age=60, NO-STORE, Community=UCI');
    expect(value).toMatchObject({ maxAge: 60, noStore: true });
    expect(value.get('COMMUNITY')).toBe('UCI');
  });

  it('H2: uses the first of repeated directives', () => {
    expect(CacheControl.parse('max-age=1, max-age=2').maxAge).toBe(1);
  });

  it.each(['max-age=abc', 'max-age=1.5', 'max-age=-1', 'max-age', 'max-age=', 'max-age="', 'max-age=1 2'])(
    'H3: treats %s as stale',
    (value) => {
      expect(CacheControl.parse(value).maxAge).toBe(0);
      expect(CacheControl.parse(`s-${value.replace('-', '')}`).sMaxage).toBe(0);
    },
  );

  it.each(['abc', '-1', '', '"'])('H3: ignores a malformed allowance of staleness: %j', (argument) => {
    const value = CacheControl.parse(
      `max-stale=${argument}, min-fresh=x, stale-if-error=x, stale-while-revalidate=x`,
    );
    expect(value).toMatchObject({
      maxStale: undefined,
      minFresh: undefined,
      staleIfError: undefined,
      staleWhileRevalidate: undefined,
    });
  });

  it('H4: a list of fields survives a round trip', () => {
    const value = 'no-cache="Set-Cookie, X", private="A"';
    expect(rewritten(value)).toBe(value);
    expect(CacheControl.parse(value)).toMatchObject({ noCache: ['Set-Cookie', 'X'], private: ['A'] });
    expect(CacheControl.parse('no-cache=A').noCache).toEqual(['A']);
  });

  it('treats an empty list of fields as the whole response', () => {
    for (const value of ['no-cache', 'no-cache=""', 'no-cache="(), ,"', 'no-cache="A']) {
      expect(CacheControl.parse(value).noCache).toBe(true);
    }
  });

  it('H5: finds no directive in a quoted value', () => {
    const value = CacheControl.parse('foo="a\\"b, max-age=5"');
    expect(value.maxAge).toBeUndefined();
    expect(value.get('foo')).toBe('a"b, max-age=5');
  });

  it('H6: reads a number that is too large as a large one', () => {
    expect(CacheControl.parse('max-age=99999999999999999999').maxAge).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('reads numbers in either form, and max-stale without a number', () => {
    expect(CacheControl.parse('max-age="60"').maxAge).toBe(60);
    expect(CacheControl.parse('max-stale').maxStale).toBe(true);
    expect(String(new CacheControl({ maxStale: true }))).toBe('max-stale');
  });

  it('drops malformed directives', () => {
    expect(rewritten('a b, =5, "x", public,, (c)=1, \u212a')).toBe('public');
  });

  it('treats __proto__ as an ordinary name', () => {
    expect(CacheControl.parse('__proto__=1').get('__proto__')).toBe('1');
    expect(CacheControl.parse('').get('constructor')).toBeUndefined();
  });

  it('applies changes to a new value', () => {
    const value = CacheControl.parse('public, max-age=1, foo=bar');
    expect(String(value.with({ maxAge: 5, public: false, noStore: true }))).toBe(
      'max-age=5, foo=bar, no-store',
    );
    expect(String(value.withDirective('Foo', 'a b').withDirective('x', true))).toBe(
      'public, max-age=1, foo="a b", x',
    );
    expect(String(value.withDirective('foo', undefined))).toBe('public, max-age=1');
    expect(String(value)).toBe('public, max-age=1, foo=bar');
  });

  it('takes a name in place of a list of one', () => {
    expect(String(new CacheControl({ noCache: 'Set-Cookie', private: ['X-Id'] }))).toBe(
      'no-cache="Set-Cookie", private="X-Id"',
    );
  });

  it('refuses values that it could not read back', () => {
    for (const maxAge of [-1, 1.5, Number.NaN])
      expect(() => new CacheControl({ maxAge })).toThrow(RangeError);
    expect(() => new CacheControl({ noCache: ['a b'] })).toThrow(TypeError);
    expect(() => new CacheControl({ private: [] })).toThrow(TypeError);
    expect(() => new CacheControl({ private: 'Set-Cookie, X-Id' })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => new CacheControl({ private: false })).toThrow(TypeError);
    expect(() => new CacheControl().withDirective('a b', true)).toThrow(TypeError);
    expect(() => new CacheControl().withDirective('a', 'b\r\nc')).toThrow(TypeError);
  });

  it('prints its value when it is inspected', () => {
    expect(inspect(CacheControl.parse('Public'))).toBe('CacheControl "public"');
  });

  it('has strict types and is read-only', () => {
    const value = new CacheControl();
    expectTypeOf(value.maxAge).toEqualTypeOf<number | undefined>();
    expectTypeOf(value.noCache).toEqualTypeOf<true | readonly string[] | undefined>();
    expectTypeOf(value.noStore).toEqualTypeOf<boolean>();
    const wrong = () => {
      // @ts-expect-error
      value.maxAge = 5;
      // @ts-expect-error
      new CacheControl({ maxAge: 'x' });
      // @ts-expect-error
      new CacheControl({ maxage: 5 });
      // @ts-expect-error
      value.with({ noCache: false });
    };
    expectTypeOf(wrong).toBeFunction();
  });

  it.each(webob.cases)('WebOb $id: $in.header', ({ in: { header }, out }) => {
    // Names are lower-case here, and a malformed argument is empty (H1, H3).
    const expected = out.properties.map(([name, value]) => [
      String(name).toLowerCase(),
      value === null ? true : String(value),
    ]);
    if (header === 'max-age = 5') expect([...CacheControl.parse(header)]).toEqual([['max-age', '5']]);
    else expect([...CacheControl.parse(header)]).toEqual(expected);
  });

  it('reads its own output', () => {
    const argument = fc.oneof(fc.constant(true as const), arbitrary.quotable);
    const names = fc.oneof(arbitrary.token, fc.constantFrom('no-cache', 'max-age', 'private', 'public'));
    fc.assert(
      fc.property(fc.array(fc.tuple(names, argument)), (directives) => {
        const value = directives.reduce((made, pair) => made.withDirective(...pair), new CacheControl());
        expect([...CacheControl.parse(String(value))]).toEqual([...value]);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(
      fc.property(arbitrary.anything, (value) => {
        expect(rewritten(rewritten(value))).toBe(rewritten(value));
      }),
    );
    for (const value of arbitrary.megabytes('no-cache="', 'max-age=')) CacheControl.parse(value);
  });
});
