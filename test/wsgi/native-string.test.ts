import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesFromNative,
  nativeFromBytes,
  nativeFromText,
  textFromNative,
} from '../../src/wsgi/native-string.ts';

describe('native strings', () => {
  it.each([
    ['/a', '/a'],
    ['/\u00c3\u00a9', '/é'],
    ['\u00f0\u009f\u0098\u0080', '😀'],
    ['\0\x7f', '\0\x7f'],
  ])('%j stands for the text %j', (native, text) => {
    expect(textFromNative(native)).toBe(text);
    expect(nativeFromText(text)).toBe(native);
  });

  it('U7: reads what is not UTF-8 as U+FFFD', () => {
    expect(textFromNative('/\u00e9')).toBe('/\ufffd');
  });

  it('bring back every text and every bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(textFromNative(nativeFromText(text))).toBe(text);
        expect([...bytesFromNative(nativeFromBytes(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('have one character for each byte of the part of a buffer that is given', () => {
    expect(nativeFromBytes(new Uint8Array([1, 0xe9, 0xff, 2]).subarray(1, 3))).toBe('\u00e9\u00ff');
  });
});
