import { describe, expect, it } from 'vitest';
import { Response } from '../../src/response/response.ts';
import { bytes } from '../support/bytes.ts';

describe('whole messages read as Responses', () => {
  it('contain status, fields and body', async () => {
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
  ])('throw if they are malformed: %j', (message) => {
    expect(() => Response.fromBytes(bytes(message))).toThrow(TypeError);
  });
});
