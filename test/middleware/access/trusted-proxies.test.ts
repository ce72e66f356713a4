import { describe, expect, it } from 'vitest';
import {
  type TrustedProxiesOptions,
  trustedProxies,
} from '../../../src/middleware/access/trusted-proxies.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { inside } from '../../support/inside.ts';

const LOCAL = { trust: ['loopback', '10.0.0.0/8'] } as const;

/** The values that the application sees. */
function seen(
  options: TrustedProxiesOptions,
  headers: Record<string, string>,
  init: RequestInit = {},
): Environ {
  const { environ } = Request.blank('http://inside:8080/a%2Fb?c', {
    remoteAddr: '127.0.0.1',
    ...init,
    headers,
  });
  return inside(trustedProxies(options), environ);
}

const addresses = (chain: string, options: TrustedProxiesOptions = LOCAL, remoteAddr = '127.0.0.1') => {
  const { REMOTE_ADDR, HTTP_X_FORWARDED_FOR } = seen(options, { 'X-Forwarded-For': chain }, { remoteAddr });
  return [REMOTE_ADDR, HTTP_X_FORWARDED_FOR];
};

describe('trustedProxies: the address', () => {
  it.each([
    ['is the last untrusted one', '203.0.113.7', ['203.0.113.7', '203.0.113.7']],
    ['skips trusted ones', '203.0.113.7, 10.0.0.2', ['203.0.113.7', '203.0.113.7, 10.0.0.2']],
    ['is the first one if all are trusted', '10.0.0.3, 10.0.0.2', ['10.0.0.3', '10.0.0.3, 10.0.0.2']],
    ['is the peer without the header', '', ['127.0.0.1', undefined]],
    ['stops before a malformed element', '203.0.113.7, x', ['127.0.0.1', undefined]],
    ['stops before an unclosed bracket', '203.0.113.7, [::1', ['127.0.0.1', undefined]],
    ['stops before an unknown element', '203.0.113.7, unknown, 10.0.0.2', ['10.0.0.2', '10.0.0.2']],
    ['is canonical', '::FFFF:cb00:7107', ['203.0.113.7', '::FFFF:cb00:7107']],
    ['skips empty elements', '203.0.113.7,,', ['203.0.113.7', '203.0.113.7,,']],
    ['can have a port', '203.0.113.7:4711', ['203.0.113.7', '203.0.113.7:4711']],
    ['can be IPv6', '2001:db8::7', ['2001:db8::7', '2001:db8::7']],
    ['can be IPv6 in brackets, with a port', '[2001:db8::7]:4711', ['2001:db8::7', '[2001:db8::7]:4711']],
  ])('%s', (_, chain, expected) => {
    expect(addresses(chain)).toEqual(expected);
  });

  it('CVE-2020-28483: is not the one that the client has prepended', () => {
    expect(addresses('6.6.6.6, 203.0.113.7')).toEqual(['203.0.113.7', '203.0.113.7']);
    expect(addresses('127.0.0.1, 10.0.0.9, 203.0.113.7')).toEqual(['203.0.113.7', '203.0.113.7']);
  });

  it("CVE-2020-28483: is the peer's if the peer is not trusted", () => {
    expect(addresses('6.6.6.6', LOCAL, '203.0.113.7')).toEqual(['203.0.113.7', undefined]);
    expect(addresses('6.6.6.6', LOCAL, 'nonsense')).toEqual(['nonsense', undefined]);
  });

  it.each([
    [1, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    [2, '6.6.6.6, 203.0.113.7, 198.51.100.2', '203.0.113.7'],
    [2, '203.0.113.7', '203.0.113.7'],
    [3, '203.0.113.7, x, 198.51.100.2', '198.51.100.2'],
  ])('is the one at a distance of %d hops, in %j', (hops, chain, expected) => {
    expect(addresses(chain, { hops })[0]).toBe(expected);
  });

  it('can be determined by hops even if the peer has none, on a unix socket', () => {
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    expect(seen({ hops: 1 }, headers, { remoteAddr: undefined }).REMOTE_ADDR).toBe('203.0.113.7');
    expect(seen(LOCAL, headers, { remoteAddr: undefined }).REMOTE_ADDR).toBeUndefined();
  });

  it("includes its port, and drops the peer's", () => {
    const environ = { REMOTE_PORT: '1', REMOTE_HOST: 'proxy' };
    expect(seen(LOCAL, { 'X-Forwarded-For': '203.0.113.7:4711' }, { environ })).toMatchObject({
      REMOTE_PORT: '4711',
    });
    const without = seen(LOCAL, { 'X-Forwarded-For': '203.0.113.7' }, { environ });
    expect([without.REMOTE_PORT, without.REMOTE_HOST]).toEqual([undefined, undefined]);
  });

  it('is passed to the outside by a note', () => {
    const environ: Environ = {
      ...blankEnviron(),
      REMOTE_ADDR: '127.0.0.1',
      HTTP_X_FORWARDED_FOR: '203.0.113.7',
    };
    inside(trustedProxies(LOCAL), environ);
    expect(exchangeOf(environ).notes.remoteAddr).toBe('203.0.113.7');
  });

  it('is searched for in at most 100 elements', () => {
    const chain = Array.from({ length: 1000 }, (_, index) => `10.0.0.${index % 200}`).join(', ');
    expect(addresses(chain)[1]?.split(',')).toHaveLength(100);
  });
});

const target = (environ: Environ) => new Request(environ).url;

describe('trustedProxies: scheme, host, port and prefix', () => {
  it.each<[Record<string, string>, string]>([
    [{ 'X-Forwarded-Proto': 'https' }, 'https://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Proto': 'HTTPS', 'X-Forwarded-Host': 'a.example' }, 'https://a.example/a%2Fb?c'],
    [{ 'X-Forwarded-Host': 'a.example:81' }, 'http://a.example:81/a%2Fb?c'],
    [{ 'X-Forwarded-Host': 'a.example:81', 'X-Forwarded-Port': '82' }, 'http://a.example:82/a%2Fb?c'],
    [{ 'X-Forwarded-Port': '80' }, 'http://inside/a%2Fb?c'],
    [{ 'X-Forwarded-Port': '8443', 'X-Forwarded-Proto': 'https' }, 'https://inside:8443/a%2Fb?c'],
    [{ 'X-Forwarded-Prefix': '/app/' }, 'http://inside:8080/app/a%2Fb?c'],
    [{ 'X-Forwarded-Prefix': '/' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Proto': 'javascript' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Host': 'a.example/x' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Port': '0' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Port': '65536' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Prefix': '//evil.example' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Prefix': '/..' }, 'http://inside:8080/a%2Fb?c'],
    [{ 'X-Forwarded-Prefix': 'app' }, 'http://inside:8080/a%2Fb?c'],
  ])('%j: %s', (headers, expected) => {
    expect(target(seen(LOCAL, headers))).toBe(expected);
  });

  it('h3js/srvx#229: are read from the end, as far back as the address', () => {
    const headers = {
      'X-Forwarded-For': '6.6.6.6, 203.0.113.7',
      'X-Forwarded-Proto': 'http, https',
      'X-Forwarded-Host': 'evil.example, a.example',
    };
    expect(target(seen(LOCAL, headers))).toBe('https://a.example/a%2Fb?c');
    const twice = { ...headers, 'X-Forwarded-For': '203.0.113.7, 10.0.0.2' };
    expect(target(seen(LOCAL, twice))).toBe('http://evil.example/a%2Fb?c');
  });

  it('change the derived keys, and no others', () => {
    const proxied = seen(LOCAL, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example' });
    expect(proxied).toMatchObject({ HTTPS: 'on', SERVER_PORT: '443', SERVER_NAME: 'inside' });
    const clear = seen(LOCAL, { 'X-Forwarded-Proto': 'http' }, { environ: { HTTPS: 'on' } });
    expect([clear.HTTPS, clear.SERVER_PORT]).toEqual([undefined, '8080']);
    expect(seen(LOCAL, { 'X-Forwarded-Proto': 'https' }, { host: undefined }).SERVER_PORT).toBe('443');
    expect(seen(LOCAL, {}).SERVER_PORT).toBe('8080');
  });

  it('put the prefix before SCRIPT_NAME, and keep %2F distinct from /', () => {
    const environ = seen(LOCAL, { 'X-Forwarded-Prefix': '/a%20b' });
    expect(environ).toMatchObject({ SCRIPT_NAME: '/a b', PATH_INFO: '/a/b', REQUEST_URI: '/a%20b/a%2Fb?c' });
  });

  it('are trusted only if they are configured', () => {
    const environ = seen(
      { ...LOCAL, use: ['proto'] },
      { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' },
    );
    expect([environ.REMOTE_ADDR, target(environ)]).toEqual(['127.0.0.1', 'https://inside:8080/a%2Fb?c']);
    expect(Object.keys(environ).filter((key) => key.includes('FORWARDED'))).toEqual([
      'HTTP_X_FORWARDED_PROTO',
    ]);
  });

  it.each(['203.0.113.7', '127.0.0.1'])('are removed if they are not trusted, from %s', (remoteAddr) => {
    const headers = {
      Forwarded: 'for=6.6.6.6;host=evil.example',
      'X-Forwarded-Ssl': 'on',
      'X-Forwarded-Server': 'evil.example',
      'X-Forwarded-Host': 'a b',
      'X-Other': 'kept',
    };
    const environ = seen(LOCAL, headers, { remoteAddr });
    expect(Object.keys(environ).filter((key) => key.startsWith('HTTP_'))).toEqual([
      'HTTP_HOST',
      'HTTP_X_OTHER',
    ]);
  });
});

describe('trustedProxies: Forwarded (RFC 7239)', () => {
  const forwarded = { ...LOCAL, headers: 'forwarded' } as const;

  it.each([
    ['for=203.0.113.7;proto=https;host=a.example', '203.0.113.7', 'https://a.example/a%2Fb?c'],
    ['for="[2001:db8::7]:4711"', '2001:db8::7', 'http://inside:8080/a%2Fb?c'],
    ['for=6.6.6.6;host=evil.example, for=203.0.113.7', '203.0.113.7', 'http://inside:8080/a%2Fb?c'],
    ['for=203.0.113.7;host=a.example, for=10.0.0.2', '203.0.113.7', 'http://a.example/a%2Fb?c'],
    ['for=203.0.113.7, for=10.0.0.2;proto=https', '203.0.113.7', 'https://inside:8080/a%2Fb?c'],
    ['for=6.6.6.6, for=unknown;proto=https', '127.0.0.1', 'https://inside:8080/a%2Fb?c'],
    ['for=6.6.6.6, for=_hidden', '127.0.0.1', 'http://inside:8080/a%2Fb?c'],
    ['for="203.0.113.7:_hidden"', '203.0.113.7', 'http://inside:8080/a%2Fb?c'],
    ['proto=https', '127.0.0.1', 'https://inside:8080/a%2Fb?c'],
    ['for=6.6.6.6, for=203.0.113.7;for=1.1.1.1', '127.0.0.1', 'http://inside:8080/a%2Fb?c'],
    ['for="6.6.6.6, for=203.0.113.7', '203.0.113.7', 'http://inside:8080/a%2Fb?c'],
    ['for=203.0.113.7;proto=gopher;host="a b"', '203.0.113.7', 'http://inside:8080/a%2Fb?c'],
  ])('%s: %s wants %s', (value, address, url) => {
    const environ = seen(forwarded, { Forwarded: value, 'X-Forwarded-For': '6.6.6.6' });
    expect([environ.REMOTE_ADDR, target(environ)]).toEqual([address, url]);
    expect(environ.HTTP_X_FORWARDED_FOR).toBeUndefined();
  });

  it('keeps the trusted part', () => {
    const value = 'for=6.6.6.6, for=203.0.113.7, for=10.0.0.2';
    expect(seen(forwarded, { Forwarded: value }).HTTP_FORWARDED).toBe('for=203.0.113.7, for=10.0.0.2');
    expect(seen(forwarded, { Forwarded: value }, { remoteAddr: '6.6.6.6' }).HTTP_FORWARDED).toBeUndefined();
    expect(seen(forwarded, {}).REMOTE_ADDR).toBe('127.0.0.1');
  });
});

describe('trustedProxies: untrusted fields', () => {
  it.each([1, 8, 9, 100])('do not reach the application, with %d of them', (count) => {
    const names = Array.from({ length: count }, (_, index) => `X-Forwarded-Other-${index}`);
    const environ = seen(LOCAL, { ...Object.fromEntries(names.map((name) => [name, 'x'])), 'X-Other': 'y' });
    expect(Object.keys(environ).filter((key) => key.startsWith('HTTP_X_'))).toEqual(['HTTP_X_OTHER']);
  });
});

describe('trustedProxies: options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'either trust, a list of addresses, or hops'],
    [{ trust: ['loopback'], hops: 1 }, 'either trust, a list of addresses, or hops'],
    [{ trust: 'loopback' }, 'trust takes a list of addresses'],
    [{ hops: 0 }, 'a whole number of 1 or more: 0'],
    [{ hops: 1.5 }, 'a whole number of 1 or more: 1.5'],
    [{ hops: 1, headers: 'via' }, 'must be one of x-forwarded, forwarded: via'],
    [{ hops: 1, use: ['For'] }, 'must be a list of for, proto, host, port, prefix: For'],
    [{ hops: 1, use: 'for' }, 'must be a list of for, proto, host, port, prefix: a string'],
    [{ hop: 1 }, 'unknown option of trustedProxies: hop; did you mean hops?'],
  ])('refuses %j', (options, message) => {
    expect(() => trustedProxies(options as unknown as TrustedProxiesOptions)).toThrow(message);
  });
});
