import { describe, expect, it } from 'vitest';
import { Response } from '../../src/response/response.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';

describe('Response.toFetch', () => {
  it('has the status, the headers and the body', async () => {
    const response = new Response('né', { status: '418 Teapot', headers: { 'X-Trace': '7' } });
    response.setCookie('a', '1');
    response.setCookie('b', '2');
    const fetched = response.toFetch();
    expect(fetched).toBeInstanceOf(globalThis.Response);
    expect([fetched.status, fetched.statusText]).toEqual([418, 'Teapot']);
    expect(fetched.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/']);
    expect(fetched.headers.get('X-Trace')).toBe('7');
    expect(fetched.headers.get('Content-Length')).toBe('3');
    expect(await fetched.text()).toBe('né');
  });

  it('has no type if the response has none', () => {
    expect(new Response('a', { contentType: null }).toFetch().headers.has('Content-Type')).toBe(false);
  });

  it('is encoded in its charset', async () => {
    const fetched = new Response('é', { charset: 'latin1' }).toFetch();
    expect([...new Uint8Array(await fetched.arrayBuffer())]).toEqual([0xe9]);
  });

  it.each([204, 205, 304])('has no body with %i', async (status) => {
    const fetched = new Response('a', { status }).toFetch();
    expect([fetched.status, fetched.body]).toEqual([status, null]);
  });

  it('streams a stream, and stops it', async () => {
    expect(await new Response(tracked(['a', 'b']).body).toFetch().text()).toBe('ab');
    const { body, closed } = tracked(['a', 'b']);
    const reader = new Response(body).toFetch().body?.getReader();
    expect((await reader?.read())?.value).toEqual(new Uint8Array(bytes('a')));
    await reader?.cancel();
    expect(closed()).toBe(true);
  });

  it('stops a stream that was never read', async () => {
    const { body, closed } = tracked(['a']);
    await new Response(body).toFetch().body?.cancel();
    expect(closed()).toBe(true);
  });

  it('throws for a status that Fetch does not know', () => {
    expect(() => new Response('', { status: '799 Odd' }).toFetch()).toThrow(RangeError);
  });

  it('can be reversed by fromFetch', async () => {
    const response = Response.fromFetch(new Response('a', { status: 404, etag: 'v1' }).toFetch());
    expect([response.statusLine, String(response.etag), await response.text()]).toEqual([
      '404 Not Found',
      '"v1"',
      'a',
    ]);
  });
});
