import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUrlencoded, serializeUrlencoded } from '../../../src/body/forms/urlencoded.ts';
import { nativeFromText } from '../../../src/wsgi/native-string.ts';
import { UnsupportedCharsetError } from '../../../src/wsgi/request-errors.ts';
import { vectors } from '../../support/vectors.ts';

type Pairs<Value = string> = [name: string, value: Value][];
type Value = string | { filename: string };

type StandardVector = { id: string } & (
  | { op: 'parse'; input: string; expected: Pairs }
  | { op: 'serialize'; input: Pairs<Value>; expected: string; newlinesNormalized?: boolean }
);

const standard = vectors<StandardVector>('standard/urlencoded');
const queries = vectors<{ id: string; in: { environ: { QUERY_STRING: string } }; out: Pairs }>('webob/query');

/** The conversion of a form's entries before the URL standard's serializer (HTML, 4.10.22.7). */
const asForm = (value: Value) =>
  (typeof value === 'string' ? value : value.filename).replace(/\r\n|\r|\n/g, '\r\n');

describe('parseUrlencoded', () => {
  it.each(standard.filter((vector) => vector.op === 'parse'))('$id: reads $input', ({ input, expected }) => {
    expect(parseUrlencoded(nativeFromText(input))).toEqual(expected);
  });

  it.each(queries)('WebOb query $id', ({ in: input, out }) => {
    expect(parseUrlencoded(input.environ.QUERY_STRING)).toEqual(out);
  });

  it.each([
    [
      'U9',
      'a=%zz&b=%&c=%4',
      [
        ['a', '%zz'],
        ['b', '%'],
        ['c', '%4'],
      ],
    ],
    [
      'U10',
      'a=%ff&b=\xff',
      [
        ['a', '\ufffd'],
        ['b', '\ufffd'],
      ],
    ],
    ['U11', 'a=1;b=2', [['a', '1;b=2']]],
    [
      'B17',
      '__proto__=1&constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('%s: reads %s', (_id, native, pairs) => {
    expect(parseUrlencoded(native)).toEqual(pairs);
  });

  it('reads any text as URLSearchParams does', () => {
    const native = fc.string({ unit: fc.constantFrom(...'&=+%%%20Ffaz;', '\xc3', '\xa9', '\xff', '\0') });
    fc.assert(
      fc.property(native, (query) => {
        const bytes = Buffer.from(query, 'latin1').toString('latin1');
        const escaped = bytes.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
        expect(parseUrlencoded(query)).toEqual([...new URLSearchParams(`&${escaped}`)]);
      }),
    );
  });

  it('B20: decodes other encodings', () => {
    expect(parseUrlencoded('n\xe9=%E9+x', { charset: 'iso-8859-1' })).toEqual([['né', 'é x']]);
    expect(parseUrlencoded('a=%83e', { charset: 'Shift_JIS' })).toEqual([['a', 'テ']]);
    expect(() => parseUrlencoded('a=b', { charset: 'klingon' })).toThrow(UnsupportedCharsetError);
  });

  it('reports for each pair the number of pairs so far and its encoded length, and can be stopped', () => {
    const seen: number[][] = [];
    parseUrlencoded('a=1&&b=%32&', { check: (...pair) => seen.push(pair) });
    expect(seen).toEqual([
      [1, 3],
      [2, 5],
    ]);
    const check = () => {
      throw new RangeError('too many');
    };
    expect(() => parseUrlencoded('a', { check })).toThrow(RangeError);
    expect(parseUrlencoded('', { check })).toEqual([]);
  });
});

describe('serializeUrlencoded', () => {
  /** Only documents in other encodings need them; this library writes UTF-8. */
  const otherEncodings = ['urlencoded-0064', 'urlencoded-0065'];

  it.each(
    standard.filter((vector) => vector.op === 'serialize').filter(({ id }) => !otherEncodings.includes(id)),
  )('$id: writes $input', ({ input, expected, newlinesNormalized }) => {
    const pairs = input.map(([name, value]): [string, string] => [asForm(name), asForm(value)]);
    expect(serializeUrlencoded(newlinesNormalized ? pairs : (input as Pairs))).toBe(expected);
  });

  it('writes text that the parser reads back', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(pairs, (given) => {
        expect(parseUrlencoded(serializeUrlencoded(given))).toEqual(given);
      }),
    );
  });

  it('accepts any iterable of pairs', () => {
    expect(serializeUrlencoded(new Map([['a', '1']]))).toBe('a=1');
    expect(serializeUrlencoded([['a', '\ud800']])).toBe('a=%EF%BF%BD');
  });
});
