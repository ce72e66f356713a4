import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts';
import { serializeSetCookie } from '../../src/cookies/set-cookie.ts';
import parseVectors from '../vectors/standard/set-cookie-parse.json' with { type: 'json' };

describe('parseSetCookie', () => {
  // RFC 6265bis, section 5.6, step 3: text without "=" is a value without a name; the vector contains RFC
  // 6265's result.
  const OTHERWISE = new Set(['set-cookie-parse-0190']);

  it.each(parseVectors.cases.filter(({ id }) => !OTHERWISE.has(id)))('$id: $input', ({ input, expected }) => {
    const said = Object.entries(expected ?? {}).filter(([, value]) => value !== null && value !== false);
    const { extensions: _, ...known } = Object.fromEntries(said);
    expect(JSON.parse(JSON.stringify(parseSetCookie(input) ?? {}))).toEqual(known);
  });

  it('reads the output of serializeSetCookie', () => {
    const options = {
      path: '/x',
      domain: 'd.example',
      maxAge: 60,
      expires: new Date(0),
      secure: true,
      httpOnly: true,
      partitioned: true,
      sameSite: 'none',
      priority: 'low',
    } as const;
    const written = serializeSetCookie('a', 'b; c="é"', options);
    expect(parseSetCookie(written)).toEqual({ name: 'a', value: 'b; c="é"', ...options });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a=; ,%\t"é/.') }), (header) => {
        expect(parseSetCookie(header)).not.toEqual({ name: '', value: '' });
      }),
    );
  });

  it.each<[id: string, header: string, cookie: object | undefined]>([
    ['FK4: a value without a name', 'x x', { name: '', value: 'x x' }],
    ['FK4: an empty name', ' = b', { name: '', value: 'b' }],
    ['FK4: neither', ' = ; Path=/', undefined],
    ['FK4: a control character', 'a=b\0', undefined],
    ['FK4: a control character in an attribute', 'a=b; Path=/\r', undefined],
    ['FK4: a tab', 'a=b\tc', { name: 'a', value: 'b\tc' }],
    [
      'FK4: a zone, which browsers do not look at',
      'a=b; Expires=Thu, 01 Jan 2026 00:00:00 +0200',
      { name: 'a', value: 'b', expires: new Date('2026-01-01T00:00:00Z') },
    ],
    [
      'FK4: a domain in upper case',
      'a=b; Domain=.Example.COM',
      { name: 'a', value: 'b', domain: 'example.com' },
    ],
    ['FK4: an empty domain after another', 'a=b; Domain=a.example; domain=', { name: 'a', value: 'b' }],
    ['FK4: the last path', 'a=b; path=/a; path=/b', { name: 'a', value: 'b', path: '/b' }],
    ['FK4: a last path that is not one', 'a=b; path=/a; path=b', { name: 'a', value: 'b' }],
    ['FK4: a negative age', 'a=b; max-age=-5', { name: 'a', value: 'b', maxAge: -5 }],
    ['FK4: the last SameSite', 'a=b; samesite=lax; samesite=?', { name: 'a', value: 'b' }],
    ['FK4: an unknown priority', 'a=b; priority=top; other', { name: 'a', value: 'b' }],
    ['FK4: a value that is not percent-encoded', 'a=100%', { name: 'a', value: '100%' }],
    [
      'FK4: an attribute of more than 1024 bytes',
      `a=b; path=/${'x'.repeat(1024)}`,
      { name: 'a', value: 'b' },
    ],
    ['FK4: 4096 bytes', `a=${'x'.repeat(4095)}`, { name: 'a', value: 'x'.repeat(4095) }],
    ['FK4: 4097 bytes', `a=${'x'.repeat(4096)}`, undefined],
  ])('%s', (_, header, cookie) => {
    expect(parseSetCookie(header)).toEqual(cookie);
  });
});
