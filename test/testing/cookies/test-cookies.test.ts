import { CookieJar, MemoryCookieStore } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { TestCookies } from '../../../src/testing.ts';

const URL = 'http://localhost/app/';

describe('the cookies of a TestApp', () => {
  it('can be set, read and deleted', () => {
    const cookies = new TestCookies(URL, undefined);
    expect([cookies.get('a'), [...cookies], cookies.headerFor({ url: URL })]).toEqual([
      undefined,
      [],
      undefined,
    ]);
    cookies.set('a', 'x y;');
    cookies.set('b', '');
    expect([cookies.get('a'), cookies.headerFor({ url: URL })]).toEqual(['x%20y%3B', 'a=x%20y%3B; b=']);
    cookies.delete('a');
    cookies.delete('none');
    expect([...cookies.entries()]).toEqual([['b', '']]);
    cookies.clear();
    expect([...cookies]).toEqual([]);
  });

  it('of the same name have the last value', () => {
    const cookies = new TestCookies(URL, undefined);
    cookies.take(['a=1; Path=/', 'a=2; Path=/app'], URL);
    expect(cookies.get('a')).toBe('2');
    cookies.take(['a=3; Path=/'], URL);
    expect([cookies.get('a'), [...cookies]]).toEqual(['3', [['a', '3']]]);
    cookies.delete('a');
    expect(cookies.get('a')).toBeUndefined();
  });

  it('are gone when they have expired', () => {
    const cookies = new TestCookies(URL, undefined);
    cookies.take(
      ['a=1; Path=/', 'a=2; Path=/; Max-Age=0', 'b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      URL,
    );
    expect([...cookies]).toEqual([]);
  });

  it('belong to the host, for every path, with or without a prefix', () => {
    const cookies = new TestCookies(URL, undefined);
    cookies.set('__Host-a', '1');
    expect(cookies.headerFor({ url: 'http://localhost/' })).toBe('__Host-a=1');
    expect(cookies.headerFor({ url: 'http://other.test/' })).toBeUndefined();
  });

  it.each(['', 'a b', 'a=b', 'é'])('cannot have a name like %o', (name) => {
    expect(() => new TestCookies(URL, undefined).set(name, '1')).toThrow(TypeError);
  });

  it('are refused if the jar refuses them', () => {
    expect(() => new TestCookies('http://example.com/', undefined).set('__Host-a', '1')).toThrow(
      /the jar does not accept a cookie __Host-a/,
    );
  });

  it('can be in a jar that already contains some', () => {
    const jar = new CookieJar();
    jar.setCookieSync('a=1', URL);
    const cookies = new TestCookies(URL, jar);
    expect([cookies.get('a'), cookies.jar]).toEqual(['1', jar]);
  });

  it('can be disabled', () => {
    const cookies = new TestCookies(URL, false);
    cookies.take(['a=1'], URL);
    cookies.clear();
    expect([[...cookies], cookies.headerFor({ url: URL })]).toEqual([[], undefined]);
    expect(() => cookies.set('a', '1')).toThrow(/keeps no cookies/);
  });

  it('report a failure of the store', () => {
    const store = new MemoryCookieStore();
    store.getAllCookies = ((callback: (error: Error) => void) =>
      callback(new Error('the store fails'))) as never;
    expect(() => new TestCookies(URL, new CookieJar(store)).get('a')).toThrow('the store fails');
    const other = new MemoryCookieStore();
    const cookies = new TestCookies(URL, new CookieJar(other));
    cookies.set('a', '1');
    other.removeCookie = ((_domain: string, _path: string, _key: string, callback: (error: Error) => void) =>
      callback(new Error('the store fails'))) as never;
    expect(() => cookies.delete('a')).toThrow('the store fails');
  });
});
