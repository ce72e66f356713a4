import { parse } from 'cookie';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ReadonlyMultiDict } from '../../src/collections/multi-dict.ts';
import { RequestCookies } from '../../src/cookies/request-cookies.ts';
import { nativeFromText, textFromNative } from '../../src/wsgi/native-string.ts';
import vectors from '../vectors/webob/request-cookies.json' with { type: 'json' };

const pairs = (header: string | undefined) => [...new RequestCookies(header)];

describe('RequestCookies', () => {
  it.each<[id: string, header: string | undefined, cookies: [string, string][]]>([
    ['a missing header contains none', undefined, []],
    ['an empty header contains none', '', []],
    ['a pair without = is dropped', 'a; b=2; c', [['b', '2']]],
    ['the first = ends the name', 'a=b=c', [['a', 'b=c']]],
    [
      'K1: quotes separate nothing and stay',
      'foo="bar; baz=evil"; c=1',
      [
        ['foo', '"bar'],
        ['baz', 'evil"'],
        ['c', '1'],
      ],
    ],
    [
      'K2: attribute names are ordinary',
      'path=/x; secure=1; a=1',
      [
        ['path', '/x'],
        ['secure', '1'],
        ['a', '1'],
      ],
    ],
    ['K3: a comma separates nothing', 'a=1, b=2', [['a', '1, b=2']]],
    ['K4: JSON is kept whole', 'a={"k":1}', [['a', '{"k":1}']]],
    ['K4: inner spaces are kept', 'a=x y', [['a', 'x y']]],
    ['K5: raw UTF-8 bytes', nativeFromText('ä=é€'), [['ä', 'é€']]],
    ['K5: bytes that are not UTF-8', 'a=\xff', [['a', '\ufffd']]],
    [
      'K6: order and duplicates are kept',
      'b=1; 11=2; b=3',
      [
        ['b', '1'],
        ['11', '2'],
        ['b', '3'],
      ],
    ],
    [
      'K11: only spaces and tabs are trimmed',
      nativeFromText(' \t a\t = \t1 ;\u00a0b=2;\u2000c=3;\vd=4\f'),
      [
        ['a', '1'],
        ['\u00a0b', '2'],
        ['\u2000c', '3'],
        ['\vd', '4\f'],
      ],
    ],
    [
      'K12: $Version is ordinary',
      '$Version=1; a=1',
      [
        ['$Version', '1'],
        ['a', '1'],
      ],
    ],
    ['a value is percent-decoded', 'a=%20J%C3%BCrgen', [['a', ' Jürgen']]],
    [
      'a value that does not decode is kept',
      'a=%zz%20; b=%ff',
      [
        ['a', '%zz%20'],
        ['b', '%ff'],
      ],
    ],
    ['a name is not percent-decoded', '%61=1', [['%61', '1']]],
    [
      '__proto__ is an ordinary name',
      '__proto__=1; constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('%s', (_, header, expected) => {
    expect(pairs(header)).toEqual(expected);
  });

  it('K6: get returns the first value, getAll all of them', () => {
    const cookies = new RequestCookies('a=1; b=0; a=2');
    expect(cookies.get('a')).toBe('1');
    expect(cookies.getAll('a')).toEqual(['1', '2']);
  });

  it.each(['a', 'aa', 'b', '=', 'ä', 'x y', '', '__proto__', 'toString'])(
    'finds %j alone as it does in the whole header',
    (name) => {
      const header = nativeFromText('ba=b; x=a=1; aa = 2;\taab=3; "a=4; a=5; x y=6; ä=7; =8; a=9');
      expect(new RequestCookies(header).get(name)).toBe(new Map(pairs(header).toReversed()).get(name));
    },
  );

  const hostile = fc.string({ unit: fc.constantFrom(...'ab=; \t",%4\u00e9\u00c3\u00a9\\'), maxLength: 40 });

  it('agrees with the package cookie on every header except "="', () => {
    fc.assert(
      fc.property(
        hostile.filter((header) => header !== '='),
        (header) => {
          const first = Object.fromEntries(pairs(header).toReversed());
          expect(first).toEqual({ ...parse(textFromNative(header)) });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('get returns the first value of the iteration', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('a', 'b', 'ab', 'aa', '4'), (header, name) => {
        const first = pairs(header).find((pair) => pair[0] === name);
        expect(new RequestCookies(header).get(name)).toBe(first?.[1]);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes bounded time for a header of 1 MB', () => {
    for (const part of ['a=1;', ';', '=', 'a', ' ', 'a ', 'a;', '%', '"']) {
      const cookies = new RequestCookies(part.repeat(2 ** 20 / part.length));
      expect(cookies.get('b')).toBeUndefined();
      expect(cookies.get('a')).toBe(cookies.getAll('a')[0]);
      expect(cookies.size).toBeLessThanOrEqual(2 ** 18);
    }
  });

  it('has the interface of a dictionary of text', () => {
    expectTypeOf<RequestCookies>().toExtend<ReadonlyMultiDict<string>>();
    // @ts-expect-error it cannot be written to
    expect(() => new RequestCookies('a=1').set('a', '2')).toThrow(TypeError);
  });
});

describe('RequestCookies compared with WebOb', () => {
  const DIFFERENCES: [header: RegExp, reason: string][] = [
    [/"/, 'K1: Python unquotes'],
    [/\\\d{3}/, "K4: Python's octal escapes"],
    [/(^|; )(expires|path)=/, 'K2: Python removes attribute names'],
    [/%20/, 'a value is percent-decoded'],
    [/[^\0-\x7f]/, 'K5: raw bytes are UTF-8'],
    [/(^|; )_=.*; _=/, 'K6: every duplicate is kept'],
    [/^a b=|^\$Version/, 'K4, K12: the name is everything before the ='],
  ];
  const cases = vectors.cases.map(({ in: { environ }, out }) => ({ header: environ.HTTP_COOKIE, out }));
  const differs = (header: string) => DIFFERENCES.some(([pattern]) => pattern.test(header));

  it.each(cases.filter(({ header }) => !differs(header)))('agrees on $header', ({ header, out }) => {
    expect(pairs(header)).toEqual(out);
  });

  it.each(DIFFERENCES)('differs on %s (%s)', (pattern) => {
    const different = cases.filter(({ header }) => pattern.test(header));
    expect(different).not.toEqual([]);
    for (const { header, out } of different) expect(pairs(header)).not.toEqual(out);
  });
});
