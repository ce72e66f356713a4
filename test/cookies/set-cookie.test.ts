import { parseSetCookie as parseCookie } from 'cookie';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestCookies } from '../../src/cookies/request-cookies.ts';
import { type CookieOptions, serializeDeletion, serializeSetCookie } from '../../src/cookies/set-cookie.ts';
import vectors from '../vectors/webob/make-cookie.json' with { type: 'json' };

describe('serializeSetCookie', () => {
  it.each<[options: CookieOptions | undefined, written: string]>([
    [undefined, 'a=1; Path=/'],
    [{ path: null }, 'a=1'],
    [{ path: '/x y' }, 'a=1; Path=/x y'],
    [{ maxAge: 0 }, 'a=1; Max-Age=0; Path=/'],
    [{ maxAge: null }, 'a=1; Path=/'],
    [{ domain: '.example.com' }, 'a=1; Domain=.example.com; Path=/'],
    [{ sameSite: 'Lax', httpOnly: true }, 'a=1; Path=/; HttpOnly; SameSite=Lax'],
    [
      { secure: true, sameSite: 'none', partitioned: true },
      'a=1; Path=/; Secure; Partitioned; SameSite=None',
    ],
    [{ priority: 'high' }, 'a=1; Path=/; Priority=High'],
    [{ domain: `${'a'.repeat(63)}.b-c.EXAMPLE` }, `a=1; Domain=${'a'.repeat(63)}.b-c.EXAMPLE; Path=/`],
    // @ts-expect-error Express accepts true for Strict
    [{ sameSite: true }, 'a=1; Path=/; SameSite=Strict'],
    [{ secure: false, httpOnly: false, sameSite: undefined, expires: undefined }, 'a=1; Path=/'],
  ])('writes %j as %j', (options, written) => {
    expect(serializeSetCookie('a', '1', options)).toBe(written);
  });

  it('K7: writes Expires with a four-digit year and spaces', () => {
    const expires = new Date(Date.UTC(2026, 10, 23, 1, 2, 3));
    expect(serializeSetCookie('a', '', { expires })).toBe(
      'a=; Path=/; Expires=Mon, 23 Nov 2026 01:02:03 GMT',
    );
  });

  it.each<[id: string, name: string, options: CookieOptions]>([
    ['K8: __Host- without Secure', '__Host-a', {}],
    ['K8: __Host- with Domain', '__Host-a', { secure: true, domain: 'x.example' }],
    ['K8: __Host- with another path', '__Host-a', { secure: true, path: '/x' }],
    ['K8: __Host- without a path', '__Host-a', { secure: true, path: null }],
    ['K8: __host- in any case', '__host-a', {}],
    ['K8: __Secure- without Secure', '__Secure-a', {}],
    ['K9: SameSite=None without Secure', 'a', { sameSite: 'None' }],
    ['K9: Partitioned without Secure', 'a', { partitioned: true }],
    ['K10: a name with a space', 'a b', {}],
    ['K10: a name with =', 'a=b', {}],
    ['K10: a name with a line break', 'a\r\n', {}],
    ['K10: a name outside ASCII', 'ü', {}],
    ['K10: an empty name', '', {}],
    ['FM10: no name', undefined as unknown as string, {}],
    ['K13: a path with ;', 'a', { path: '/;x' }],
    ['K13: a path with a line break', 'a', { path: '/\r\nx: y' }],
    ['K13: a domain with ;', 'a', { domain: 'a;b' }],
    ['K13: a domain with a control character', 'a', { domain: 'a\0' }],
    ['a domain with an empty label', 'a', { domain: 'a..example' }],
    ['a domain with a label that begins with -', 'a', { domain: 'a.-b' }],
    ['a domain with a label that ends with -', 'a', { domain: 'a-.b' }],
    ['a domain with a label of 64 characters', 'a', { domain: `${'a'.repeat(64)}.example` }],
    ['a path outside ASCII', 'a', { path: '/ü' }],
    ['a fractional age', 'a', { maxAge: 1.5 }],
    ['an age that is not a number', 'a', { maxAge: Number.NaN }],
    ['an infinite age', 'a', { maxAge: Number.POSITIVE_INFINITY }],
    ['an invalid date', 'a', { expires: new Date(Number.NaN) }],
    ['a date beyond the year 9999', 'a', { expires: new Date(Date.UTC(10_000, 0)) }],
    ['a date before the year 0', 'a', { expires: new Date(Date.UTC(-1, 0)) }],
    // @ts-expect-error the type allows only the three words
    ['an unknown SameSite', 'a', { sameSite: 'bad' }],
    // @ts-expect-error the type allows only the three words
    ['an unknown Priority', 'a', { priority: 'bad' }],
  ])('%s throws', (_, name, options) => {
    expect(() => serializeSetCookie(name, '1', options)).toThrow(TypeError);
  });

  it('has no rules for names that only begin with __', () => {
    expect(serializeSetCookie('__a', '1', { path: null })).toBe('__a=1');
  });

  it('K8: accepts the prefixes if their rules are met', () => {
    expect(serializeSetCookie('__Host-a', '1', { secure: true })).toBe('__Host-a=1; Path=/; Secure');
    expect(serializeSetCookie('__Secure-a', '1', { secure: true, domain: 'x.example', path: '/x' })).toBe(
      '__Secure-a=1; Domain=x.example; Path=/x; Secure',
    );
  });

  it('K10: never lets a value break out, and every value can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const written = serializeSetCookie('a', value, { path: null });
        expect(written).toMatch(/^a=[\w.!~*'()%=-]*$/);
        expect(new RequestCookies(written).get('a')).toBe(value);
      }),
    );
    expect(serializeSetCookie('a', 'a;b\r\nc"')).toBe('a=a%3Bb%0D%0Ac%22; Path=/');
  });

  it('leaves = in a value, as RFC 6265 allows', () => {
    expect(serializeSetCookie('a', 'b==', { path: null })).toBe('a=b==');
  });

  it.each<[id: string, name: string, value: unknown, options: object, message: string]>([
    [
      'FK3: an unknown option',
      'a',
      'b',
      { httponly: true },
      'unknown option of the cookie a: httponly; did you mean httpOnly?',
    ],
    ['FK3: another', 'a', 'b', { maxage: 5 }, 'unknown option of the cookie a: maxage; did you mean maxAge?'],
    ['FK3: a parameter as an option', 'a', 'b', { value: 'c' }, 'unknown option of the cookie a: value'],
    ['FK3: a path without its slash', 'a', 'b', { path: 'foo' }, 'cookie a: the path must begin with /'],
    ['FK3: a number as value', 'a', 5, {}, 'cookie a: the value must be text, not number'],
    ['FK3: no value', 'a', undefined, {}, 'cookie a: the value must be text, not undefined'],
    ['FM10: no name', 'undefined', 'b', {}, ''],
  ])('names %s in the error', (_, name, value, options, message) => {
    const given = name === 'undefined' ? undefined : name;
    const write = () => serializeSetCookie(given as string, value as string, options);
    expect(write).toThrow(TypeError);
    expect(write).toThrow(message || 'invalid cookie name: undefined');
  });

  it.each([
    ['t', '1', 4095],
    ['a-long-name', '1', 4085],
    ['t', 'é', 682],
  ])('FK1: refuses %s of more than 4096 bytes with its value, as browsers do', (name, character, most) => {
    expect(serializeSetCookie(name, character.repeat(most))).toContain(`${name}=`);
    expect(() => serializeSetCookie(name, character.repeat(most + 1))).toThrow(RangeError);
  });

  it('refuses a lone surrogate', () => {
    expect(() => serializeSetCookie('a', '\ud800')).toThrow(URIError);
  });
});

describe('serializeDeletion', () => {
  const PAST = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';

  it.each<[name: string, options: CookieOptions | undefined, written: string]>([
    ['a', undefined, `a=; Max-Age=0; Path=/; ${PAST}`],
    ['a', { path: '/x', domain: 'd.example' }, `a=; Max-Age=0; Domain=d.example; Path=/x; ${PAST}`],
    ['a', { maxAge: 60, expires: new Date() }, `a=; Max-Age=0; Path=/; ${PAST}`],
    ['__Host-a', undefined, `__Host-a=; Max-Age=0; Path=/; ${PAST}; Secure`],
    ['__Secure-a', { path: '/x' }, `__Secure-a=; Max-Age=0; Path=/x; ${PAST}; Secure`],
  ])('writes for %j with %j', (name, options, written) => {
    expect(serializeDeletion(name, options)).toBe(written);
  });

  it('throws if setting the cookie would', () => {
    expect(() => serializeDeletion('a b')).toThrow(TypeError);
    expect(() => serializeDeletion('__Host-a', { domain: 'd.example' })).toThrow(TypeError);
  });
});

describe('Set-Cookie compared with WebOb', () => {
  const cases = vectors.cases.map(({ in: { name, value, max_age, httponly, samesite, ...rest }, out }) => {
    const options = { ...rest, maxAge: max_age, httpOnly: httponly, sameSite: samesite } as CookieOptions;
    const write = () =>
      value === null ? serializeDeletion(name, options) : serializeSetCookie(name, value, options);
    const given = JSON.stringify([name, value, options]);
    return { given, prefixed: name.startsWith('__Host-'), deletion: value === null, options, write, out };
  });

  const ordinary = cases.filter(({ prefixed }) => !prefixed);

  it.each(ordinary.filter(({ out }) => out.raises))('$given throws', ({ write }) => {
    expect(write).toThrow(TypeError);
  });

  it.each(ordinary.filter(({ out }) => !out.raises))('$given', ({ write, out }) => {
    const { name, value, expires: _, ...attributes } = parseCookie(write());
    const { samesite: sameSite, httponly: httpOnly, 'max-age': maxAge, ...rest } = out.attributes ?? {};
    expect({ name, value, attributes }).toEqual({
      name: out.name,
      value: out.value,
      attributes: {
        ...rest,
        ...(sameSite && { sameSite: sameSite.toLowerCase() }),
        ...(httpOnly && { httpOnly }),
        ...(maxAge && { maxAge: Number(maxAge) }),
      },
    });
  });

  it('K8: writes __Host- only in the form that browsers accept, unlike WebOb', () => {
    const taken = ({ sameSite, secure, domain, path }: CookieOptions, deletion: boolean) =>
      sameSite !== ('bad' as string) && (secure || deletion) && !domain && path === undefined;
    for (const { options, deletion, write } of cases.filter(({ prefixed }) => prefixed)) {
      if (taken(options, deletion)) expect(write()).toContain('; Path=/');
      else expect(write).toThrow(TypeError);
    }
  });
});
