import { describe, expect, it } from 'vitest';
import { currentAge, freshnessLifetime, isFresh } from '../../src/headers/freshness.ts';
import { Response } from '../../src/response/response.ts';

const at = (seconds: number) => new Date(Date.UTC(1994, 10, 6, 8, 0, seconds));
const text = (seconds: number) => at(seconds).toUTCString();
const stored = (headers: Record<string, string>, status = 200) => ({ status, headers: new Headers(headers) });
const times = { responseTime: at(0) };

describe('freshnessLifetime', () => {
  it.each<[Record<string, string>, own: number, shared: number]>([
    [{ 'Cache-Control': 'max-age=60' }, 60, 60],
    [{ 'Cache-Control': 'max-age=60, s-maxage=600' }, 60, 600],
    [{ 'Cache-Control': 'max-age=60', Expires: text(600) }, 60, 60],
    [{ Date: text(0), Expires: text(600) }, 600, 600],
    [{ Date: text(300), Expires: text(600) }, 300, 300],
    [{ Expires: text(600) }, 600, 600],
    [{ Date: text(600), Expires: text(0) }, 0, 0],
    [{ Expires: '0', 'Last-Modified': text(-1000) }, 0, 0],
    [{ 'Last-Modified': text(-1000) }, 100, 100],
    [{ 'Last-Modified': text(1000) }, 0, 0],
    [{}, 0, 0],
    [{ 'Cache-Control': 'Max-Age=60' }, 60, 60],
    [{ 'Cache-Control': 'max-age=1, max-age=2' }, 1, 1],
    [{ 'Cache-Control': 'max-age=abc', Expires: text(600) }, 0, 0],
    [{ 'Cache-Control': 'foo="a\\"b, max-age=5"' }, 0, 0],
  ])('returns for %o %i, shared %i', (headers, own, shared) => {
    expect(freshnessLifetime(stored(headers), times)).toBe(own);
    expect(freshnessLifetime(stored(headers), times, { shared: true })).toBe(shared);
  });

  it.each([
    ['Thu, 18 AUG 2050 00:00:00 GMT', true],
    ['thu, 18 aug 2050 00:00:00 gmt', true],
    ['THURSDAY, 18-AUG-50 00:00:00 GMT', true],
    ['THU AUG 18 00:00:00 2050', true],
    ['Thu, 18 Aug 2050 00:00:00 UTC', false],
    ['Thu, 18 Aug 2050 00:00:00 +0000', false],
    ['0', false],
  ])('FH3: reads %j in any case: %s (RFC 9111, section 4.2)', (Expires, isDate) => {
    const response = stored({ 'Cache-Control': 'public', Expires });
    expect(freshnessLifetime(response, { responseTime: new Date('2049-08-18') }) > 0).toBe(isDate);
  });

  it('FH3: uses Date, and estimates from Last-Modified, in any case', () => {
    const dates = { Date: text(0).toUpperCase(), Expires: text(600).toLowerCase() };
    expect(freshnessLifetime(stored(dates), { responseTime: at(900) })).toBe(600);
    expect(freshnessLifetime(stored({ 'Last-Modified': text(-1000).toUpperCase() }), times)).toBe(100);
    expect(currentAge(stored({ Date: text(-9).toLowerCase() }), times, at(0))).toBe(9);
  });

  it('estimates only for statuses that allow it, or public responses', () => {
    const lastModified = { 'Last-Modified': text(-1000) };
    expect(freshnessLifetime(stored(lastModified, 404), times)).toBe(100);
    expect(freshnessLifetime(stored(lastModified, 302), times)).toBe(0);
    expect(freshnessLifetime(stored({ ...lastModified, 'Cache-Control': 'public' }, 302), times)).toBe(100);
  });
});

describe('currentAge', () => {
  it.each([
    ['its time in the cache', { Date: text(0) }, times, 30],
    ['the time since its Date', { Date: text(-10) }, times, 40],
    ['its Age, if that is greater', { Date: text(-10), Age: '100' }, times, 130],
    ['its Age plus the transfer time', { Age: '100' }, { ...times, requestTime: at(-7) }, 137],
    ['no negative age if its clock is ahead', { Date: text(500) }, times, 30],
    ['an age without a malformed Age', { Age: '-5' }, times, 30],
    ['an age with the first of several Age values', { Age: '5, 500' }, times, 35],
    ['the time since its arrival, without a Date', {}, times, 30],
  ])('returns %s', (_rule, headers, given, expected) => {
    expect(currentAge(stored(headers), given, at(30))).toBe(expected);
  });
});

describe('isFresh', () => {
  it('is true below the lifetime, and false at its end', () => {
    const response = new Response('', { cacheControl: { maxAge: 60, sMaxage: 10 }, age: 20 });
    expect(isFresh(response, times, at(39))).toBe(true);
    expect(isFresh(response, times, at(40))).toBe(false);
    expect(isFresh(response, times, at(0), { shared: true })).toBe(false);
  });
});
