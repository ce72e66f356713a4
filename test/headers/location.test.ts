import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLocation } from '../../src/headers/location.ts';

const BASE = 'https://site.example/dir/page?q=1';

describe('safeLocation', () => {
  it.each([
    ['/a?b=c&d#e', '/a?b=c&d#e'],
    ['a/../b;p', 'a/../b;p'],
    ['?q=[1]', '?q=[1]'],
    ['#top', '#top'],
    ['', ''],
    ['/a%20b%2F', '/a%20b%2F'],
    ['/100%', '/100%'],
    ['https://other.example/x y', 'https://other.example/x%20y'],
    ['HTTP://[::1]:8080/', 'HTTP://[::1]:8080/'],
    ['http://bücher.example/é', 'http://xn--bcher-kva.example/%C3%A9'],
    ['/"<>^`{|}', '/%22%3C%3E%5E%60%7B%7C%7D'],
  ])('writes %j as %j', (reference, sent) => {
    expect(safeLocation(reference)).toBe(sent);
  });

  it.each([
    ' //evil.com',
    '\x0b//evil.com',
    '\x1f//evil.com',
    '\0//evil.com',
    '\t//evil.com',
    '\ufeff//evil.com',
  ])('U1: keeps %j on the site', (reference) => {
    expect(new URL(safeLocation(reference), BASE).origin).toBe('https://site.example');
  });

  it.each([
    '//evil.com',
    '///evil.com',
    '/\\evil.com',
    '\\\\evil.com',
    '\\/evil.com',
    '/\t/evil.com',
    '/\n/evil.com',
    '\n//evil.com',
    '//\tevil.com',
    '//user:pw@evil.com:80/',
  ])('U2: keeps %j on the site', (reference) => {
    const sent = safeLocation(reference);
    expect(sent).toMatch(/^[!-~]*$/);
    expect(new URL(sent, BASE).origin).toBe('https://site.example');
  });

  it('U3: percent-encodes spaces and UTF-8', () => {
    expect(safeLocation('/a bé')).toBe('/a%20b%C3%A9');
    expect(safeLocation('/\ud800')).toBe('/%EF%BF%BD');
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'ftp://a.example/',
    'mailto:a@b.example',
    'x:',
    'localhost:8080/x',
  ])('U4: throws for %j', (reference) => {
    expect(() => safeLocation(reference)).toThrow(TypeError);
  });

  it.each([
    'http:',
    'http:/evil.com',
    'http:evil.com',
    'http:\\\\evil.com',
    'http:///evil.com',
    'https://',
    'https://?x',
    'http://evil.com\\@site.example/',
    'http://e vil.com/',
    'http://ev\til.com/',
    'http://[::1/',
    'http://a:99999/',
    'http://a%2Fb/',
  ])('throws for the malformed URL %j', (reference) => {
    expect(() => safeLocation(reference)).toThrow(TypeError);
  });

  describe('for any text', () => {
    const parts = [
      '/',
      '\\',
      ':',
      '//',
      'http',
      'https:',
      'javascript:',
      'evil.com',
      '@',
      '?',
      '#',
      '%',
      '%2f',
    ];
    const blanks = [
      '\t',
      '\n',
      '\r',
      ' ',
      '\0',
      '\x0b',
      '\x1f',
      '\x7f',
      '\u00a0',
      '\u3000',
      '\ufeff',
      '。',
      '／',
      'é',
    ];
    const reference = fc.oneof(
      fc
        .array(fc.constantFrom(...parts, ...blanks, '.', '[', ']'), { maxLength: 10 })
        .map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
      fc.string(),
    );
    const sent = (text: string): string | undefined => {
      try {
        return safeLocation(text);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return undefined;
      }
    };

    it('U1, U2, U4: throws, stays on the site, or returns an http or https URL from its argument', () => {
      fc.assert(
        fc.property(reference, (text) => {
          const location = sent(text);
          if (location === undefined || /^https?:\/\//i.test(text)) return;
          expect(new URL(location, BASE).origin).toBe('https://site.example');
        }),
        { numRuns: 2000 },
      );
    });

    it('returns only characters that a header and a URL can contain', () => {
      fc.assert(
        fc.property(reference, (text) => {
          expect(sent(text) ?? '').toMatch(/^[!#-;=?-[\]_a-z~]*$/);
        }),
      );
    });

    it('is idempotent', () => {
      fc.assert(
        fc.property(reference, (text) => {
          const location = sent(text);
          if (location !== undefined) expect(safeLocation(location)).toBe(location);
        }),
        { numRuns: 1000 },
      );
    });
  });
});
