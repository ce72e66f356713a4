import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  ContentSecurityPolicy,
  contentSecurityPolicy,
  contentSecurityPolicyReportOnly,
} from '../../src/headers/content-security-policy.ts';
import vectors from '../vectors/standard/content-security-policy.json' with { type: 'json' };

describe('ContentSecurityPolicy', () => {
  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    const policy = ContentSecurityPolicy.parse(input);
    const policies = policy && [policy, ...policy.others];
    expect(policies?.map(({ directives }) => Object.fromEntries(directives))).toEqual(expected ?? undefined);
  });

  it('ignores the case of names, and splits at any ASCII white space', () => {
    const policy = ContentSecurityPolicy.parse('\fIMG-Src\t*  DATA:\r;img-src a; __proto__ b');
    expect([...(policy?.directives ?? [])]).toEqual([
      ['img-src', ['*', 'DATA:']],
      ['__proto__', ['b']],
    ]);
  });

  it('drops only the directive that contains control characters or characters outside ASCII', () => {
    expect(String(ContentSecurityPolicy.parse('img-src é; script-src \x01; style-src a'))).toBe(
      'style-src a',
    );
  });

  it('keeps the policies after the first, and omits those without directives', () => {
    const policy = ContentSecurityPolicy.parse(", ;, img-src a, , script-src 'self'; base-uri b,");
    expect(String(policy)).toBe("img-src a, script-src 'self'; base-uri b");
    expect(policy?.others.map(String)).toEqual(["script-src 'self'; base-uri b"]);
    expect(String(policy?.with({ 'img-src': 'c' }))).toBe("img-src c, script-src 'self'; base-uri b");
    const nested = new ContentSecurityPolicy({ a: [] }, policy ? [policy] : []);
    expect(nested.others.map(String)).toEqual(['img-src a', "script-src 'self'; base-uri b"]);
  });

  it('returns changed copies', () => {
    const policy = new ContentSecurityPolicy({ 'default-src': "'self'", 'img-src': ['*', 'data:'] });
    expect(
      String(
        policy.with({ 'IMG-SRC': undefined, 'default-src': ["'none'"], 'upgrade-insecure-requests': [] }),
      ),
    ).toBe("default-src 'none'; upgrade-insecure-requests");
    expect(String(policy)).toBe("default-src 'self'; img-src * data:");
  });

  it.each([
    ['no directive', {}],
    ['a space in a value', { 'default-src': "'self' a" }],
    ['a semicolon', { 'default-src': 'a;b' }],
    ['a comma', { 'default-src': ['a,b'] }],
    ['an empty value', { 'default-src': [''] }],
    ['a malformed name', { 'default src': [] }],
    ['a character outside ASCII', { 'default-src': 'é' }],
    ['a repeated directive', { 'img-src': [], 'IMG-SRC': [] }],
  ])('refuses %s', (_, directives) => {
    expect(() => new ContentSecurityPolicy(directives)).toThrow(TypeError);
  });

  it('prints its class and its text', () => {
    expect(inspect(new ContentSecurityPolicy({ sandbox: [] }))).toBe('ContentSecurityPolicy "sandbox"');
  });
});

describe.each([contentSecurityPolicy, contentSecurityPolicyReportOnly])('the field $name', (field) => {
  it('accepts a policy, directives or text', () => {
    const policy = new ContentSecurityPolicy({ sandbox: ['allow-forms'] });
    for (const value of [
      policy,
      { sandbox: 'allow-forms' },
      [['Sandbox', ['allow-forms']]] as const,
      ';SANDBOX allow-forms;',
    ]) {
      expect(field.format(value)).toBe('sandbox allow-forms');
    }
    expect(field.parse('sandbox allow-forms')).toEqual(policy);
    expect(() => field.format(' ; ')).toThrow(TypeError);
  });
});
