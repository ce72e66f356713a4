import { describe, expect, it } from 'vitest';
import { Authorization } from '../../src/headers/authorization.ts';
import { Challenge } from '../../src/headers/challenge.ts';
import { proxyAuthenticate, proxyAuthorization } from '../../src/headers/proxy-auth.ts';

describe('proxyAuthorization', () => {
  it('reads and writes credentials', () => {
    const credentials = Authorization.basic('Aladdin', 'open sesame');
    expect(proxyAuthorization.parse('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')).toEqual(credentials);
    expect(proxyAuthorization.parse('Basic !')).toBeUndefined();
    expect(proxyAuthorization.format(credentials)).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(proxyAuthorization.format('Bearer abc')).toBe('Bearer abc');
  });

  it('hides its value in errors', () => {
    expect(() => proxyAuthorization.format('Basic secret')).toThrow(
      'invalid credentials; give an Authorization, or its text',
    );
    // @ts-expect-error
    expect(() => proxyAuthorization.format({ scheme: 'Basic' })).toThrow(TypeError);
  });
});

describe('proxyAuthenticate', () => {
  const basic = new Challenge('Basic', { realm: 'a' });

  it('reads and writes challenges', () => {
    expect(proxyAuthenticate.parse('Basic realm="a", Digest realm="b"').map(({ realm }) => realm)).toEqual([
      'a',
      'b',
    ]);
    expect(proxyAuthenticate.format(basic)).toBe('Basic realm="a"');
    expect(proxyAuthenticate.format([basic, 'NTLM, Negotiate'])).toBe('Basic realm="a", NTLM, Negotiate');
    expect(proxyAuthenticate.format('NTLM')).toBe('NTLM');
    expect(proxyAuthenticate.format([])).toBeUndefined();
  });

  it('refuses anything else', () => {
    expect(() => proxyAuthenticate.format('realm="a"')).toThrow(TypeError);
    // @ts-expect-error
    expect(() => proxyAuthenticate.format([{ scheme: 'Basic' }])).toThrow(TypeError);
  });
});
