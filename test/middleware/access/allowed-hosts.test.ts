import { describe, expect, it } from 'vitest';
import { allowedHosts } from '../../../src/middleware/access/allowed-hosts.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const app = (...hosts: string[]) => allowedHosts(hosts)(new Response('Hello'));
const statusFor = async (hosts: string[], url: string, host?: string | null) => {
  const headers = host === undefined ? {} : { headers: { Host: host ?? undefined } };
  return (await Request.blank(url, headers).send(app(...hosts))).status;
};

describe('allowedHosts', () => {
  it.each([
    ['example.com', 'http://example.com/', 200],
    ['example.com', 'http://EXAMPLE.com/', 200],
    ['EXAMPLE.com', 'http://example.com/', 200],
    ['example.com', 'http://example.com:80/', 200],
    ['example.com', 'https://example.com:443/', 200],
    ['example.com', 'http://example.com:443/', 400],
    ['example.com', 'http://example.com:8080/', 400],
    ['example.com:8080', 'http://example.com:8080/', 200],
    ['example.com:8080', 'http://example.com/', 400],
    ['localhost:*', 'http://localhost:3000/', 200],
    ['localhost:*', 'http://localhost/', 200],
    ['[::1]:*', 'http://[::1]:3000/', 200],
    ['*.example.com', 'http://a.example.com/', 200],
    ['*.example.com', 'http://a.b.example.com/', 200],
    ['*.example.com', 'http://example.com/', 400],
    ['*.example.com', 'http://evilexample.com/', 400],
    ['example.com', 'http://example.com.evil.example/', 400],
    ['*.example.com:*', 'http://a.example.com:81/', 200],
  ])('%s for %s: %d', async (pattern, url, status) => {
    expect(await statusFor([pattern], url)).toBe(status);
  });

  it('accepts each of its hosts', async () => {
    const hosts = ['a.example', 'b.example'];
    expect(await statusFor(hosts, 'http://b.example/')).toBe(200);
    expect(await statusFor(hosts, 'http://c.example/')).toBe(400);
  });

  it.each([null, '', 'a.example, b.example', 'user@a.example', 'a.example:99999', '.a.example'])(
    'answers 400 to the Host %j',
    async (host) => {
      expect(await statusFor(['*.a.example', 'a.example'], 'http://a.example/', host)).toBe(400);
    },
  );

  it('ignores X-Forwarded-Host', async () => {
    const request = Request.blank('http://evil.example/', { headers: { 'X-Forwarded-Host': 'a.example' } });
    expect((await request.send(app('a.example'))).status).toBe(400);
  });

  it.each([
    [[], 'allowedHosts takes a list of hosts, not an array'],
    ['a.example', 'allowedHosts takes a list of hosts, not a string'],
    [undefined, 'allowedHosts takes a list of hosts, not undefined'],
    [[''], 'invalid host of allowedHosts: ""'],
    [['*'], 'invalid host of allowedHosts: "*"'],
    [['a.*.example'], 'invalid host of allowedHosts'],
    [['http://a.example'], 'invalid host of allowedHosts'],
    [['bücher.example'], 'invalid host of allowedHosts'],
  ])('refuses %j', (hosts, message) => {
    expect(() => allowedHosts(hosts as string[])).toThrow(message);
  });
});
