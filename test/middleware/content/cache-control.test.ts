import { describe, expect, it } from 'vitest';
import { type CacheControlOptions, cacheControl } from '../../../src/middleware/content/cache-control.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import type { ResponseInit } from '../../../src/response/init.ts';
import { Response } from '../../../src/response/response.ts';

const WEEK = { maxAge: 604_800, public: true };

async function sent(
  response: ResponseInit = {},
  directives: Parameters<typeof cacheControl>[0] = WEEK,
  options: CacheControlOptions = {},
  init: RequestInit = {},
) {
  const app = cacheControl(directives, options)(new Response('Hello', response));
  return (await Request.blank('/', init).send(app)).headers.get('Cache-Control');
}

describe('cacheControl', () => {
  it.each([200, 203, 204, 304])('is sent with a %d', async (status) => {
    expect(await sent({ status })).toBe('max-age=604800, public');
    expect(await sent({ status }, 'no-cache')).toBe('no-cache');
  });

  it.each([301, 404, 410, 500])('is not sent with a %d', async (status) => {
    expect(await sent({ status })).toBeNull();
  });

  it('is not sent with an invalid status', async () => {
    const app = cacheControl(WEEK)((_, startResponse) => {
      startResponse('nonsense', []);
      return [];
    });
    expect((await Request.blank('/').call(app)).headers).toEqual([]);
  });

  it('is sent for GET and HEAD', async () => {
    expect(await sent({}, WEEK, {}, { method: 'HEAD' })).toBe('max-age=604800, public');
    expect(await sent({}, WEEK, {}, { method: 'POST' })).toBeNull();
  });

  it.each([
    ['private', { 'Cache-Control': 'private' }, 'private'],
    ['an empty field', { 'Cache-Control': '' }, ''],
    ['Expires', { Expires: '0' }, null],
    ['Pragma', { Pragma: 'no-cache' }, null],
  ])('CVE-2026-24472: does not change a response that contains %s', async (_, headers, expected) => {
    expect(await sent({ headers })).toBe(expected);
  });

  it('CVE-2026-24472: does not allow caching of a response that sets a cookie', async () => {
    const headers = { 'Set-Cookie': 'session=1' };
    expect(await sent({ headers })).toBeNull();
    expect(await sent({ headers }, { private: ['Set-Cookie'] })).toBeNull();
    expect(await sent({ headers }, { private: true, maxAge: 60 })).toBe('max-age=60, private');
    expect(await sent({ headers }, 'no-store')).toBe('no-store');
  });

  it.each([
    ['text/css', 'text/css; charset=utf-8', true],
    ['TEXT/CSS', 'Text/Css', true],
    ['text/*', 'text/css', true],
    ['text/*', 'image/png', false],
    ['text/css', 'text/html', false],
    ['text/css', undefined, false],
  ])('with the type %s covers %s: %s', async (type, contentType, isSent) => {
    expect((await sent({ contentType: contentType ?? null }, WEEK, { types: [type] })) !== null).toBe(isSent);
  });

  it.each<[Parameters<typeof cacheControl>[0], Record<string, unknown>, string]>([
    [{}, {}, 'cacheControl takes at least one directive'],
    ['', {}, 'cacheControl takes at least one directive'],
    [{ maxAge: -1 }, {}, 'a number of seconds must be a whole number of 0 or more'],
    [WEEK, { types: ['*/*'] }, 'invalid type of cacheControl: "*/*"'],
    [WEEK, { types: ['text'] }, 'invalid type of cacheControl: "text"'],
    [WEEK, { types: ['text/css/x'] }, 'invalid type of cacheControl'],
    [WEEK, { type: 'text/css' }, 'unknown option of cacheControl: type; did you mean types?'],
  ])('refuses %j, %j', (directives, options, message) => {
    expect(() => cacheControl(directives, options)).toThrow(message);
  });
});
