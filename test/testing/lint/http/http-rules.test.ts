import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../../../src/wsgi/contract.ts';
import { answering, named, underLint } from '../../../support/linted.ts';

const TEXT: HeaderList[number] = ['Content-Type', 'text/plain'];
const PART = answering(
  '206 Partial Content',
  [TEXT, ['Content-Range', 'bytes 0-1/5'], ['Content-Length', '2']],
  ['hi'],
);

describe('lint of field syntax in RFC 9110 and RFC 9111', () => {
  it.each<[name: string, value: string]>([
    ['Accept-Ranges', 'bytes'],
    ['Accept-Ranges', 'none'],
    ['Age', '0'],
    ['Allow', 'GET, HEAD'],
    ['Allow', ''],
    ['Cache-Control', ''],
    ['Cache-Control', 'no-store'],
    ['Cache-Control', 'no-store, max-age=0, no-cache, must-revalidate'],
    ['Cache-Control', 'private="Set-Cookie", public, max-age=60, s-maxage=60'],
    ['Cache-Control', 'max-age=60, max-age=60, community="UCI, etc", stale-if-error=5'],
    ['Content-Encoding', 'gzip, br'],
    ['Content-Type', 'text/html;charset=utf-8'],
    ['Content-Type', 'text/html; charset="utf-8";; x=y;'],
    ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['Expires', 'Sat, 31 Dec 2016 23:59:60 GMT'],
    ['Last-Modified', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['ETag', '"v1"'],
    ['ETag', 'W/""'],
    ['Location', '/a%20b?q=1#top'],
    ['Location', '../up'],
    ['Location', 'https://other.example:8443/x'],
    ['Location', 'HTTP://[::1]/'],
    ['Retry-After', '120'],
    ['Retry-After', 'Fri, 31 Dec 1999 23:59:59 GMT'],
    ['Vary', '*'],
    ['Vary', 'Accept, Cookie'],
    ['WWW-Authenticate', 'Basic realm="x", Digest realm="y", nonce="z"'],
    ['WWW-Authenticate', 'Negotiate'],
    ['X-Anything', '"\\'],
  ])('%s: %s', async (name, value) => {
    const headers: HeaderList = name === 'Content-Type' ? [[name, value]] : [TEXT, [name, value]];
    expect(named(await underLint(answering('200 OK', headers, ['hi'])))).toEqual([]);
  });
});

describe('lint of fields that a status requires', () => {
  it.each<[status: string, headers: HeaderList, environ?: Record<string, string>]>([
    [
      '206 Partial Content',
      [['Content-Type', 'multipart/byteranges; boundary=b']],
      { HTTP_RANGE: 'bytes=0-1,3-4' },
    ],
    ['206 Partial Content', [['Content-Range', 'items 0-1/5']], { HTTP_RANGE: 'items=0-1' }],
    ['301 Moved Permanently', [['Location', '/x']]],
    [
      '304 Not Modified',
      [
        ['ETag', '"a"'],
        ['Vary', 'Accept'],
      ],
      { HTTP_IF_NONE_MATCH: 'W/"a", "b"' },
    ],
    ['304 Not Modified', [], { HTTP_IF_NONE_MATCH: '*' }],
    [
      '304 Not Modified',
      [],
      { HTTP_IF_MODIFIED_SINCE: 'Sun, 06 Nov 1994 08:49:37 GMT', REQUEST_METHOD: 'HEAD' },
    ],
    ['401 Unauthorized', [['WWW-Authenticate', 'Basic realm="x"']]],
    ['405 Method Not Allowed', [['Allow', 'POST']]],
    ['405 Method Not Allowed', [['Allow', '']]],
    ['407 Proxy Authentication Required', [['Proxy-Authenticate', 'Basic realm="x"']]],
    ['416 Range Not Satisfiable', [['Content-Range', 'bytes */5']], { HTTP_RANGE: 'bytes=9-' }],
    ['416 Range Not Satisfiable', [['Content-Range', 'items */5']], { HTTP_RANGE: 'items=9-' }],
    ['426 Upgrade Required', [['Upgrade', 'h2c']]],
    ['204 No Content', []],
    ['205 Reset Content', [['Content-Length', '0']]],
  ])('%s %j', async (status, headers, environ = {}) => {
    expect(named(await underLint(answering(status, headers), environ))).toEqual([]);
  });
});

describe('lint of a part of a representation', () => {
  const asked = { HTTP_RANGE: 'bytes=0-1' };

  it('compares its length with its range', async () => {
    expect(named(await underLint(PART, asked))).toEqual([]);
  });

  it('skips the length if the range is malformed, which is found first', async () => {
    const { error } = await underLint(
      answering('206 Partial Content', [TEXT, ['Content-Range', 'x']], ['hi']),
      asked,
    );
    expect(error).toMatchObject({ rule: 'http-content-range', message: expect.stringContaining('"x"') });
  });
});

describe('lint of cookies', () => {
  it.each<[cookie: string, host: string]>([
    ['a=1', 'one.example'],
    ['a=1; Domain=one.example', 'one.example'],
    ['a=1; Domain=.One.example', 'sub.one.example:8080'],
    ['a=1; Domain=127.0.0.1', '127.0.0.1'],
    ['a=1; SameSite=None; Secure', 'localhost'],
    ['a=1; Secure', 'app.localhost'],
    ['a=1; Secure', '[::1]:8080'],
    ['__Host-a=1; Secure; Path=/', '127.0.0.1'],
    ['__Secure-a=1; Secure; Domain=localhost', 'localhost'],
    [`a = ${'x'.repeat(4095)} ; Path=/${'y'.repeat(900)}`, 'localhost'],
    ['a=1; Domain=two.example', 'not a host'],
  ])('accepts %.40s for %s', async (cookie, host) => {
    const app = answering('200 OK', [TEXT, ['Set-Cookie', cookie]], ['hi']);
    expect(named(await underLint(app, { HTTP_HOST: host }))).toEqual([]);
  });

  it.each([
    ['a=1; Domain=ne.example', 'one.example'],
    ['a=1; Domain=sub.one.example', 'one.example'],
    ['a=1; Domain=0.0.1', '127.0.0.1'],
    ['a=1; Domain=1', '[::1]'],
  ])('rejects %s for %s', async (cookie, host) => {
    const app = answering('200 OK', [TEXT, ['Set-Cookie', cookie]], ['hi']);
    expect(named(await underLint(app, { HTTP_HOST: host }))).toEqual(['violation http-set-cookie']);
  });

  it("uses the server's host if the request has none", async () => {
    const app = answering('200 OK', [TEXT, ['Set-Cookie', 'a=1; Domain=served.example']], ['hi']);
    const environ = { HTTP_HOST: undefined, SERVER_NAME: 'served.example' };
    expect(named(await underLint(app, environ))).toEqual([]);
  });
});
