import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accept } from '../../src/headers/accept.ts';
import { AcceptCharset } from '../../src/headers/accept-charset.ts';
import { AcceptEncoding } from '../../src/headers/accept-encoding.ts';
import { AcceptLanguage } from '../../src/headers/accept-language.ts';
import vectors from '../vectors/webob/accept-encoding.json' with { type: 'json' };

describe('AcceptEncoding', () => {
  it('FH1: reads a weight without its zero, like every list of weights', () => {
    expect(AcceptEncoding.parse('gzip;q=.5, br; q=.25').acceptable(['br', 'gzip'])).toEqual([
      ['gzip', 0.5],
      ['br', 0.25],
    ]);
    expect(AcceptLanguage.parse('de;q=.5, en;q=.7').best(['de', 'en'])).toBe('en');
    expect(AcceptCharset.parse('utf-8;q=.5').quality('utf-8')).toBe(0.5);
    const java = Accept.parse('text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2');
    expect([java.quality('text/html'), java.quality('application/json')]).toEqual([1, 0.2]);
  });

  it.each<[id: string, header: string | undefined, offers: string[], best: string | undefined]>([
    ['N2: q=0 refuses a coding', 'gzip;q=0', ['gzip', 'identity'], 'identity'],
    ['N3: identity is acceptable by default', 'gzip', ['identity'], 'identity'],
    ['N4: * stands for unnamed codings', 'gzip;q=0, *', ['gzip', 'br'], 'br'],
    ['N5: x-gzip is gzip', 'x-gzip', ['gzip'], 'gzip'],
    ['N5: gzip is x-gzip', 'gzip', ['X-GZIP'], 'X-GZIP'],
    ['N5: x-compress is compress', 'x-compress', ['compress'], 'compress'],
    ['N6: x-gzip-not is another coding', 'x-gzip-not', ['gzip', 'identity'], 'identity'],
    ['N7: an empty header', '', ['gzip', 'identity'], 'identity'],
    ['N7: an empty header', '', ['gzip'], undefined],
    ['N16: a header of bad elements', 'gzip;q=2, b r', ['gzip', 'identity'], 'identity'],
    ['N16: a bad element beside a good one', 'br;q=2, gzip', ['br', 'gzip'], 'gzip'],
    ['a missing header', undefined, ['zstd', 'identity'], 'zstd'],
    ['identity refused', 'identity;q=0', ['identity'], undefined],
    ['identity refused by *', '*;q=0', ['identity'], undefined],
    ['identity named beside *;q=0', '*;q=0, identity;q=0.1', ['gzip', 'identity'], 'identity'],
    ['the highest weight', 'gzip;q=0.5, br;q=0.9', ['gzip', 'br'], 'br'],
    ['equal weights', 'gzip, br', ['br', 'gzip'], 'br'],
    ['a coding named twice', 'gzip;q=0.1, br;q=0.5, gzip', ['gzip', 'br'], 'br'],
    ['an alias named twice', 'x-gzip;q=0.1, br;q=0.5, gzip', ['gzip', 'br'], 'br'],
    ['a parameter that is not a weight', 'gzip;level=9', ['gzip', 'identity'], 'identity'],
    ['__proto__', 'gzip', ['__proto__', 'constructor'], undefined],
  ])('%s: %j', (_, header, offers, best) => {
    const accept = AcceptEncoding.parse(header);
    expect(accept.best(offers)).toBe(best);
    expect(accept.acceptable(offers)[0]?.[0]).toBe(best);
    expect(offers.some((offer) => accept.includes(offer))).toBe(best !== undefined);
  });

  it('reports whether the header was present', () => {
    expect(AcceptEncoding.parse(undefined).isPresent).toBe(false);
    expect(AcceptEncoding.parse('').isPresent).toBe(true);
  });

  const coding = fc.constantFrom('gzip', 'br', 'identity', '*');
  const elements = fc.array(fc.tuple(coding, fc.constantFrom(0, 0.5, 1)), { maxLength: 5 });

  it('scores like a direct implementation of RFC 9110, section 12.5.3', () => {
    fc.assert(
      fc.property(elements, fc.constantFrom('gzip', 'br', 'zstd', 'identity'), (listed, offer) => {
        const header = listed.map(([name, quality]) => `${name};q=${quality}`).join(',');
        const named = listed.find(([name]) => name === offer) ?? listed.find(([name]) => name === '*');
        const quality = named ? named[1] : Number(offer === 'identity');
        expect(AcceptEncoding.parse(header).quality(offer)).toBe(quality);
      }),
    );
  });

  it('reads its own output, and any string without throwing', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'a*;q=01.,"\\ \té'), maxLength: 60 });
    fc.assert(
      fc.property(hostile, (header) => {
        const accept = AcceptEncoding.parse(header);
        expect([...AcceptEncoding.parse(String(accept))]).toEqual([...accept]);
      }),
    );
  });
});

describe('AcceptEncoding compared with WebOb', () => {
  const invalid = 'AcceptEncodingInvalidHeader';

  it.each(vectors.cases.filter(({ out }) => out.kind !== invalid))(
    '$in',
    ({ in: { header, offers }, out }) => {
      expect(AcceptEncoding.parse(header ?? undefined).acceptable(offers)).toEqual(out.acceptable);
    },
  );

  it('N16: keeps the valid elements of a header that WebOb drops, and allows empty ones', () => {
    const headers = new Set(
      vectors.cases.filter(({ out }) => out.kind === invalid).map((one) => one.in.header),
    );
    expect(headers).toEqual(new Set(['gzip;q=2', 'gzip;;', ',gzip,']));
    expect(AcceptEncoding.parse('gzip;;').quality('gzip')).toBe(1);
    expect(AcceptEncoding.parse(',gzip,').quality('gzip')).toBe(1);
    expect(AcceptEncoding.parse('gzip;q=2').quality('gzip')).toBe(0);
  });
});
