import { describe, expect, it } from 'vitest';
import { isSameSecret, secretsFrom } from '../../src/middleware/secrets.ts';
import { nativeFromText } from '../../src/wsgi/native-string.ts';

describe('secretsFrom', () => {
  it('returns a list of native strings', () => {
    expect(secretsFrom('sécret')).toEqual([nativeFromText('sécret')]);
    expect(secretsFrom(['new', 'old'])).toEqual(['new', 'old']);
  });

  it.each([
    ['', "got ''"],
    [undefined, 'got undefined'],
    [['a', 7], 'got a number'],
    [[], 'the list of secrets must not be empty'],
  ])('refuses %j', (secret, message) => {
    expect(() => secretsFrom(secret as string)).toThrow(message);
  });
});

describe('isSameSecret', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'ab', false],
    ['a', '\u0161', false],
    ['', '', true],
  ])('of %j and %j returns %j', (a, b, expected) => {
    expect(isSameSecret(a, b)).toBe(expected);
  });
});
