import { describe, expect, it } from 'vitest';
import { isMounted, requestUrl } from '../../../src/testing/app/request-url.ts';

describe('the URL of a request', () => {
  it.each([
    ['/a', undefined, '/a'],
    ['', undefined, ''],
    ['/a#b', undefined, '/a'],
    ['/a', { b: 'c d', e: 'é' }, '/a?b=c+d&e=%C3%A9'],
    ['/a?x', { b: '1' }, '/a?x&b=1'],
    ['/a?', { b: '1' }, '/a?b=1'],
    ['/a?x&#f', { b: '1' }, '/a?x&b=1'],
    ['/a', {}, '/a'],
    ['/é x"<>\\^`{|}', undefined, '/%C3%A9%20x%22%3C%3E%5C%5E%60%7B%7C%7D'],
    ["/%20%zz!$&'()*+,;=:@-._~[]", undefined, "/%20%zz!$&'()*+,;=:@-._~[]"],
    ['//not.a.host/x', undefined, '//not.a.host/x'],
  ])('%o with %o is %o', (url, query, expected) => {
    expect(requestUrl(url, 'http://h/', query)).toEqual({ url: expected, baseUrl: 'http://h/' });
  });

  it.each([
    ['http://h/app/x?y', '/x?y', 'http://h/app'],
    ['https://other:8080/app?y', '?y', 'https://other:8080/app'],
    ['HTTP://h/app', '', 'HTTP://h/app'],
    ['http://h/apple', 'http://h/apple', undefined],
    ['http://h', 'http://h', undefined],
  ])('that is absolute, %s, is below the mount point or outside', (url, rest, baseUrl) => {
    expect(requestUrl(url, 'http://h/app/', undefined)).toEqual({ url: rest, baseUrl });
  });

  it.each([
    ['http://h/app', true],
    ['http://h/app/x', true],
    ['http://h/apple', false],
    ['http://h/', false],
  ])('%s is mounted: %s', (url, expected) => {
    expect(isMounted(new URL(url), 'http://h/app/')).toBe(expected);
  });
});
