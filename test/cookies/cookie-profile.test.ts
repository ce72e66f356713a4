import { describe, expect, expectTypeOf, it } from 'vitest';
import { CookieProfile } from '../../src/cookies/cookie-profile.ts';
import { JSONSerializer } from '../../src/cookies/json-serializer.ts';
import { RequestCookies } from '../../src/cookies/request-cookies.ts';

const requestWith = (header: string | undefined) => ({ cookies: new RequestCookies(header) });

describe('CookieProfile', () => {
  it('creates one header, or one for each domain', () => {
    expect(new CookieProfile('a').getHeaders(1)).toEqual([['Set-Cookie', 'a=MQ==; Path=/']]);
    const profile = new CookieProfile('a', { domains: ['x.example', 'y.example'] });
    expect(profile.getHeaders(1)).toEqual([
      ['Set-Cookie', 'a=MQ==; Domain=x.example; Path=/'],
      ['Set-Cookie', 'a=MQ==; Domain=y.example; Path=/'],
    ]);
  });

  it('writes every attribute', () => {
    const profile = new CookieProfile('a', {
      path: '/x',
      maxAge: 60,
      secure: true,
      httpOnly: true,
      sameSite: 'none',
      partitioned: true,
      priority: 'low',
    });
    expect(profile.getHeaders(1)).toEqual([
      [
        'Set-Cookie',
        'a=MQ==; Max-Age=60; Path=/x; HttpOnly; Secure; Partitioned; Priority=Low; SameSite=None',
      ],
    ]);
  });

  it.each([null, undefined])('deletes the cookie with %s, in every domain', (value) => {
    const profile = new CookieProfile('a', { domains: ['x.example'], maxAge: 60, path: '/x' });
    expect(profile.getHeaders(value)).toEqual([
      ['Set-Cookie', 'a=; Max-Age=0; Domain=x.example; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    ]);
  });

  it('appends to the headers of a response', () => {
    const headers = new Headers([['Set-Cookie', 'b=1']]);
    new CookieProfile('a', { domains: ['x.example', 'y.example'] }).setCookies({ headers }, 'v');
    expect(headers.getSetCookie()).toHaveLength(3);
  });

  it('reads the value from a request', () => {
    const profile = new CookieProfile<{ user: string }>('a', { path: null });
    const [[, header]] = profile.getHeaders({ user: 'Zoë' }) as [[string, string]];
    const bound = profile.bind(requestWith(header));
    expect(bound.getValue()).toEqual({ user: 'Zoë' });
    expectTypeOf(bound.getValue()).toEqualTypeOf<{ user: string } | undefined>();
    expect(bound.getHeaders({ user: 'Zoë' })).toEqual(profile.getHeaders({ user: 'Zoë' }));
    const response = { headers: new Headers() };
    bound.setCookies(response, { user: 'Zoë' });
    expect(response.headers.getSetCookie()).toEqual([header]);
    // @ts-expect-error only a bound profile has a value
    expect(profile.getValue).toBeUndefined();
  });

  it.each([undefined, '', 'b=MQ==', 'a=', 'a=!', 'a="MQ=="', 'a=bad', 'a=e30%'])(
    'returns undefined for the Cookie header %j',
    (header) => {
      expect(new CookieProfile('a').bind(requestWith(header)).getValue()).toBeUndefined();
    },
  );

  it('FK1: allows names and values of up to 4096 encoded bytes together', () => {
    const profile = new CookieProfile('a', { serializer: new JSONSerializer<string>(), path: null });
    const longest = 'x'.repeat(4096 - 'a%22%22'.length);
    expect(profile.getHeaders(longest)[0]?.[1]).toHaveLength('='.length + 4096);
    expect(() => profile.getHeaders(`${longest}x`)).toThrow(RangeError);
    const long = new CookieProfile('a'.repeat(4000), { serializer: new JSONSerializer<string>() });
    expect(() => long.getHeaders('x'.repeat(100))).toThrow(RangeError);
  });

  it('throws for values that Set-Cookie forbids', () => {
    expect(() => new CookieProfile('a b').getHeaders(1)).toThrow(TypeError);
    expect(() => new CookieProfile('__Host-a').getHeaders(1)).toThrow(TypeError);
    expect(() => new CookieProfile('a').getHeaders(1n)).toThrow(TypeError);
  });

  it.each([undefined, 'a b', ''])('FM10: refuses the name %j', (name) => {
    expect(() => new CookieProfile(name as string)).toThrow(/^invalid cookie name: /);
  });
});
