import { describe, expect, it } from 'vitest';
import { environFromFetch } from '../../../src/gateways/fetch/environ.ts';

const FetchRequest = globalThis.Request;

describe('environFromFetch', () => {
  it('contains the keys of PEP 3333, and the signal', () => {
    const request = new FetchRequest('https://h:8443/a?b=1#c', {
      headers: { 'X-A': '1', Cookie: 'a=1; b=2' },
    });
    expect(environFromFetch(request)).toMatchObject({
      ...{
        REQUEST_METHOD: 'GET',
        SCRIPT_NAME: '',
        PATH_INFO: '/a',
        QUERY_STRING: 'b=1',
        REQUEST_URI: '/a?b=1',
      },
      ...{ SERVER_NAME: 'h', SERVER_PORT: '8443', SERVER_PROTOCOL: 'HTTP/1.1', HTTP_HOST: 'h:8443' },
      ...{
        HTTP_X_A: '1',
        HTTP_COOKIE: 'a=1; b=2',
        'wsgi.url_scheme': 'https',
        'wsgi.input_terminated': false,
      },
      'wheatpaste.signal': request.signal,
    });
  });

  it('reads the host from the URL, and drops fields that must not reach a program', () => {
    const headers = { Host: 'other', Proxy: 'http://evil', X_A: '1', 'Transfer-Encoding': 'chunked' };
    const environ = environFromFetch(new FetchRequest('http://h:80/', { headers }));
    const keys = Object.keys(environ).filter((key) => key.startsWith('HTTP_'));
    expect([environ.HTTP_HOST, keys]).toEqual(['h', ['HTTP_HOST']]);
  });

  it.each<[what: string, info: unknown, address: string | undefined, port: string | undefined]>([
    ['Deno', { remoteAddr: { transport: 'tcp', hostname: '192.0.2.1', port: 5 } }, '192.0.2.1', '5'],
    ['Deno, on a socket', { remoteAddr: { transport: 'unix', path: '/run/a' } }, undefined, undefined],
    ['Bun', { requestIP: () => ({ address: '2001:db8::1', port: 5, family: 'IPv6' }) }, '2001:db8::1', '5'],
    ['Bun, on a socket', { requestIP: () => null }, undefined, undefined],
    ['a host without a port', { remoteAddr: { hostname: '192.0.2.1' } }, '192.0.2.1', ''],
    ['a Worker', { KV: {} }, undefined, undefined],
    ['nothing', undefined, undefined, undefined],
  ])("reads the client's address from %s", (_what, info, address, port) => {
    const environ = environFromFetch(new FetchRequest('http://h/'), {}, info);
    expect([environ.REMOTE_ADDR, environ.REMOTE_PORT]).toEqual([address, port]);
  });

  it('keeps a Content-Length of 0, and no other if there is no body', () => {
    const lengthOf = (length: string) =>
      environFromFetch(new FetchRequest('http://h/', { headers: { 'Content-Length': length } }))
        .CONTENT_LENGTH;
    expect([lengthOf('0'), lengthOf('5')]).toEqual(['0', undefined]);
  });

  it('accepts the URL of a request that Fetch did not create unchanged', () => {
    const request = { url: 'http://user@h?a=é', method: 'GET', headers: new Headers(), signal: undefined };
    expect(environFromFetch(request as unknown as globalThis.Request)).toMatchObject({
      ...{ PATH_INFO: '/', QUERY_STRING: 'a=\xc3\xa9', REQUEST_URI: '/?a=\xc3\xa9', HTTP_HOST: 'h' },
    });
  });
});
