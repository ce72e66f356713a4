import { describe, expect, it } from 'vitest';
import { type CsrfOptions, csrf } from '../../../src/middleware/access/csrf.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const URL = 'https://site.example/';

async function statusFor(
  headers: Record<string, string>,
  options?: CsrfOptions,
  { url = URL, ...init }: RequestInit & { url?: string } = {},
): Promise<number> {
  const request = Request.blank(url, { method: 'POST', ...init, headers });
  return (await request.send(csrf(options)(new Response('Saved')))).status;
}

describe('csrf', () => {
  it.each([
    ['same-origin', 200],
    ['none', 200],
    ['cross-site', 403],
    ['SAME-ORIGIN', 403],
    ['same-origin, cross-site', 403],
    ['something-new', 403],
    ['', 403],
  ])('Sec-Fetch-Site: %s is answered %d', async (site, status) => {
    expect(await statusFor({ 'Sec-Fetch-Site': site })).toBe(status);
    // The browser's statement counts, whatever Origin contains.
    expect(await statusFor({ 'Sec-Fetch-Site': site, Origin: 'https://site.example' })).toBe(status);
  });

  it.each(['kubetail#1158', 'OWASP#1803'])('%s: does not trust a sibling host of the same site', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-site', Origin: 'https://evil.site.example' };
    expect(await statusFor(headers)).toBe(403);
    expect(await statusFor(headers, { trustedOrigins: ['https://login.site.example'] })).toBe(403);
    expect(await statusFor(headers, { trustedOrigins: ['https://evil.site.example'] })).toBe(200);
  });

  it.each(['basecamp/fizzy#1721', 'Laravel 13'])(
    '%s: requires no token from a browser that sends Sec-Fetch-Site',
    async () => {
      expect(await statusFor({ 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    },
  );

  it.each<[string, string, number]>([
    ['https://site.example', URL, 200],
    ['https://SITE.example', URL, 200],
    ['https://site.example:443', URL, 200],
    ['http://site.example', URL, 403],
    ['https://evil.site.example', URL, 403],
    ['https://site.example.evil.example', URL, 403],
    ['https://site.example:8443', URL, 403],
    ['https://site.example:8443', 'https://site.example:8443/', 200],
    ['http://site.example', 'http://site.example/', 200],
    ['https://site.example', 'http://site.example/', 200],
    ['null', URL, 403],
    ['https://site.example, https://evil.example', URL, 403],
    ['https://site.example/', URL, 403],
    ['nonsense', URL, 403],
    ['', URL, 403],
    ['http://[::1]:3000', 'http://[::1]:3000/', 200],
  ])('answers without Sec-Fetch-Site an Origin: %s to %s with %d', async (Origin, url, status) => {
    expect(await statusFor({ Origin }, {}, { url })).toBe(status);
  });

  it.each([undefined, 'a b', ''])(
    'rejects an Origin that cannot be compared with the Host %j',
    async (host) => {
      const request = Request.blank(URL, { method: 'POST', headers: { Origin: 'https://site.example' } });
      const { HTTP_HOST: _, ...rest } = request.environ;
      const environ = { ...rest, ...(host !== undefined && { HTTP_HOST: host }) } as typeof rest;
      const app = csrf()(new Response('Saved'));
      expect((await new Request(environ).send(app)).status).toBe(403);
    },
  );

  it('accepts requests that no browser has sent, by default', async () => {
    expect(await statusFor({})).toBe(200);
    expect(await statusFor({}, { missing: 'deny' })).toBe(403);
    // Referer proves nothing: it can be omitted.
    expect(await statusFor({ Referer: URL }, { missing: 'deny' })).toBe(403);
  });

  it.each([undefined, '', 'application/json', 'text/plain', 'image/png; charset=x', 'APPLICATION/JSON'])(
    'GHSA-2234-fmw7-43wr: ignores the Content-Type %j',
    async (contentType) => {
      const type = contentType === undefined ? {} : { 'Content-Type': contentType };
      expect(await statusFor({ ...type, 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
      expect(await statusFor({ ...type, Origin: 'https://evil.example' })).toBe(403);
    },
  );

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('does not check %s', async (method) => {
    expect(await statusFor({ 'Sec-Fetch-Site': 'cross-site' }, {}, { method })).toBe(200);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'PURGE', 'get'])('checks %s', async (method) => {
    expect(await statusFor({ 'Sec-Fetch-Site': 'cross-site' }, {}, { method })).toBe(403);
  });

  it('accepts the configured exceptions', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    expect(await statusFor(headers, { allow: ({ path }) => path === '/' })).toBe(200);
    expect(await statusFor(headers, { allow: async ({ path }) => path === '/hook' })).toBe(403);
    expect(await statusFor(headers, { allow: async () => true })).toBe(200);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ missing: 'pass' }, "missing of csrf must be 'allow', 'deny' or 'token': pass"],
    [{ trustedOrigins: 'https://a.example' }, 'trustedOrigins of csrf must be a list, not a string'],
    [{ trustedOrigins: ['null'] }, 'invalid origin in trustedOrigins of csrf: "null"'],
    [{ trustedOrigins: ['a.example'] }, 'invalid origin in trustedOrigins of csrf'],
    [{ origins: [] }, 'unknown option of csrf: origins'],
  ])('refuses %j', (options, message) => {
    expect(() => csrf(options)).toThrow(message);
  });
});
