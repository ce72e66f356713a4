import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentDecode, percentDecodeText, percentEncode } from '../../src/url/percent-encoding.ts';

describe('percentEncode', () => {
  it('writes two upper-case digits for each unsafe byte', () => {
    expect(percentEncode('a b\t\u00e9/', /[^a-z/]/g)).toBe('a%20b%09%E9/');
  });
});

describe('percentDecode', () => {
  it.each([
    ['a%20b', 'a b'],
    ['%e9%E9', '\u00e9\u00e9'],
    ['%2525', '%25'],
    ['%zz%4', '%zz%4'],
    ['%', '%'],
    ['%00', '\0'],
  ])('reads %j as %j', (encoded, decoded) => {
    expect(percentDecode(encoded)).toBe(decoded);
  });

  it('reverses percentEncode', () => {
    const native = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)) });
    fc.assert(
      fc.property(native, (text) => {
        expect(percentDecode(percentEncode(text, /[^A-Za-z0-9]/g))).toBe(text);
      }),
    );
  });
});

describe('percentDecodeText', () => {
  it.each([
    ['J%C3%BCrgen', 'Jürgen'],
    ['plain', 'plain'],
    ['%', '%'],
    ['%C3%BC%FC', '%C3%BC%FC'],
  ])('reads %j as %j', (encoded, decoded) => {
    expect(percentDecodeText(encoded)).toBe(decoded);
  });
});
