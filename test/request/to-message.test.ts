import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';

const written = async (request: Request) => Buffer.from(await request.toBytes()).toString('latin1');

describe('toBytes', () => {
  it('writes the request with its body', async () => {
    const request = Request.blank('/a b?c=é', { text: 'é', headers: { 'X-A': '1' } });
    expect(await written(request)).toBe(
      'GET /a%20b?c=%C3%A9 HTTP/1.1\r\ncontent-length: 2\r\ncontent-type: text/plain; charset=UTF-8\r\n' +
        'host: localhost\r\nx-a: 1\r\n\r\n\u00c3\u00a9',
    );
    expect(await request.toText()).toMatch(/\r\n\r\né$/);
  });

  it.each<[why: string, request: Request, target: string]>([
    ['the scheme', Request.blank('https://h.example:443/a?b'), 'https://h.example/a?b'],
    ['the host', Request.blank('http://h.example:81/a').with({ host: undefined }), 'http://h.example:81/a'],
  ])('writes the target in absolute form if %s would be lost', async (_, request, target) => {
    expect(await written(request)).toMatch(`GET ${target} HTTP/1.1\r\n`);
    expect(Request.fromBytes(await request.toBytes()).url).toBe(request.url);
  });

  it.each([
    [{}, '/'],
    [{ QUERY_STRING: 'a' }, '/?a'],
  ])('FR1: writes an empty path as / (RFC 9112, 3.2.1): %o', async (query, target) => {
    const { environ } = Request.blank('/');
    const request = new Request({ ...environ, PATH_INFO: '', ...query });
    expect(await written(request)).toMatch(`GET ${target} HTTP/1.1\r\n`);
  });

  it('writes the other forms of a target', async () => {
    const { environ } = Request.blank('/', { method: 'OPTIONS' });
    expect(await written(new Request({ ...environ, PATH_INFO: '' }))).toMatch(/^OPTIONS \* HTTP/);
    expect(await written(Request.blank('http://h:443', { method: 'CONNECT' }))).toMatch(
      /^CONNECT h:443 HTTP/,
    );
  });

  it('writes a request of another version as HTTP/1.1', async () => {
    expect(await written(Request.blank('/', { httpVersion: 'HTTP/2.0' }))).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(await written(Request.blank('/', { httpVersion: 'HTTP/1.0' }))).toMatch(/^GET \/ HTTP\/1\.0\r\n/);
  });

  it('adds a length to a body without one, and writes no transfer coding', async () => {
    const request = Request.blank('/', { method: 'POST', body: new Blob(['abc']).stream() });
    const chunked = new Request({ ...request.environ, HTTP_TRANSFER_ENCODING: 'chunked' });
    const message = await written(chunked);
    expect(message).toContain('content-length: 3\r\n');
    expect(message).not.toContain('chunked');
  });

  it.each([
    ['an invalid method', { REQUEST_METHOD: 'GET / HTTP/1.1\r\nX: y' }, TypeError],
    ['a line break in a header', { HTTP_X: 'a\r\nb: c' }, TypeError],
    ['an invalid name', { 'HTTP_A B': 'c' }, TypeError],
    ['a malformed Host', { HTTP_HOST: 'a b' }, BadRequestError],
    ['a malformed Content-Length', { CONTENT_LENGTH: '+1' }, BadRequestError],
  ])('D4: throws for %s', async (_, keys, error) => {
    await expect(new Request({ ...Request.blank('/').environ, ...keys }).toBytes()).rejects.toThrow(error);
  });
});
