import { describe, expect, it } from 'vitest';
import { RequestCookies } from '../../src/cookies/request-cookies.ts';
import { CookieProfile, SignedCookieProfile, SignedSerializer } from '../../src/cookies.ts';

const profileOf = (secrets: string | string[], salt = 'salt') =>
  new SignedCookieProfile<{ user: string }>(secrets, salt, 'session', { httpOnly: true });

function requestAfter(profile: CookieProfile<{ user: string }>) {
  const headers = new Headers();
  profile.setCookies({ headers }, { user: 'bob' });
  return { cookies: new RequestCookies(headers.getSetCookie()[0]) };
}

describe('SignedCookieProfile', () => {
  it('is a profile whose value is a signed token', () => {
    const token = new SignedSerializer('seekrit', 'salt').dumps({ user: 'bob' });
    const profile = profileOf('seekrit');
    expect(profile).toBeInstanceOf(CookieProfile);
    expect(profile.getHeaders({ user: 'bob' })).toEqual([
      ['Set-Cookie', `session=${token}; Path=/; HttpOnly`],
    ]);
  });

  it.each<[signs: SignedCookieProfile<{ user: string }>, value: { user: string } | undefined]>([
    [profileOf('seekrit'), { user: 'bob' }],
    [profileOf('another'), undefined],
    [profileOf('seekrit', 'pepper'), undefined],
    [profileOf(['new', 'seekrit']), undefined],
  ])('reads with one secret what %o signs: %j', (signs, value) => {
    expect(profileOf('seekrit').bind(requestAfter(signs)).getValue()).toEqual(value);
  });

  it('rotates secrets', () => {
    expect(
      profileOf(['new', 'seekrit'])
        .bind(requestAfter(profileOf('seekrit')))
        .getValue(),
    ).toEqual({
      user: 'bob',
    });
  });

  it('accepts a hash and a serializer', () => {
    const serializer = { dumps: (value: string) => value, loads: (text: string) => text };
    const profile = new SignedCookieProfile('s', '', 'a', { hashAlgorithm: 'md5', serializer, path: null });
    const token = new SignedSerializer('s', '', 'md5', serializer).dumps('x');
    expect(profile.getHeaders('x')).toEqual([['Set-Cookie', `a=${token}`]]);
    expect(() => new SignedCookieProfile('s', '', 'a', { hashAlgorithm: 'none' })).toThrow(Error);
    expect(() => new SignedCookieProfile('', '', 'a')).toThrow(TypeError);
  });
});
