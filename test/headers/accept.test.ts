import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Accept } from '../../src/headers/accept.ts';
import vectors from '../vectors/webob/accept.json' with { type: 'json' };

describe('Accept', () => {
  it.each<[id: string, header: string | undefined, acceptable: [offer: string, quality: number][]]>([
    [
      'N1: q=0 refuses a type that a wildcard allows',
      '*/*;q=0.1, text/html;q=0',
      [['application/json', 0.1]],
    ],
    ['N12: types and q without regard to case', 'TEXT/HTML;Level=1;Q=0.3', [['text/html;level=1', 0.3]]],
    [
      'N13: */* matches everything',
      '*/*',
      [
        ['text/html', 1],
        ['text/html;level=1', 1],
        ['application/json', 1],
      ],
    ],
    ['N14: the weight follows a parameter', 'text/html;level=1;q=0.5', [['text/html;level=1', 0.5]]],
    [
      'N16: a bad weight drops only its element',
      'text/html;q=1.5, application/json;q=0.1',
      [['application/json', 0.1]],
    ],
    ['N18: a parameter that the offer lacks', 'application/json;charset=utf-8', []],
    ['an empty list accepts nothing', '', []],
    [
      'a missing header accepts everything',
      undefined,
      [
        ['text/html', 1],
        ['text/html;level=1', 1],
        ['application/json', 1],
      ],
    ],
    [
      'the most specific range decides',
      '*/*;q=0.1, text/html;level=1;q=0.4, text/*;q=0.2, text/html;q=0.3',
      [
        ['text/html;level=1', 0.4],
        ['text/html', 0.3],
        ['application/json', 0.1],
      ],
    ],
    [
      'of equal ranges the first decides',
      'text/html;q=0.2, text/html',
      [
        ['text/html', 0.2],
        ['text/html;level=1', 0.2],
      ],
    ],
    ['*/html matches nothing', '*/html', []],
    [
      'text after a weight is ignored',
      'text/html;q=0.5;level=1',
      [
        ['text/html', 0.5],
        ['text/html;level=1', 0.5],
      ],
    ],
  ])('%s', (_, header, acceptable) => {
    const offers = ['text/html', 'text/html;level=1', 'application/json'];
    expect(Accept.parse(header).acceptable(offers)).toEqual(acceptable);
  });

  it('N15: does not split at a comma in a quoted value', () => {
    const [range, another] = Accept.parse('application/json;profile="a,b"');
    expect(range).toMatchObject({ type: 'application', subtype: 'json', quality: 1 });
    expect(range?.parameters).toEqual(new Map([['profile', 'a,b']]));
    expect(another).toBeUndefined();
  });

  it.each(['1.5', '0.1234', 'nan', '-1', '', '1.001', '2', '.', ' ', 'é', '1e-1', '00'])(
    'N16: drops only the element with the weight %j',
    (weight) => {
      const accept = Accept.parse(`a/b, text/html;q=${weight}, c/d`);
      expect([...accept].map(({ range }) => range)).toEqual(['a/b', 'c/d']);
    },
  );

  it.each(['0', '0.', '0.5', '0.333', '1', '1.', '1.000', '.5', '.25'])(
    'FH1: reads the weight %s',
    (weight) => {
      expect(Accept.parse(`text/html;q=${weight}`).quality('text/html')).toBe(Number(weight));
    },
  );

  it.each(['text', '/html', 'text/', 'te xt/html', 'text/html/x', 'text/html;a b=c', ';q=1', ','])(
    'drops only the malformed element %j',
    (element) => {
      expect([...Accept.parse(`a/b, ${element}, c/d`)].map(({ range }) => range)).toEqual(['a/b', 'c/d']);
    },
  );

  it('counts as missing if every element is malformed', () => {
    expect(Accept.parse('text, ;;,').isPresent).toBe(false);
    expect(Accept.parse('text, ;;,').best(['a/b'])).toBe('a/b');
  });

  it.each([
    ['application/json;charset=utf-8', 'application/json', 1],
    ['application/json;charset=utf-8, */*;q=0.1', 'application/json', 1],
    ['application/json;charset=utf-8;q=0.2, application/json', 'application/json', 1],
    ['text/html;level=1', 'text/html;level=2', 0],
    ['text/html;level=1;a=b', 'text/html;level=2', 0],
    ['text/html;level=1;a=b;q=0.5', 'text/html;level=1', 0.5],
  ])('N18: gives %s for %s leniently the quality %d', (header, offer, quality) => {
    const accept = Accept.parse(header);
    expect(accept.quality(offer, { lenient: true })).toBe(quality);
    expect(accept.includes(offer, { lenient: true })).toBe(quality > 0);
    expect(accept.best([offer], { lenient: true })).toBe(quality > 0 ? offer : undefined);
    expect(accept.acceptable([offer], { lenient: true })).toEqual(quality > 0 ? [[offer, quality]] : []);
  });

  it.each([
    ['text/html;level=1', 'text/html;a=b;LEVEL="1"', true],
    ['text/html;level=a', 'text/html;level=A', false],
    ['text/html;charset=UTF-8', 'text/html; charset=utf-8', true],
    ['text/*;level=1', 'text/html', false],
    ['text/*;level=1', 'text/html;level=1', true],
  ])('compares the parameters of %s and %s: %s', (header, offer, acceptable) => {
    expect(Accept.parse(header).includes(offer)).toBe(acceptable);
  });

  it.each(['', 'text', 'text/*', '*/*', 'a/b, c/d', 'a/ b'])(
    'never accepts %j, which is not a media type',
    (offer) => {
      expect(Accept.parse('*/*').quality(offer)).toBe(0);
      expect(Accept.parse(undefined).quality(offer)).toBe(0);
    },
  );

  it('chooses the first of equally acceptable offers, and nothing if none is acceptable', () => {
    const accept = Accept.parse('a/a;q=0.5, b/b, c/c');
    expect(accept.best(['a/a', 'c/c', 'b/b'])).toBe('c/c');
    expect(accept.best(['x/x'])).toBeUndefined();
    expect(accept.best([])).toBeUndefined();
  });

  it('returns the same object for the same header', () => {
    expect(Accept.parse('text/html')).toBe(Accept.parse('text/html'));
    expect([...Accept.parse('text/html')].every(Object.isFrozen)).toBe(true);
  });

  it('returns the type of its offers', () => {
    const best = Accept.parse('*/*').best(['text/html', 'text/plain']);
    expectTypeOf(best).toEqualTypeOf<'text/html' | 'text/plain' | undefined>();
    // @ts-expect-error the elements cannot be changed
    const change = () => ([...Accept.parse('*/*')][0]!.quality = 0);
    expect(change).toThrow(TypeError);
  });

  const token = fc.constantFrom('a', 'b', '*');
  const parameter = fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'));
  const parameters = fc.uniqueArray(parameter, { selector: ([name]) => name });
  const range = fc.record({
    type: token,
    subtype: token,
    parameters,
    quality: fc.constantFrom(0, 0.5, 0.9, 1),
  });
  const mediaType = fc.record({
    type: fc.constantFrom('a', 'b'),
    subtype: fc.constantFrom('a', 'b'),
    parameters,
  });
  type Range = { type: string; subtype: string; parameters: [string, string][] };
  const write = ({ type, subtype, parameters }: Range) =>
    [`${type}/${subtype}`, ...parameters.map(([name, value]) => `${name}=${value}`)].join(';');

  /** RFC 9110, section 12.5.1: the matching ranges, sorted by their specificity. */
  function scoreByHand(ranges: (Range & { quality: number })[], offer: Range): number {
    const fits = (asked: string, offered: string) => asked === '*' || asked === offered;
    const matching = ranges.filter(
      (one) =>
        (one.type !== '*' || one.subtype === '*') &&
        fits(one.type, offer.type) &&
        fits(one.subtype, offer.subtype) &&
        one.parameters.every(([name, value]) =>
          offer.parameters.some((p) => p[0] === name && p[1] === value),
        ),
    );
    const key = (one: Range) => [
      one.type !== '*',
      one.subtype !== '*',
      one.subtype === '*' ? 0 : one.parameters.length,
    ];
    const sorted = matching.toSorted((a, b) => {
      const [x, y] = [key(a).map(Number), key(b).map(Number)];
      return y[0]! - x[0]! || y[1]! - x[1]! || y[2]! - x[2]!;
    });
    return sorted[0]?.quality ?? 0;
  }

  it('scores like a direct implementation of RFC 9110', () => {
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), mediaType, (ranges, offer) => {
        const header = ranges.map((one) => `${write(one)};q=${one.quality}`).join(', ');
        expect(Accept.parse(header).quality(write(offer))).toBe(scoreByHand(ranges, offer));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads its own output, and any string without throwing', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'a/*;q=01.,"\\ \té'), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), (header) => {
        const accept = Accept.parse(header);
        expect([...Accept.parse(String(accept))]).toEqual([...accept]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([',', ';', '"', 'a/b', 'a/b,', 'a/b;', 'a/b;x="', 'a/b;x="\\', 'a/b;q=1;', ' ', '*/*;q=0,'])(
    'takes bounded time for 1 MB of %j',
    (part) => {
      const header = part.repeat(2 ** 20 / part.length);
      expect([undefined, 'text/html', 'a/b']).toContain(Accept.parse(header).best(['text/html', 'a/b']));
    },
  );
});

describe('Accept compared with WebOb', () => {
  const EXCEPTIONS: Record<string, [acceptable: [offer: string, quality: number][], reason: string]> = {
    ',text/html,,': [[['text/html', 1]], 'section 5.6.1 allows empty members, WebOb drops the header'],
    'text/html;;q=1': [[['text/html', 1]], 'section 5.6.6 allows empty parameters, WebOb drops the header'],
    ' text/html ': [[['text/html', 1]], 'section 5.5 excludes outer spaces, WebOb drops the header'],
  };
  const cases = vectors.cases.map(({ in: { header, offers }, out: { acceptable } }) => ({
    header,
    offers: [...new Set(offers)],
    acceptable: [...new Map(acceptable as [string, number][])],
  }));

  it.each(cases.filter(({ header }) => !EXCEPTIONS[header ?? '*/*']))(
    '$header for $offers',
    ({ header, offers, acceptable }) => {
      expect(Accept.parse(header ?? undefined).acceptable(offers)).toEqual(acceptable);
    },
  );

  it.each(Object.entries(EXCEPTIONS))('%j differs', (header, [acceptable]) => {
    expect(cases.some((one) => one.header === header)).toBe(true);
    expect(Accept.parse(header).acceptable(['text/html', 'a/b'])).toEqual(acceptable);
  });
});
