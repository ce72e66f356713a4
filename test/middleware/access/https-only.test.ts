import { describe, expect, it } from 'vitest';
import { type HttpsOnlyOptions, httpsOnly } from '../../../src/middleware/access/https-only.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const HSTS = 'Strict-Transport-Security';
const ask = (url: string, options?: HttpsOnlyOptions, init?: RequestInit) =>
  Request.blank(url, init).send(httpsOnly(options)(new Response('Hello')));

describe('httpsOnly', () => {
  it.each([
    ['http://example.com/a%2Fb?c=d', 'https://example.com/a%2Fb?c=d'],
    ['http://example.com:8080/', 'https://example.com/'],
    ['http://[::1]:8080/', 'https://[::1]/'],
    ['http://example.com//evil.example/', 'https://example.com//evil.example/'],
  ])('redirects %s to %s', async (url, location) => {
    const response = await ask(url);
    expect([response.status, response.location]).toEqual([301, location]);
    expect(response.headers.has(HSTS)).toBe(false);
    expect((await ask(url, {}, { method: 'HEAD' })).location).toBe(location);
  });

  it('redirects to the configured port', async () => {
    expect((await ask('http://localhost:8080/', { port: 8443 })).location).toBe('https://localhost:8443/');
  });

  it("redirects to the server's name if there is no Host", async () => {
    const response = await ask('http://example.com/', {}, { host: undefined });
    expect(response.location).toBe('https://example.com/');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('rejects %s over http', async (method) => {
    const response = await ask('http://example.com/', {}, { method });
    expect([response.status, response.headers.has('Location')]).toEqual([403, false]);
  });

  it('answers 400 to a malformed Host', async () => {
    expect((await ask('http://example.com/', {}, { headers: { Host: 'a b' } })).status).toBe(400);
  });

  it.each<[HttpsOnlyOptions, string | null]>([
    [{}, 'max-age=63072000'],
    [{ hsts: { includeSubDomains: true, preload: true } }, 'max-age=63072000; includeSubDomains; preload'],
    [{ hsts: { maxAge: 0 } }, 'max-age=0'],
    [{ hsts: false }, null],
  ])('with %j sends over https %s', async (options, value) => {
    const response = await ask('https://example.com/', options);
    expect([response.status, response.headers.get(HSTS)]).toEqual([200, value]);
  });

  it("keeps the application's field", async () => {
    const inner = new Response('Hello', { headers: { [HSTS]: 'max-age=60' } });
    const response = await Request.blank('https://example.com/').send(httpsOnly()(inner));
    expect(response.headers.get(HSTS)).toBe('max-age=60');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ port: 0 }, 'port of httpsOnly must be a port from 1 to 65535: 0'],
    [{ port: '443' }, 'port of httpsOnly must be a port'],
    [{ hsts: { maxage: 1 } }, 'unknown option of Strict-Transport-Security: maxage'],
    [{ hsts: { maxAge: -1 } }, 'maxAge of Strict-Transport-Security'],
    [{ redirect: true }, 'unknown option of httpsOnly: redirect'],
  ])('refuses %j', (options, message) => {
    expect(() => httpsOnly(options)).toThrow(message);
  });
});
