import { describe, expect, it } from 'vitest';
import {
  assertLifetime,
  assertSeconds,
  isSameSecret,
  secretsFrom,
} from '../../../../src/middleware/access/auth/checks.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';

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

describe('assertSeconds', () => {
  it.each([[-1], [Number.NaN], ['60']])('refuses %j', (value) => {
    expect(() => assertSeconds('x', value as number)).toThrow('x must be a number of seconds, 0 or more');
  });
});

describe('assertLifetime', () => {
  it.each([[0], [-1], [Number.NaN], [Infinity], [1e21], ['60']])('refuses %j', (value) => {
    expect(() => assertLifetime('x', value as number)).toThrow('x must be a number of seconds above 0');
  });

  it('accepts parts of a second', () => {
    expect(() => assertLifetime('x', 0.5)).not.toThrow();
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
