import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Challenge, parseChallenges } from '../../src/headers/challenge.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/auth.json' with { type: 'json' };

const written = (value: string) => parseChallenges(value).map(String);

describe('Challenge', () => {
  it('is read from the text of a single one', () => {
    expect(Challenge.parse('Basic realm="x"')).toEqual(new Challenge('Basic', { realm: 'x' }));
    expect(Challenge.parse(' Newauth abc== ,')?.token).toBe('abc==');
    for (const text of [undefined, '', 'Basic realm="x", Digest realm="y"', 'Basic a=1, A=2', '=']) {
      expect(Challenge.parse(text)).toBeUndefined();
    }
  });

  it('is coerced from text', () => {
    const basic = new Challenge('Basic', { realm: 'x' });
    expect(Challenge.from(basic)).toBe(basic);
    expect(Challenge.from('Basic realm="x"')).toEqual(basic);
    for (const wrong of ['=', 5, undefined]) {
      expect(() => Challenge.from(wrong as string)).toThrow(
        new TypeError(`invalid challenge: ${JSON.stringify(wrong)}; give a Challenge, or its text`),
      );
    }
  });
});

describe('parseChallenges', () => {
  it('A2: distinguishes challenges from parameters', () => {
    expect(parseChallenges('Basic realm="x", Digest realm="y", nonce="z"')).toEqual([
      new Challenge('Basic', { realm: 'x' }),
      new Challenge('Digest', { realm: 'y', nonce: 'z' }),
    ]);
    expect(written('Negotiate, NTLM abc==, Newauth , a = 1')).toEqual([
      'Negotiate',
      'NTLM abc==',
      'Newauth a="1"',
    ]);
  });

  it('A3: allows quotes in a realm', () => {
    expect(parseChallenges('Basic realm="a\\"b"')[0]?.realm).toBe('a"b');
    expect(String(new Challenge('Basic', { realm: 'a"b' }))).toBe('Basic realm="a\\"b"');
  });

  it('returns no challenges if the header is absent', () => {
    expect(parseChallenges(undefined)).toEqual([]);
    expect(parseChallenges(' , ')).toEqual([]);
  });

  it.each([
    ['realm="x", Basic realm="y"'],
    ['Digest a=b c=d, e="f", Basic realm="y"'],
    ['Digest a=1, A=2, b=3, Basic realm="y"'],
    ['Bearer abc, d=e, Basic realm="y"'],
    ['a=€, Basic realm="y"'],
    ['Basic a \xe9, x="b", Basic realm="y"'],
  ])('drops a malformed challenge with its parameters: %s', (value) => {
    expect(written(value)).toEqual(['Basic realm="y"']);
  });

  it('quotes the parameters that RFC 7616, section 3.3 requires to be quoted', () => {
    const value = 'Digest realm="a", qop="auth, auth-int", algorithm=SHA-256, stale=true, nonce="b"';
    expect(written(value)).toEqual([value]);
    expect(written('Digest qop=auth')).toEqual(['Digest qop="auth"']);
  });

  it.each(vectors.cases.filter(({ op }) => op === 'www-authenticate-parse'))(
    '$id: $input',
    ({ input, expected }) => {
      const challenges = parseChallenges(String(input));
      expect(
        challenges.map(({ scheme, params }) => ({ scheme, params: Object.fromEntries(params) })),
      ).toEqual(expected);
    },
  );

  it('reads its own output', () => {
    const credentials = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._~+/-]+=*$/), arbitrary.params);
    const challenge = fc.tuple(arbitrary.token, credentials).map((given) => new Challenge(...given));
    fc.assert(
      fc.property(fc.array(challenge), (challenges) => {
        expect(parseChallenges(challenges.join(', '))).toEqual(challenges);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void parseChallenges(value)));
    for (const value of arbitrary.megabytes('Digest a="')) parseChallenges(value);
  });

  it('refuses values that it could not read back', () => {
    expect(() => new Challenge('Basic', { realm: '€' })).toThrow(TypeError);
    expect(() => new Challenge('')).toThrow(TypeError);
    expect(() => new Challenge('NTLM', 'a b')).toThrow(TypeError);
  });
});
