import { describe, expect, it } from 'vitest';
import { Response } from '../../src/response/response.ts';
import { tracked } from '../support/bodies.ts';

describe('Responses as whole messages', () => {
  it.each<[kind: string, make: () => Response]>([
    ['text', () => new Response('é', { status: '404 Nope', headers: { 'X-A': '1' } })],
    ['no reason', () => new Response('a', { status: '200 ' })],
    ['an odd status', () => new Response('a', { status: '799 Odd' })],
    ['bytes', () => new Response(Buffer.from([0, 13, 10, 255]), { contentType: 'a/b' })],
    ['204', () => new Response(null, { status: 204 })],
    ['304 with a length', () => new Response(null, { status: 304, contentLength: 50, etag: 'a' })],
    [
      'cookies',
      () =>
        new Response('', {
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ],
        }),
    ],
    ['a stream', () => new Response(tracked(['a', 'b']).body)],
  ])('can be read back: %s', async (_, make) => {
    const response = make();
    const back = Response.fromBytes(await response.toBytes());
    expect([back.statusLine, back.headerList]).toEqual([response.statusLine, response.headerList]);
    expect(Buffer.from(await back.bytes())).toEqual(Buffer.from(await response.bytes()));
  });

  it('are written', async () => {
    const response = new Response('é', { status: 201, headerList: [['X-A', '1']] });
    expect(await response.toText()).toBe('HTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 2\r\n\r\né');
  });

  it('have no transfer coding, because the body is complete', async () => {
    const response = new Response(tracked(['abc']).body, { headers: { 'Transfer-Encoding': 'chunked' } });
    const message = await response.toText();
    expect(message).not.toContain('chunked');
    expect(message).toContain('Content-Length: 3\r\n');
  });
});
