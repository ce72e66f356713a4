import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignedSerializer } from '../../src/cookies/signed-serializer.ts';
import vectors from '../vectors/webob/signed-cookie.json' with { type: 'json' };
import rejected from '../vectors/webob/signed-cookie-reject.json' with { type: 'json' };

describe('SignedSerializer', () => {
  const serializer = new SignedSerializer('seekrit', 'salt');

  it('reads the tokens that it writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1 }), fc.string(), (value, secret, salt) => {
        const own = new SignedSerializer(secret, salt, 'sha256');
        expect(own.loads(own.dumps(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes tokens that are valid cookie values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(serializer.dumps(value)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('detects any changed character', () => {
    const token = serializer.dumps({ user: 'bob' });
    for (const [index, character] of [...token].entries()) {
      const changed = token.slice(0, index) + (character === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect(() => serializer.loads(changed)).toThrow('the signature of the cookie does not match');
    }
  });

  it.each(['', 'a', 'é', '{"a": 1}', 'AAAA', 'A'.repeat(200)])('refuses %j', (token) => {
    expect(() => serializer.loads(token)).toThrow(Error);
  });

  it('separates salts, secrets and hashes', () => {
    const token = serializer.dumps(1);
    for (const other of [
      new SignedSerializer('seekrit', 'pepper'),
      new SignedSerializer('secret', 'salt'),
      new SignedSerializer('seekrit', 'salt', 'sha256'),
    ]) {
      expect(() => other.loads(token)).toThrow(Error);
    }
  });

  it('rotates secrets: the first one signs, all verify', () => {
    const old = new SignedSerializer('old', 'salt');
    const both = new SignedSerializer(['new', 'old'], 'salt');
    const young = new SignedSerializer('new', 'salt');
    expect(both.loads(old.dumps(1))).toBe(1);
    expect(young.loads(both.dumps(1))).toBe(1);
    expect(() => old.loads(both.dumps(1))).toThrow(Error);
  });

  it('FK2: accepts only one spelling of each token', () => {
    const serializer = new SignedSerializer<string>('seekrit', 'salt');
    for (const value of ['', 'a', 'ab', 'abc']) {
      const token = serializer.dumps(value);
      expect(serializer.loads(token)).toBe(value);
      for (const other of [`${token}A`, `${token}=`, `${token}==`, `=${token}`, `${token}\n`, ` ${token}`]) {
        expect(() => serializer.loads(other)).toThrow(Error);
      }
      const last = token.at(-1) ?? '';
      const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/'].filter(
        (c) => c !== last,
      );
      for (const character of spellings) {
        expect(() => serializer.loads(token.slice(0, -1) + character)).toThrow(Error);
      }
    }
  });

  it.each([[undefined], [null], [5], [['a', undefined]]])(
    'FM10: refuses an invalid secret, and names it: %j',
    (secret) => {
      const make = () => new SignedSerializer(secret as unknown as string, 'salt');
      expect(make).toThrow(TypeError);
      expect(make).toThrow('the secret must be a string or bytes; got ');
    },
  );

  it('accepts bytes as a secret', () => {
    const bytes = new SignedSerializer(Buffer.from('seekrit'), 'salt');
    expect(bytes.dumps('x')).toBe(serializer.dumps('x'));
  });

  it('encodes key and salt as UTF-8 only if Latin-1 cannot', () => {
    const text = new SignedSerializer('€', 'é');
    const utf8 = new SignedSerializer(Buffer.from('é€'), '');
    expect(text.dumps(1)).toBe(utf8.dumps(1));
    const latin1 = new SignedSerializer(Buffer.from('é', 'latin1'), '');
    expect(new SignedSerializer('é', '').dumps(1)).toBe(latin1.dumps(1));
  });

  it.each<[string, unknown, unknown, string]>([
    ['no secret', undefined, 'salt', 'the secret must be a string or bytes; got undefined'],
    ['a secret of another type', 7, 'salt', 'the secret must be a string or bytes; got a number'],
    [
      'a list without secrets',
      ['a', undefined],
      'salt',
      'the secret must be a string or bytes; got undefined',
    ],
    ['an empty list', [], 'salt', 'the list of secrets must not be empty'],
    ['an empty secret', '', 'salt', 'the secret must not be empty'],
    ['no salt', 'a', undefined, 'the salt must be a string; got undefined'],
  ])('FM10: explains the error in %s', (_, secret, salt, message) => {
    expect(() => new SignedSerializer(secret as string, salt as string)).toThrow(new TypeError(message));
  });

  it('refuses a missing secret and an unknown hash', () => {
    expect(() => new SignedSerializer([], 'salt')).toThrow(TypeError);
    expect(() => new SignedSerializer('', 'salt')).toThrow(TypeError);
    expect(() => new SignedSerializer(['new', ''], 'salt')).toThrow(TypeError);
    expect(() => new SignedSerializer('seekrit', 'salt', 'sha0')).toThrow(Error);
  });
});

describe('SignedSerializer compared with WebOb', () => {
  it.each(vectors.cases)(
    '$id: writes and reads the same token',
    ({ in: { secret, salt, hashalg, value }, out }) => {
      const serializer = new SignedSerializer(secret, salt, hashalg);
      expect(serializer.loads(out)).toEqual(value);
      expect(serializer.dumps(value)).toBe(out);
    },
  );

  it.each(rejected.cases)('$id: is refused', ({ in: { secret, salt, hashalg, token } }) => {
    expect(() => new SignedSerializer(secret, salt, hashalg).loads(token)).toThrow(Error);
  });
});
