import { describe, expect, it } from 'vitest';
import { requirePeer } from '../../src/testing/peers.ts';

describe('an optional package', () => {
  it('is loaded', () => {
    expect(requirePeer('tough-cookie').CookieJar).toBeTypeOf('function');
  });

  it('that is missing is named, with instructions', () => {
    expect(() => requirePeer('not-installed' as 'cheerio')).toThrow(
      'this needs the package not-installed, which cannot be loaded: npm install --save-dev not-installed',
    );
  });
});
