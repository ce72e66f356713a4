import { describe, expect, it } from 'vitest';
import { decodeText, parseJson } from '../../src/body/text.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../src/wsgi/request-errors.ts';
import { bytes } from '../support/bytes.ts';

describe('decodeText', () => {
  it('decodes UTF-8 unless it is told otherwise, and drops the byte order mark', () => {
    expect(decodeText(bytes('\ufeffhé'))).toBe('hé');
    expect(decodeText(new Uint8Array([0xff]))).toBe('\ufffd');
  });

  it.each(['iso-8859-1', 'ISO-8859-1', 'latin1', 'windows-1252'])('knows %s', (charset) => {
    expect(decodeText(new Uint8Array([0xe9]), charset)).toBe('é');
  });

  it.each(['', 'klingon', 'utf-9'])('B20: does not know %j', (charset) => {
    expect(() => decodeText(bytes('a'), charset)).toThrow(TypeError);
    expect(() => decodeText(bytes('a'), charset, UnsupportedCharsetError)).toThrow(UnsupportedCharsetError);
  });
});

describe('parseJson', () => {
  it('B19: skips a byte order mark', () => {
    expect(parseJson(bytes('\ufeff{"a": "é"}'))).toEqual({ a: 'é' });
  });

  it.each(['', '{', "{'a': 1}", 'NaN', '[1,]'])('refuses %j', (text) => {
    expect(() => parseJson(bytes(text))).toThrow(SyntaxError);
    expect(() => parseJson(bytes(text), BadRequestError)).toThrow(BadRequestError);
  });

  it('B19: is UTF-8 or nothing', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xe9, 0x22]))).toThrow(SyntaxError);
  });
});
