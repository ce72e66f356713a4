import { describe, expect, it } from 'vitest';
import { Response } from '../../src/response/response.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';

describe('a Response as a whole message', () => {
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
  ])('come back as they were: %s', async (_, make) => {
    const response = make();
    const back = Response.fromBytes(await response.toBytes());
    expect([back.statusLine, back.headerList]).toEqual([response.statusLine, response.headerList]);
    expect(Buffer.from(await back.bytes())).toEqual(Buffer.from(await response.bytes()));
  });

  it('are written', async () => {
    const response = new Response('é', { status: 201, headerList: [['X-A', '1']] });
    expect(await response.toText()).toBe('HTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 2\r\n\r\né');
  });

  it('have no transfer coding, for the body is whole', async () => {
    const response = new Response(tracked(['abc']).body, { headers: { 'Transfer-Encoding': 'chunked' } });
    const message = await response.toText();
    expect(message).not.toContain('chunked');
    expect(message).toContain('Content-Length: 3\r\n');
  });

  it('are read', async () => {
    const chunked = Response.fromBytes(
      bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nX-A: 2\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
    );
    expect(chunked.headerList).toEqual([
      ['X-A', '1'],
      ['X-A', '2'],
      ['Content-Length', '3'],
    ]);
    expect(await chunked.text()).toBe('abc');
    const open = Response.fromBytes(bytes('HTTP/1.0 599 \r\n\r\nto the end'));
    expect([open.statusLine, open.contentType, await open.text()]).toEqual(['599 ', undefined, 'to the end']);
    expect(Response.fromBytes(bytes('HTTP/1.1 799\r\n\r\n')).statusLine).toBe('799 ');
  });

  it.each([
    '',
    'HTTP/1.1 200 OK',
    'HTTP/2 200\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nA B: c\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
  ])('throw where they are malformed: %j', (message) => {
    expect(() => Response.fromBytes(bytes(message))).toThrow(TypeError);
  });
});
