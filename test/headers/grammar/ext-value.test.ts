import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeExtValue, decodeUtf8, encodeExtValue } from '../../../src/headers/grammar/ext-value.ts';
import * as arbitrary from '../../support/header-arbitraries.ts';
import vectors from '../../vectors/standard/content-disposition.json' with { type: 'json' };

describe('extended values', () => {
  it.each(vectors.cases.filter(({ op }) => op === 'ext-value'))('$id: $input', ({ input, expected }) => {
    expect(decodeExtValue(input)).toBe(expected);
  });

  it.each([
    '',
    'a',
    "UTF-8'a",
    "UTF-8''%",
    "UTF-8''%4",
    "UTF-8''%zz",
    "UTF-8''%ff",
    "UTF-8''%ed%a0%80",
    "UTF-8''a b",
    "UTF-8''é",
    "UTF-8'e n'a",
    "UTF-16''a",
    "''a",
    "__proto__''a",
  ])('ignores %j', (value) => {
    expect(decodeExtValue(value)).toBeUndefined();
  });

  it.each([
    ["utf-8''photo%20(1).jpg", 'photo (1).jpg'],
    ["UTF-8''it's%20*new*!.txt", "it's *new*!.txt"],
    ["UTF-8''a''", "a''"],
  ])('FB3: reads %j, which encodeURIComponent has encoded only in part', (value, text) => {
    expect(decodeExtValue(value)).toBe(text);
  });

  it('FB3: reads the output of encodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeExtValue(`UTF-8''${encodeURIComponent(text)}`)).toBe(text);
      }),
    );
  });

  it('keeps a byte order mark', () => {
    expect(decodeExtValue("utf-8''%EF%BB%BFa")).toBe('\ufeffa');
    expect(decodeUtf8('\xef\xbb\xbfa')).toBe('\ufeffa');
    expect(decodeUtf8('\xff')).toBeUndefined();
  });

  it('reads its own output', () => {
    fc.assert(
      fc.property(arbitrary.text, (text) => {
        expect(encodeExtValue(text)).toMatch(/^UTF-8''[!#$&+.^_`|~0-9A-Za-z%-]*$/);
        expect(decodeExtValue(encodeExtValue(text))).toBe(text);
      }),
    );
    expect(encodeExtValue('\ud800')).toBe("UTF-8''%EF%BF%BD");
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void decodeExtValue(value)));
    for (const value of arbitrary.megabytes("UTF-8''")) decodeExtValue(value);
  });
});
