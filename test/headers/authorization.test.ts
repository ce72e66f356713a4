import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Authorization } from '../../src/headers/authorization.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/auth.json' with { type: 'json' };
import webob from '../vectors/webob/authorization.json' with { type: 'json' };

const casesOf = (op: string) => vectors.cases.filter((given) => given.op === op);
const base64 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('base64');

describe('Authorization', () => {
  it('A1: ignores the case of the scheme', () => {
    expect(Authorization.parse('basic dTpw')).toMatchObject({
      scheme: 'basic',
      token: 'dTpw',
      username: 'u',
      password: 'p',
    });
    expect(String(Authorization.parse('BASIC dTpw'))).toBe('BASIC dTpw');
  });

  it('A4: decodes username*', () => {
    const value = `Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm="api@example.org", nc=00000001, qop=auth`;
    const digest = Authorization.parse(value);
    expect(digest?.username).toBe('Jäsøn Doe');
    expect(String(digest)).toBe(value);
    expect(Authorization.parse("Digest username*=UTF-8''%ff")?.username).toBeUndefined();
  });

  it.each([
    'Basic !!!',
    'Basic',
    'Basic dTpw dTpw',
    'Basic dQ==',
    'Basic realm="x"',
    'Basic dTpw, x=1',
    'Basic dTpwCg==',
  ])('A5: does not read %s as Basic', (value) => {
    expect(Authorization.parse(value)).toBeUndefined();
  });

  it('decodes Basic as UTF-8, and otherwise as ISO-8859-1', () => {
    expect(Authorization.parse(`Basic ${base64('j\xc3\xa4s:\xe2\x82\xac')}`)).toMatchObject({
      username: 'jäs',
      password: '€',
    });
    expect(Authorization.parse(`Basic ${base64('j\xe4s:p')}`)?.username).toBe('jäs');
    expect(Authorization.parse('Digest username="j\xc3\xa4s"')?.username).toBe('jäs');
  });

  it('reads any scheme with a token, with parameters or without either', () => {
    expect(Authorization.parse('Bearer mF_9.B5f-4.1JqM==')).toMatchObject({
      scheme: 'bearer',
      token: 'mF_9.B5f-4.1JqM==',
    });
    expect(Authorization.parse('Negotiate')).toMatchObject({ scheme: 'negotiate', token: undefined });
    const custom = Authorization.parse('Custom a = "b, \\"c\\"" ,, __proto__=d');
    expect([...(custom?.params ?? [])]).toEqual([
      ['a', 'b, "c"'],
      ['__proto__', 'd'],
    ]);
  });

  it.each([
    undefined,
    '',
    '=',
    'a=b',
    'Bearer a b',
    'Bearer a, b',
    'Bearer\ta',
    'Digest a=b c=d',
    'Digest a=1, A=2',
    'Digest a=1, b',
    'Digest a="1',
    'Digest a=€',
    'Basic dTpw, Basic dTpw',
  ])('ignores %j', (value) => {
    expect(Authorization.parse(value)).toBeUndefined();
  });

  it('creates credentials', () => {
    expect(String(Authorization.basic('jäs', 'a:b'))).toBe(`Basic ${base64('j\xc3\xa4s:a:b')}`);
    expect(String(Authorization.bearer('abc'))).toBe('Bearer abc');
    expect(
      String(new Authorization('Digest', { username: 'a"b', algorithm: 'MD5', nc: '1', qop: 'auth' })),
    ).toBe('Digest username="a\\"b", algorithm=MD5, nc=1, qop=auth');
  });

  it('refuses to create Basic without a token', () => {
    expect(() => new Authorization('Basic', { realm: 'x' })).toThrow(TypeError);
  });

  it('refuses values that it could not read back', () => {
    expect(() => Authorization.basic('a:b', 'c')).toThrow(TypeError);
    expect(() => Authorization.basic('a', 'b\n')).toThrow(TypeError);
    expect(() => Authorization.bearer('a b')).toThrow(TypeError);
    expect(() => Authorization.bearer('')).toThrow(TypeError);
    expect(() => new Authorization('a b')).toThrow(TypeError);
    expect(() => new Authorization('Basic', 'x')).toThrow(TypeError);
    expect(() => new Authorization('Digest', { a: '\r\n' })).toThrow(TypeError);
    expect(
      () =>
        new Authorization('Digest', [
          ['a', '1'],
          ['A', '2'],
        ]),
    ).toThrow(TypeError);
  });

  it('is read-only', () => {
    const wrong = () => {
      // @ts-expect-error
      Authorization.bearer('a').token = 'b';
      // @ts-expect-error
      Authorization.bearer('a').params.set('b', 'c');
    };
    expectTypeOf(wrong).toBeFunction();
  });

  it.each(casesOf('basic-parse'))('$id: $input', ({ input, expected }) => {
    const basic = Authorization.parse(String(input));
    const user = basic?.scheme === 'basic' ? { name: basic.username, pass: basic.password } : null;
    expect(user).toEqual(expected);
  });

  it.each(casesOf('basic-format'))('$id: $input', ({ input, expected }) => {
    if (typeof input === 'string') throw new Error('another operation');
    expect(String(Authorization.basic(input.name ?? '', input.pass ?? ''))).toBe(expected);
  });

  it.each(casesOf('authorization-parse'))('$id: $input', ({ input, expected }) => {
    const value = Authorization.parse(String(input));
    const { scheme, params, token } = value ?? { params: [] };
    expect({ scheme, params: Object.fromEntries(params), token: token ?? null }).toEqual({
      token: null,
      ...Object(expected),
    });
  });

  it('skips the vectors of digest-response, which a client computes', () => {
    const seen = [
      'basic-parse',
      'basic-format',
      'authorization-parse',
      'www-authenticate-parse',
      'digest-response',
    ];
    expect([...new Set(vectors.cases.map(({ op }) => op))].sort()).toEqual(seen.sort());
  });

  it.each(webob.cases)('WebOb $id: $in.header', ({ in: { header }, out }) => {
    const value = Authorization.parse(header);
    // A5: Basic requires credentials. Parameters are parsed here.
    if (header === 'Basic') expect(value).toBeUndefined();
    else
      expect([value?.scheme, String(value).replace(/^\S+ /, '').replaceAll('"', '')]).toEqual([
        out[0]?.toLowerCase(),
        out[1],
      ]);
  });

  it('reads its own output', () => {
    const credentials = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._~+/-]+=*$/), arbitrary.params);
    const schemes = arbitrary.token.filter((scheme) => scheme !== 'basic');
    fc.assert(
      fc.property(schemes, credentials, (scheme, given) => {
        const value = new Authorization(scheme, given);
        expect(Authorization.parse(String(value))).toEqual(value);
      }),
    );
    const words = fc.string({ unit: 'grapheme' }).filter((word) => !/[:\p{Cc}]/u.test(word));
    fc.assert(
      fc.property(words, words, (username, password) => {
        const value = Authorization.basic(username, password);
        expect(value).toMatchObject({ username, password });
        expect(Authorization.parse(String(value))).toEqual(value);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(
      fc.property(arbitrary.anything, (value) => {
        Authorization.parse(value);
        Authorization.parse(`Basic ${value}`);
        Authorization.parse(`Digest ${value}`);
      }),
    );
    for (const value of arbitrary.megabytes('Basic ', 'Digest a="')) Authorization.parse(value);
  });

  it('reveals only its scheme in logs', () => {
    for (const value of [Authorization.basic('Aladdin', 'open sesame'), Authorization.bearer('sesame')]) {
      const shown = `${inspect(value)} ${JSON.stringify({ value })}`;
      expect(shown).toMatch(/^Authorization "(\w+) …" \{"value":"\1 …"\}$/);
    }
  });
});
