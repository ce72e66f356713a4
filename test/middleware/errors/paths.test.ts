import { describe, expect, it } from 'vitest';
import { environFor, innerUrl } from '../../../src/middleware/errors/paths.ts';
import { Request } from '../../../src/request/request.ts';
import { soundEnviron } from '../../support/linted.ts';

describe('innerUrl', () => {
  it.each<[url: string, base: string | undefined, path: string, query: string | undefined]>([
    ['/a', undefined, '/a', undefined],
    ['/a?', undefined, '/a', ''],
    ['/a?b=1?c', undefined, '/a', 'b=1?c'],
    ['/a%20b#c', undefined, '/a b', undefined],
    ['/é', undefined, '/\xc3\xa9', undefined],
    ['/a:b', undefined, '/a:b', undefined],
    ['b', '/a/c', '/a/b', undefined],
    ['../b?x', '/a/c/d', '/a/b', 'x'],
    ['b%20c', '/', '/b c', undefined],
    ['', '/a/c', '/a/c', undefined],
    ['?x', '/a/c', '/a/c', 'x'],
    ['b', '', '/b', undefined],
  ])('resolves %j on %j to %j, %j', (url, base, path, query) => {
    expect(innerUrl(url, base)).toEqual({ path, query });
  });

  it.each([
    ['//evil.example/', undefined],
    ['/\\evil.example', undefined],
    ['\\\\evil.example', '/'],
    ['http://localhost/a', '/'],
    ['javascript:alert(1)', '/'],
    ['a', undefined],
    ['', undefined],
  ])('refuses %j on %j', (url, base) => {
    expect(() => innerUrl(url, base)).toThrow(
      'is not inside the application: give a path that begins with a slash',
    );
  });
});

describe('environFor', () => {
  const environ = soundEnviron({
    SCRIPT_NAME: '/app',
    PATH_INFO: '/old',
    QUERY_STRING: 'q=1',
    REQUEST_URI: '/app/old?q=1',
  });

  it('keeps the mount point, and copies the environ with the page’s URL', () => {
    const page = environFor(environ, { path: '/a b', query: 'x=2' });
    expect(new Request(page).url).toBe('http://localhost/app/a%20b?x=2');
    expect(page.REQUEST_URI).toBe('/app/a%20b?x=2');
    expect(environ.PATH_INFO).toBe('/old');
  });

  it('keeps the query if the page has none', () => {
    expect(environFor(environ, { path: '/a', query: undefined }).QUERY_STRING).toBe('q=1');
  });
});
