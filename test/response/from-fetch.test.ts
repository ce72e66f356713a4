import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serve } from '../../src/gateways/node/server.ts';
import { Response } from '../../src/response/response.ts';

const FetchResponse = globalThis.Response;

describe('Response.fromFetch', () => {
  it('has the status, the headers and the body', async () => {
    const given = new FetchResponse('né', {
      status: 418,
      statusText: 'Teapot',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Trace', '7'],
      ],
    });
    const response = Response.fromFetch(given);
    expect(response).toBeInstanceOf(Response);
    expect(response.statusLine).toBe('418 Teapot');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('X-Trace')).toBe('7');
    expect(response.headers.get('Content-Type')).toBe('text/plain;charset=UTF-8');
    expect(await response.text()).toBe('né');
  });

  it('adds the reason phrase if it is empty', () => {
    expect(Response.fromFetch(new FetchResponse(null, { status: 404 })).statusLine).toBe('404 Not Found');
  });

  it('adds no type', () => {
    expect(Response.fromFetch(new FetchResponse(new Uint8Array(1))).contentType).toBeUndefined();
  });

  it.each([204, 205, 304])('has no body with %i', async (status) => {
    const response = Response.fromFetch(new FetchResponse(null, { status }));
    expect(await response.text()).toBe('');
    expect(response.headerList).toEqual([]);
  });

  it('keeps the coding of a body that is still encoded', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    const response = Response.fromFetch(new FetchResponse(gzipSync('Hello'), { headers }));
    expect(response.contentEncoding).toBe('gzip');
  });

  it('drops the fields of codings that fetch() has decoded, and those of its connection', async () => {
    const body = gzipSync('Hello');
    const app = new Response([body], {
      headers: { 'Content-Encoding': 'gzip', Connection: 'X-Hop', 'X-Hop': '1', 'X-End': '2' },
    });
    await using server = await serve(app, { port: 0 });
    const response = Response.fromFetch(await fetch(server.url));
    expect(await response.text()).toBe('Hello');
    expect(response.contentEncoding).toBeUndefined();
    expect(response.contentLength).toBe(5);
    expect(response.headers.get('X-End')).toBe('2');
    for (const name of ['Connection', 'X-Hop', 'Transfer-Encoding', 'Keep-Alive']) {
      expect(response.headers.has(name), name).toBe(false);
    }
  });

  it('keeps the length of a body that fetch() did not decode', async () => {
    await using server = await serve(new Response('Hello'), { port: 0 });
    expect(Response.fromFetch(await fetch(server.url)).contentLength).toBe(5);
  });

  it('refuses a used body', async () => {
    const given = new FetchResponse('a');
    await given.text();
    expect(() => Response.fromFetch(given)).toThrow('already read');
  });

  it('refuses an error response', () => {
    expect(() => Response.fromFetch(FetchResponse.error())).toThrow(RangeError);
  });
});
