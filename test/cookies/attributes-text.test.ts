import { describe, expect, it } from 'vitest';
import { type Attributes, attributesText as textOf } from '../../src/cookies/attributes-text.ts';

const attributesText = (attributes: Omit<Attributes, 'name' | 'value'>) =>
  textOf({ name: 'a', value: '', ...attributes });

describe('attributesText', () => {
  it('writes the attributes in a fixed order', () => {
    const attributes = {
      path: '/',
      maxAge: 60,
      domain: 'example.com',
      secure: true,
      httpOnly: true,
    } as const;
    expect(attributesText(attributes)).toBe('; Max-Age=60; Domain=example.com; Path=/; HttpOnly; Secure');
    expect(attributesText({})).toBe('');
  });

  it.each([
    [{ maxAge: 61 }, '; Max-Age=61; Path=/a'],
    [{ path: '/b' }, '; Path=/b'],
    [{ domain: 'example.com' }, '; Domain=example.com; Path=/a'],
    [{ httpOnly: true }, '; Path=/a; HttpOnly'],
    [{ secure: true }, '; Path=/a; Secure'],
    [{ sameSite: 'lax' }, '; Path=/a; SameSite=Lax'],
    [{ partitioned: true }, '; Path=/a; Partitioned'],
    [{ priority: 'low' }, '; Path=/a; Priority=Low'],
    [{ expires: new Date(0) }, '; Path=/a; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
  ] as const)('never takes the text of other attributes: %j', (change, text) => {
    expect(attributesText({ path: '/a' })).toBe('; Path=/a');
    expect(attributesText({ path: '/a', ...change })).toBe(text);
    expect(attributesText({ path: '/a' })).toBe('; Path=/a');
  });

  it('writes each of more attributes than are kept', () => {
    const ages = Array.from({ length: 50 }, (_, age) => age);
    for (const _ of [1, 2]) {
      expect(ages.map((maxAge) => attributesText({ maxAge }))).toEqual(ages.map((age) => `; Max-Age=${age}`));
    }
  });

  it('reads a date each time, because a date can be changed', () => {
    const expires = new Date(0);
    attributesText({ expires });
    expires.setUTCFullYear(2030);
    expect(attributesText({ expires })).toBe('; Expires=Tue, 01 Jan 2030 00:00:00 GMT');
  });

  it('refuses malformed attributes each time', () => {
    for (const _ of [1, 2]) expect(() => attributesText({ domain: 'a;b' })).toThrow(/domain/);
  });
});
