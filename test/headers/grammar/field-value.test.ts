import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertFieldName,
  assertFieldValue,
  isToken,
  quote,
  readTokenOrQuoted,
  splitKeepingEmpty,
  splitList,
  splitOutsideQuotes,
  tokenOrQuoted,
  trimWhitespace,
  trimWhitespaceEnd,
  trimWhitespaceStart,
} from '../../../src/headers/grammar/field-value.ts';
import * as arbitrary from '../../support/header-arbitraries.ts';

describe('isToken', () => {
  it('accepts the characters of section 5.6.2 and no others', () => {
    const ascii = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
    expect(ascii.filter(isToken).join('')).toBe(
      "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~",
    );
    expect(isToken('')).toBe(false);
    expect(isToken('a-B')).toBe(true);
    expect(isToken('a-b c')).toBe(false);
    expect(isToken(undefined as unknown as string)).toBe(false);
  });
});

describe('field names and values', () => {
  it('D4: are refused with CR, LF or NUL', () => {
    for (const wrong of ['a\rb', 'a\nb', 'a\0b', 'a\x7f', '€']) {
      expect(() => assertFieldValue('X', wrong)).toThrow(TypeError);
      expect(() => assertFieldName(wrong)).toThrow(TypeError);
    }
    expect(() => assertFieldName('')).toThrow(TypeError);
    assertFieldValue('X', 'a\t\xe9');
    assertFieldName('X-a');
  });
});

describe('trimming', () => {
  it('removes only spaces and tabs', () => {
    expect(trimWhitespace(' \ta b\t ')).toBe('a b');
    expect(trimWhitespaceStart(' \ta ')).toBe('a ');
    expect(trimWhitespaceEnd(' a \t')).toBe(' a');
    expect(trimWhitespace('\u00a0a\v')).toBe('\u00a0a\v');
    expect(trimWhitespace(' \t')).toBe('');
  });
});

describe('splitting', () => {
  it.each([
    ['a, b ,,c', ['a', 'b', '', 'c']],
    ['"a, b", c', ['"a, b"', 'c']],
    ['"a\\", b", c', ['"a\\", b"', 'c']],
    ['a\\, "b', ['a\\', '"b']],
    ['"a, b', ['"a, b']],
    ['"', ['"']],
    ['"\\', ['"\\']],
    ['', ['']],
    [',"', ['', '"']],
    ['"",', ['""', '']],
  ])('splits %j outside quotes', (value, pieces) => {
    expect(splitKeepingEmpty(value, ',')).toEqual(pieces);
    expect(splitList(value)).toEqual(pieces.filter((piece) => piece !== ''));
  });

  it('splits at semicolons too', () => {
    expect(splitOutsideQuotes('a;"b;c", d;', ';')).toEqual(['a', '"b;c", d']);
  });

  it('restores joined parts', () => {
    const member = fc.oneof(arbitrary.token, arbitrary.quotable.map(quote));
    fc.assert(
      fc.property(fc.array(member), (members) => {
        expect(splitList(members.join(' ,'))).toEqual(members);
      }),
    );
  });
});

describe('tokens and quoted strings', () => {
  it.each([
    ['a', 'a'],
    ['""', ''],
    ['"a \\"b\\" \\c"', 'a "b" c'],
    ['"\\\\"', '\\'],
    ['"\xe9\t"', '\xe9\t'],
  ])('reads %j', (text, value) => {
    expect(readTokenOrQuoted(text)).toBe(value);
  });

  it.each(['', 'a b', '"', '"a', 'a"', '"a"b"', '"\\"', '"\\', '"€"', '"\n"', '"\\\n"', '"a" '])(
    'ignores %j',
    (text) => {
      expect(readTokenOrQuoted(text)).toBeUndefined();
    },
  );

  it('read their own output', () => {
    fc.assert(
      fc.property(arbitrary.quotable, (value) => {
        expect(readTokenOrQuoted(quote(value))).toBe(value);
        expect(readTokenOrQuoted(tokenOrQuoted(value))).toBe(value);
      }),
    );
    expect([tokenOrQuoted('a'), tokenOrQuoted(''), tokenOrQuoted('a b')]).toEqual(['a', '""', '"a b"']);
  });

  it('accept strings of any length', () => {
    const long = 'a'.repeat(1e7);
    expect(readTokenOrQuoted(`"${long}"`)).toBe(long);
    expect(readTokenOrQuoted(`"${long}`)).toBeUndefined();
  });
});
