import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import {
  bytesFromNative,
  nativeAt,
  nativeFromBytes,
  nativeFromText,
  textFromNative,
} from '../../src/wsgi/native-string.ts';

describe('nativeAt', () => {
  it('returns a value of an environ, or nothing if it is absent', () => {
    expect(nativeAt({ ...blankEnviron(), PATH_INFO: '/\xc3\xa9' }, 'PATH_INFO')).toBe('/\xc3\xa9');
    expect(nativeAt(blankEnviron(), 'HTTP_COOKIE')).toBe('');
  });

  it.each([
    ['/ĮĮįetc', /environ\.PATH_INFO .*nativeFromText/],
    ['/\u0100', /environ\.PATH_INFO .*nativeFromText/],
    [5, /environ\['PATH_INFO'\] must be a string; got a number/],
  ])('FR4: names the key of %j', (value, message) => {
    const environ: Environ = { ...blankEnviron(), ...{ PATH_INFO: value as string } };
    expect(() => nativeAt(environ, 'PATH_INFO')).toThrow(message);
    expect(() => new Request(environ).pathInfo).toThrow(TypeError);
    expect(() => new Request(environ).url).toThrow(message);
  });

  it('FR4: checks the mount point, the query and cookies, too', () => {
    const at = (key: string) => new Request(Object.assign(blankEnviron(), { [key]: 'a=€' }));
    expect(() => at('SCRIPT_NAME').scriptName).toThrow(/environ\.SCRIPT_NAME/);
    expect(() => at('QUERY_STRING').query).toThrow(/environ\.QUERY_STRING/);
    expect(() => at('HTTP_COOKIE').cookies).toThrow(/environ\.HTTP_COOKIE/);
  });
});

describe('native strings', () => {
  it('FR4: contain no character beyond U+00FF', () => {
    expect(() => textFromNative('€')).toThrow(/nativeFromText/);
    expect(() => bytesFromNative('\u0100')).toThrow(TypeError);
  });

  it.each([
    ['/a', '/a'],
    ['/\u00c3\u00a9', '/é'],
    ['\u00f0\u009f\u0098\u0080', '😀'],
    ['\0\x7f', '\0\x7f'],
  ])('translate between %j and the text %j', (native, text) => {
    expect(textFromNative(native)).toBe(text);
    expect(nativeFromText(text)).toBe(native);
  });

  it('U7: decode invalid UTF-8 as U+FFFD', () => {
    expect(textFromNative('/\u00e9')).toBe('/\ufffd');
  });

  it('preserve all text and all bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(textFromNative(nativeFromText(text))).toBe(text);
        expect([...bytesFromNative(nativeFromBytes(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it("have one character for each byte of a buffer's view", () => {
    expect(nativeFromBytes(new Uint8Array([1, 0xe9, 0xff, 2]).subarray(1, 3))).toBe('\u00e9\u00ff');
  });
});
