import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { over } from '../support/requests.ts';

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

describe("Request's headers", () => {
  it.each<[name: keyof Request, header: `HTTP_${string}`, value: string, printed: string]>([
    ['accept', 'HTTP_ACCEPT', 'text/html, */*;q=0.1', 'text/html, */*;q=0.1'],
    ['acceptCharset', 'HTTP_ACCEPT_CHARSET', 'utf-8', 'utf-8'],
    ['acceptEncoding', 'HTTP_ACCEPT_ENCODING', 'gzip, br', 'gzip, br'],
    ['acceptLanguage', 'HTTP_ACCEPT_LANGUAGE', 'de, en;q=0.5', 'de, en;q=0.5'],
    ['authorization', 'HTTP_AUTHORIZATION', 'Bearer abc', 'Bearer abc'],
    ['cacheControl', 'HTTP_CACHE_CONTROL', 'max-age=0', 'max-age=0'],
    ['forwarded', 'HTTP_FORWARDED', 'for=192.0.2.1', 'for=192.0.2.1'],
    ['ifMatch', 'HTTP_IF_MATCH', '"a", "b"', '"a", "b"'],
    ['ifNoneMatch', 'HTTP_IF_NONE_MATCH', '*', '*'],
    ['ifRange', 'HTTP_IF_RANGE', '"a"', '"a"'],
    ['range', 'HTTP_RANGE', 'bytes=0-4', 'bytes=0-4'],
    ['origin', 'HTTP_ORIGIN', 'https://a.example', 'https://a.example'],
    ['pragma', 'HTTP_PRAGMA', 'no-cache', 'no-cache'],
    ['referer', 'HTTP_REFERER', '/a', '/a'],
    ['referrer', 'HTTP_REFERER', '/a', '/a'],
    ['userAgent', 'HTTP_USER_AGENT', 'curl/8', 'curl/8'],
    ['maxForwards', 'HTTP_MAX_FORWARDS', '10', '10'],
  ])('%s reads %s', (name, header, value, printed) => {
    expect(String(over({ [header]: value })[name])).toBe(printed);
  });

  it.each<[name: 'date' | 'ifModifiedSince' | 'ifUnmodifiedSince', header: `HTTP_${string}`]>([
    ['date', 'HTTP_DATE'],
    ['ifModifiedSince', 'HTTP_IF_MODIFIED_SINCE'],
    ['ifUnmodifiedSince', 'HTTP_IF_UNMODIFIED_SINCE'],
  ])('%s reads %s', (name, header) => {
    expect(over({ [header]: DATE })[name]).toEqual(new Date('1994-11-06T08:49:37Z'));
    expect(over({ [header]: 'yesterday' })[name]).toBeUndefined();
  });

  it.each<[name: keyof Request, header: `HTTP_${string}`, value: string]>([
    ['authorization', 'HTTP_AUTHORIZATION', 'Basic !!!'],
    ['forwarded', 'HTTP_FORWARDED', ';;='],
    ['range', 'HTTP_RANGE', 'bytes=abc'],
    ['maxForwards', 'HTTP_MAX_FORWARDS', '-1'],
  ])('%s is absent if %s is malformed', (name, header, value) => {
    expect(over({ [header]: value })[name]).toBeUndefined();
  });

  it('are absent if nothing was sent, except those that accept everything', () => {
    const { HTTP_HOST: _, ...environ } = blankEnviron();
    const request = new Request(environ);
    for (const name of [
      'authorization',
      'date',
      'forwarded',
      'ifMatch',
      'ifNoneMatch',
      'ifModifiedSince',
      'ifUnmodifiedSince',
      'ifRange',
      'maxForwards',
      'origin',
      'pragma',
      'range',
      'referer',
      'userAgent',
      'contentType',
      'contentLength',
    ] as const) {
      expect(request[name], name).toBeUndefined();
    }
    expect(request.accept.isPresent).toBe(false);
    expect(request.accept.best(['a/b'])).toBe('a/b');
    expect(String(request.cacheControl)).toBe('');
    expect(request.charset).toBe('UTF-8');
    expect(request.isXhr).toBe(false);
  });

  it('contentType has no parameters, charset is one of them', () => {
    const request = over({ CONTENT_TYPE: 'Text/HTML; Charset="Latin1"' });
    expect(request.contentType).toBe('text/html');
    expect(request.charset).toBe('Latin1');
    expect(over({ CONTENT_TYPE: 'nonsense' }).contentType).toBeUndefined();
    expect(over({ CONTENT_TYPE: 'text/html, text/plain' }).contentType).toBeUndefined();
  });

  it.each([
    ['5', 5],
    ['0', 0],
    ['5, 5', 5],
    ['9007199254740991', 9007199254740991],
  ])('contentLength reads %j', (CONTENT_LENGTH, length) => {
    expect(over({ CONTENT_LENGTH }).contentLength).toBe(length);
  });

  it.each(['5_0', '+5', '５', '0x5', '5,6', '1e3', ' ', '-5'])(
    'B2, B3: contentLength is absent for %j, and the body is refused',
    async (CONTENT_LENGTH) => {
      const request = over({ CONTENT_LENGTH, 'wsgi.input': [Buffer.from('12345')] });
      expect(request.contentLength).toBeUndefined();
      await expect(request.bytes()).rejects.toMatchObject({ name: 'BadRequestError', status: 400 });
    },
  );

  it('treat an empty CONTENT_LENGTH, which web servers send, as missing (PEP 3333)', async () => {
    const request = over({ CONTENT_LENGTH: '', 'wsgi.input': [Buffer.from('12345')] });
    expect(request.contentLength).toBeUndefined();
    expect(await request.bytes()).toHaveLength(0);
  });

  it('U12: group the values of each proxy, and keep a quoted value whole', () => {
    const { forwarded } = over({
      HTTP_FORWARDED: 'for=a;host="x;proto=https", for=_b;proto=http, for=unknown',
    });
    expect(forwarded?.elements).toEqual([
      expect.objectContaining({ for: 'a', host: 'x;proto=https' }),
      expect.objectContaining({ for: '_b', proto: 'http' }),
      expect.objectContaining({ for: 'unknown' }),
    ]);
  });

  it('cookies return the first value of a name', () => {
    const { cookies } = over({ HTTP_COOKIE: 'a=1; b=%C3%A9; a=2; __proto__=3' });
    expect(cookies.get('a')).toBe('1');
    expect(cookies.getAll('a')).toEqual(['1', '2']);
    expect(cookies.get('b')).toBe('é');
    expect(cookies.get('__proto__')).toBe('3');
    expect(cookies.get('constructor')).toBeUndefined();
  });

  it('isXhr is sent by scripts', () => {
    expect(over({ HTTP_X_REQUESTED_WITH: 'XMLHttpRequest' }).isXhr).toBe(true);
    expect(over({ HTTP_X_REQUESTED_WITH: 'other' }).isXhr).toBe(false);
  });

  it("signal is the server's, or one that never fires", () => {
    const { signal } = new AbortController();
    expect(over({ 'wheatpaste.signal': signal }).signal).toBe(signal);
    expect(over({}).signal.aborted).toBe(false);
  });

  it('are parsed only once', () => {
    const request = over({ HTTP_COOKIE: 'a=1' });
    expect(request.cookies).toBe(request.cookies);
    expect(request.headers).toBe(request.headers);
  });
});
