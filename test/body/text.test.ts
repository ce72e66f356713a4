import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/body/text.ts';
import { UnsupportedCharsetError } from '../../src/wsgi/request-errors.ts';
import { bytes } from '../support/bytes.ts';

describe('decodeText', () => {
  it('defaults to UTF-8, and drops the byte order mark', () => {
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
