import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import {
  collapseSlashes,
  hostOf,
  hostUrlOf,
  pathQsOf,
  pathsOf,
  setPaths,
} from '../../src/url/environ-url.ts';
import { defaultPort, splitTarget } from '../../src/url/target.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';

const environ = (changes: Partial<Environ>): Environ => ({ ...blankEnviron(), ...changes });

describe('defaultPort', () => {
  it.each([
    ['http', 80],
    ['https', 443],
    ['ws', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('of %j is %j', (scheme, port) => {
    expect(defaultPort(scheme)).toBe(port);
  });
});

describe('hostUrlOf', () => {
  it.each<[changes: Partial<Environ>, url: string]>([
    [{ HTTP_HOST: 'a.com:80' }, 'http://a.com'],
    [{ HTTP_HOST: 'a.com:443' }, 'http://a.com:443'],
    [{ HTTP_HOST: 'a.com:443', 'wsgi.url_scheme': 'https' }, 'https://a.com'],
    [{ HTTP_HOST: undefined }, 'http://localhost'],
    [{ HTTP_HOST: undefined, SERVER_NAME: '[::1]', SERVER_PORT: '8080' }, 'http://[::1]:8080'],
    [{ HTTP_HOST: undefined, SERVER_PORT: '443', 'wsgi.url_scheme': 'https' }, 'https://localhost'],
  ])('of %j is %j', (changes, url) => {
    expect(hostUrlOf(environ(changes))).toBe(url);
  });

  it.each<[changes: Partial<Environ>, url: string]>([
    [{ SERVER_NAME: '::1', SERVER_PORT: '8080' }, 'http://[::1]:8080'],
    [{ SERVER_NAME: '::1', SERVER_PORT: '80' }, 'http://[::1]'],
    [{ SERVER_NAME: '2001:db8::7', SERVER_PORT: '443', 'wsgi.url_scheme': 'https' }, 'https://[2001:db8::7]'],
    [{ SERVER_NAME: '::ffff:192.0.2.1' }, 'http://[::ffff:192.0.2.1]'],
    [{ SERVER_NAME: 'fe80::1%eth0', SERVER_PORT: '81' }, 'http://[fe80::1]:81'],
  ])('FR5: of %j, which has no Host, is %j', (changes, url) => {
    const given = environ({ HTTP_HOST: undefined, ...changes });
    expect(hostUrlOf(given)).toBe(url);
    expect(new URL(new Request(given).url).origin).toBe(new URL(url).origin);
  });

  it.each(['a.com/evil', 'u@a.com', 'a,b', '', 'a, b', '::1'])(
    'U5, U6: throws for the Host %j',
    (HTTP_HOST) => {
      expect(() => hostOf(environ({ HTTP_HOST }))).toThrow(BadRequestError);
      expect(() => hostUrlOf(environ({ HTTP_HOST }))).toThrow(BadRequestError);
    },
  );
});

describe('pathsOf', () => {
  it.each<[changes: Partial<Environ>, scriptName: string, pathInfo: string]>([
    [{ PATH_INFO: '/a b%2F?#' }, '', '/a%20b%252F%3F%23'],
    [{ PATH_INFO: '/\u00c3\u00a9' }, '', '/%C3%A9'],
    [{ SCRIPT_NAME: '/s', PATH_INFO: '' }, '/s', ''],
  ])('encodes the paths of %j', (changes, scriptName, pathInfo) => {
    expect(pathsOf(environ(changes))).toEqual({ scriptName, pathInfo });
  });

  it('treats absent paths as empty', () => {
    const { SCRIPT_NAME, PATH_INFO, ...without } = blankEnviron();
    expect(pathsOf(without)).toEqual({ scriptName: '', pathInfo: '' });
  });

  it('U7: keeps bytes that are not UTF-8', () => {
    expect(pathsOf(environ({ PATH_INFO: '/\u00e9' })).pathInfo).toBe('/%E9');
  });

  it.each<[changes: Partial<Environ>, scriptName: string, pathInfo: string]>([
    [{ REQUEST_URI: '/a%2Fb?x', PATH_INFO: '/a/b' }, '', '/a%2Fb'],
    [{ REQUEST_URI: 'http://h/a%2Fb', PATH_INFO: '/a/b' }, '', '/a%2Fb'],
    [{ REQUEST_URI: '/%61%2fb/c', SCRIPT_NAME: '/a/b', PATH_INFO: '/c' }, '/%61%2fb', '/c'],
    [{ REQUEST_URI: '/%7Euser/(x)', PATH_INFO: '/~user/(x)' }, '', '/%7Euser/(x)'],
    [{ REQUEST_URI: '/100%', PATH_INFO: '/100%' }, '', '/100%'],
  ])('U8, G6: prefers the raw paths of %j', (changes, scriptName, pathInfo) => {
    expect(pathsOf(environ(changes))).toEqual({ scriptName, pathInfo });
  });

  it.each<[why: string, changes: Partial<Environ>, pathInfo: string]>([
    ['another path', { REQUEST_URI: '/a%2Fb', PATH_INFO: '/c' }, '/c'],
    ['no target', { REQUEST_URI: 'nonsense', PATH_INFO: '/a' }, '/a'],
    ['a fragment', { REQUEST_URI: '/a#b', PATH_INFO: '/a#b' }, '/a%23b'],
    ['a space', { REQUEST_URI: '/a b', PATH_INFO: '/a b' }, '/a%20b'],
    ['a line break', { REQUEST_URI: '/a\r\nb', PATH_INFO: '/a\r\nb' }, '/a%0D%0Ab'],
  ])('ignores a REQUEST_URI that has %s', (_, changes, pathInfo) => {
    expect(pathsOf(environ(changes))).toEqual({ scriptName: '', pathInfo });
  });

  it.each<[scriptName: string, pathInfo: string, path: string]>([
    ['', '.evil.com', '/.evil.com'],
    ['', '@evil.com', '/@evil.com'],
    ['app', '/x', '/app/x'],
    ['app', 'x', '/appx'],
    ['/app', 'x', '/appx'],
  ])('keeps %j and %j apart from the host', (SCRIPT_NAME, PATH_INFO, path) => {
    const paths = pathsOf(environ({ SCRIPT_NAME, PATH_INFO }));
    expect(paths.scriptName + paths.pathInfo).toBe(path);
  });
});

describe('pathQsOf', () => {
  it('encodes characters that a URL cannot contain', () => {
    expect(pathQsOf('/a', '')).toBe('/a');
    expect(pathQsOf('/a', 'b=%zz&c=1 2\u00e9\r\n')).toBe('/a?b=%zz&c=1%202%E9%0D%0A');
  });
});

describe('splitTarget', () => {
  it.each<[target: string, parts: ReturnType<typeof splitTarget>]>([
    ['/a?b?c', { path: '/a', query: 'b?c' }],
    ['//evil.com/x', { path: '//evil.com/x', query: '' }],
    ['', { path: '', query: '' }],
    ['?q', { path: '', query: 'q' }],
    ['*', { path: '', query: '' }],
    ['http://h:8/a?b', { scheme: 'http', authority: 'h:8', path: '/a', query: 'b' }],
    ['HTTPS://h?b', { scheme: 'https', authority: 'h', path: '', query: 'b' }],
    ['http://', { scheme: 'http', authority: '', path: '', query: '' }],
  ])('of %j', (target, parts) => {
    expect(splitTarget(target)).toEqual(parts);
  });

  it.each(['a', 'h:80', 'ftp://h/', 'http:/h', 'javascript:alert(1)', ' /', '**'])('refuses %j', (target) => {
    expect(splitTarget(target)).toBeUndefined();
  });
});

describe('an environ without SCRIPT_NAME, PATH_INFO and QUERY_STRING', () => {
  const { SCRIPT_NAME: _s, PATH_INFO: _p, QUERY_STRING: _q, ...bare } = blankEnviron();

  it('is at the root, and can be given paths like any other', () => {
    const given: Environ = { ...bare, REQUEST_URI: '/' };
    setPaths(given, {});
    expect(given).toMatchObject({ SCRIPT_NAME: '', PATH_INFO: '' });
    setPaths(given, { scriptName: '/a b', pathInfo: '/c' });
    expect(given.REQUEST_URI).toBe('/a%20b/c');
  });

  it('has its slashes collapsed like any other', () => {
    const given: Environ = { ...bare, PATH_INFO: '/a//b', REQUEST_URI: '/a//b' };
    collapseSlashes(given);
    expect(given).toMatchObject({ PATH_INFO: '/a/b', REQUEST_URI: '/a/b' });
  });
});
