import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { AcceptLanguage, type LookupOptions } from '../../src/headers/accept-language.ts';
import ranges from '../vectors/standard/language-ranges.json' with { type: 'json' };
import filterVectors from '../vectors/webob/accept-language-filter.json' with { type: 'json' };
import lookupVectors from '../vectors/webob/accept-language-lookup.json' with { type: 'json' };

describe('AcceptLanguage', () => {
  it.each<[id: string, header: string, tags: string[], filtered: [tag: string, quality: number][]]>([
    ['N8: q=0 refuses a tag that * allows', 'en;q=0, *', ['en', 'fr', 'en-GB'], [['fr', 1]]],
    ['N10: *-CH is not a basic range', '*-CH', ['de-CH'], []],
    ['N11: case does not matter', 'en-gb', ['en-GB-oed', 'eng'], [['en-GB-oed', 1]]],
    ['N11: en does not match eng', 'en', ['eng', 'EN'], [['EN', 1]]],
    ['N16: only a malformed element is dropped', 'fr;q=2, en_US, de', ['fr', 'en-US', 'de'], [['de', 1]]],
    ['N17: a weight after a space', 'fr; q=0, *', ['fr', 'de'], [['de', 1]]],
    ['the highest quality of the ranges', 'en-US;q=0.5, en', ['en-US'], [['en-US', 1]]],
    ['quality 0 has priority', 'en, en-US;q=0', ['en-US', 'en'], [['en', 1]]],
    [
      '* matches only tags that nothing else matches',
      '*;q=0.9, de;q=0.1',
      ['de', 'fr'],
      [
        ['fr', 0.9],
        ['de', 0.1],
      ],
    ],
    ['the first of repeated ranges', 'de;q=0.1, DE', ['de'], [['de', 0.1]]],
  ])('%s', (_, header, tags, filtered) => {
    const accept = AcceptLanguage.parse(header);
    expect(accept.filter(tags)).toEqual(filtered);
    expect(accept.best(tags)).toBe(filtered[0]?.[0]);
    expect(tags.filter((tag) => accept.quality(tag) > 0).sort()).toEqual(filtered.map(([tag]) => tag).sort());
  });

  it.each([undefined, '', 'en_US, fr;q=2'])(
    'accepts every language with the header %j, and filters nothing out',
    (header) => {
      const accept = AcceptLanguage.parse(header);
      expect(accept.isPresent).toBe(false);
      expect(accept.quality('de')).toBe(1);
      expect(accept.best(['de', 'fr'])).toBe('de');
      expect(accept.filter(['de', 'fr'])).toEqual([]);
      expect(accept.lookup(['de', 'fr'])).toBeUndefined();
      expect(accept.lookup(['de', 'fr'], { default: 'fr' })).toBe('fr');
    },
  );

  it('N10: matches *-CH in extended filtering', () => {
    const accept = AcceptLanguage.parse('*-CH;q=0.5');
    expect(accept.filter(['de-CH', 'de', 'gsw-Latn-CH'], { extended: true })).toEqual([
      ['de-CH', 0.5],
      ['gsw-Latn-CH', 0.5],
    ]);
    expect(accept.includes('de-CH')).toBe(false);
  });

  it.each<[id: string, header: string, tags: string[], options: LookupOptions, found: string | undefined]>([
    ['N9: cuts the range until it is a tag', 'zh-Hant-CN', ['zh', 'zh-Hant'], {}, 'zh-Hant'],
    ['never lengthens it', 'zh', ['zh-Hant'], {}, undefined],
    ['cuts a single letter with its successor', 'aa-bb-x-y', ['aa-bb-x', 'aa'], {}, 'aa'],
    ['accepts a single letter that was sent', 'aa-x', ['aa-x', 'aa'], {}, 'aa-x'],
    ['follows the qualities', 'en;q=0.5, de-AT', ['en', 'de'], {}, 'de'],
    ['does not look up *', '*', ['en'], { default: 'de' }, 'de'],
    ['returns no tag refused by name', 'en;q=0, en-GB', ['en'], {}, undefined],
    ['returns no default refused by name', 'en;q=0, fr', ['de'], { default: 'EN' }, undefined],
    ['returns no default after *;q=0', '*;q=0, fr', ['de'], { default: 'de', defaultRange: 'de' }, undefined],
    ['looks up the default range last', 'fr', ['de', 'en'], { default: 'xx', defaultRange: 'EN-us' }, 'en'],
    ['returns the default if that is not found', 'fr', ['de'], { default: 'xx', defaultRange: 'en' }, 'xx'],
    ['finds nothing in an empty list', 'fr', [], {}, undefined],
    ['finds the first of equal tags', 'fr', ['FR', 'fr'], {}, 'FR'],
  ])('lookup %s', (_, header, tags, options, found) => {
    expect(AcceptLanguage.parse(header).lookup(tags, options)).toBe(found);
  });

  it('FT3: lookup has the type of its offers', () => {
    const accept = AcceptLanguage.parse('en');
    expectTypeOf(accept.lookup(['en', 'de'])).toEqualTypeOf<'en' | 'de' | undefined>();
    expectTypeOf(accept.lookup(['en', 'de'], { default: 'en' })).toEqualTypeOf<'en' | 'de' | undefined>();
    expectTypeOf(accept.lookup(['en'], { default: 'xx' })).toEqualTypeOf<'en' | 'xx' | undefined>();
    expectTypeOf(accept.best(['en', 'de'])).toEqualTypeOf<'en' | 'de' | undefined>();
    expectTypeOf(accept.filter(['en', 'de'])).toEqualTypeOf<[tag: 'en' | 'de', quality: number][]>();
    expectTypeOf(accept.lookup(['en'] as string[], { default: 'en' })).toEqualTypeOf<string | undefined>();
  });

  it.each([
    ['fr;q=0.5, de-AT;q=0.5', ['de-AT', 'fr-CH'], ['fr-CH', 'de-AT']],
    ['fr, de', ['de', 'fr', 'de-AT', 'fr-CH'], ['fr', 'fr-CH', 'de', 'de-AT']],
    ['en;q=0.1, fr;q=0.5, de-AT;q=0.5', ['en', 'de-AT', 'fr'], ['fr', 'de-AT', 'en']],
    ['fr-CH, fr', ['fr', 'fr-CH'], ['fr-CH', 'fr']],
    ['*, de', ['de', 'fr', 'en'], ['fr', 'en', 'de']],
    ['*;q=0.5, de-AT;q=0.5', ['de-AT', 'de', 'fr-CH'], ['de', 'fr-CH', 'de-AT']],
    ['en, *, de', ['de', 'fr', 'en'], ['en', 'fr', 'de']],
  ])('FH5: filter of %j sorts equal weights in the order of the ranges: %j', (header, tags, filtered) => {
    expect(
      AcceptLanguage.parse(header)
        .filter(tags)
        .map(([tag]) => tag),
    ).toEqual(filtered);
  });

  const subtag = fc.constantFrom('a', 'bb', 'ccc', 'x');
  const tag = fc.array(subtag, { minLength: 1, maxLength: 4 }).map((subtags) => subtags.join('-'));
  const elements = fc.array(fc.tuple(fc.oneof(tag, fc.constant('*')), fc.constantFrom(0, 0.5, 1)), {
    minLength: 1,
  });
  const write = (list: [string, number][]) =>
    list.map(([range, quality]) => `${range};q=${quality}`).join(', ');

  /** RFC 4647, section 3.4: successively shorter ranges; a single letter is removed with its successor. */
  function sequenceOf(range: string): string[] {
    const subtags = range.split('-');
    const sequence = [];
    while (subtags.length > 0) {
      sequence.push(subtags.join('-'));
      subtags.pop();
      while (subtags.at(-1)?.length === 1) subtags.pop();
    }
    return sequence;
  }

  it('looks up like a direct implementation of RFC 4647, section 3.4', () => {
    fc.assert(
      fc.property(tag, fc.array(tag), (range, tags) => {
        const found = sequenceOf(range).find((shorter) => tags.includes(shorter));
        expect(AcceptLanguage.parse(range).lookup(tags)).toBe(found);
      }),
      { numRuns: 1000 },
    );
  });

  it('filters like a direct implementation of RFC 4647, section 3.3.1', () => {
    fc.assert(
      fc.property(elements, tag, (list, offered) => {
        const firsts = list.filter(
          ([range], index) => list.findIndex((other) => other[0] === range) === index,
        );
        const named = firsts.filter(([range]) => `${offered}-`.startsWith(`${range}-`));
        const matching = named.length > 0 ? named : firsts.filter(([range]) => range === '*');
        const qualities = matching.map(([, quality]) => quality);
        const expected = qualities.includes(0) ? 0 : Math.max(0, ...qualities);
        expect(AcceptLanguage.parse(write(list)).quality(offered)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads its own output, and any string without throwing', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'ab*-;q=01.,_ \té'), maxLength: 60 });
    fc.assert(
      fc.property(hostile, (header) => {
        const accept = AcceptLanguage.parse(header);
        expect([...AcceptLanguage.parse(String(accept))]).toEqual([...accept]);
      }),
    );
  });

  it.each(['a-', '*-', 'a,', 'a;q=0,', 'x-a-', '-'])('takes bounded time for 1 MB of %j', (part) => {
    const header = `${part.repeat(2 ** 20 / part.length)}b`;
    const accept = AcceptLanguage.parse(header);
    expect([undefined, 'a', 'b-c']).toContain(accept.best(['a', 'b-c']));
    expect([undefined, 'a', 'b-c']).toContain(accept.lookup(['a', 'b-c']));
    expect(accept.filter(['a', 'b-c'], { extended: true }).length).toBeLessThanOrEqual(2);
  });
});

describe('AcceptLanguage compared with WebOb', () => {
  it.each(filterVectors.cases)('filter $in', ({ in: { header, tags }, out }) => {
    expect(AcceptLanguage.parse(header ?? undefined).filter(tags)).toEqual(out);
  });

  it.each(lookupVectors.cases)('lookup $in', ({ in: { header, tags }, out }) => {
    expect(AcceptLanguage.parse(header ?? undefined).lookup(tags, { default: 'xx' }) ?? null).toBe(out);
  });
});

describe('AcceptLanguage with the examples of RFC 4647', () => {
  type Input = { header: string; language_tags: string[]; default_tag: string; range: string; tag: string };
  const casesOf = (op: string) =>
    ranges.cases
      .filter((one) => one.op === op)
      .map(({ input, expected }) => ({ input: input as unknown as Input, expected }));

  it.each(casesOf('rfc4647-basic-filter'))('filters $input', ({ input, expected }) => {
    const filtered = AcceptLanguage.parse(input.header).filter(input.language_tags);
    expect(filtered.map(([tag]) => tag)).toEqual(expected);
  });

  it.each(casesOf('rfc4647-extended-match'))('matches $input: $expected', ({ input, expected }) => {
    const accept = AcceptLanguage.parse(input.range);
    expect(accept.includes(input.tag, { extended: true })).toBe(expected);
  });

  it.each(casesOf('rfc4647-lookup'))('looks up $input', ({ input, expected }) => {
    const accept = AcceptLanguage.parse(input.header);
    expect(accept.lookup(input.language_tags, { default: input.default_tag })).toBe(expected);
  });

  it.each(casesOf('rfc4647-lookup-sequence'))('shortens to $expected', ({ input, expected }) => {
    const sequence = expected as string[];
    for (const [index, tag] of sequence.entries()) {
      expect(AcceptLanguage.parse(String(input)).lookup(sequence.slice(index))).toBe(tag);
    }
  });
});
