import { describe, expect, it } from 'vitest';
import { canonicalHost } from '../../../src/middleware/access/canonical-host.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const ask = (host: string, url: string, init?: RequestInit) =>
  Request.blank(url, init).send(canonicalHost(host)(new Response('Hello')));

describe('canonicalHost', () => {
  it.each([
    ['www.example.com', 'https://example.com/a%2Fb?c', 'https://www.example.com/a%2Fb?c'],
    ['www.example.com', 'http://www.example.com:8080/', 'http://www.example.com/'],
    ['www.example.com:8080', 'http://www.example.com/', 'http://www.example.com:8080/'],
    ['www.example.com', 'http://evil.example//x/', 'http://www.example.com//x/'],
  ])('%s: redirects %s to %s', async (host, url, location) => {
    const response = await ask(host, url);
    expect([response.status, response.location]).toEqual([301, location]);
  });

  it.each([
    ['www.example.com', 'http://www.example.com/'],
    ['www.example.com', 'http://WWW.example.com:80/'],
    ['WWW.example.com:443', 'https://www.example.com/'],
  ])('%s: answers %s', async (host, url) => {
    expect((await ask(host, url)).status).toBe(200);
  });

  it('passes on other methods, and requests without a Host', async () => {
    expect((await ask('www.example.com', 'http://example.com/', { method: 'POST' })).status).toBe(200);
    expect((await ask('www.example.com', 'http://example.com/', { host: undefined })).status).toBe(200);
  });

  it('answers 400 to a malformed Host', async () => {
    expect((await ask('www.example.com', 'http://a.example/', { headers: { Host: 'a b' } })).status).toBe(
      400,
    );
  });

  it('refuses invalid hosts', () => {
    // @ts-expect-error a host is required
    expect(() => canonicalHost()).toThrow('canonicalHost takes a host, not undefined');
    expect(() => canonicalHost('http://www.example.com')).toThrow('invalid host: "http://www.example.com"');
  });
});
