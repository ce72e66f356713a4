import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Request, Response, wsgify } from '../../../src/index.ts';
import { serve } from '../../../src/node.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { sendRaw } from '../../support/raw.ts';
import { tls } from '../../support/tls.ts';

const ETAG = '"v1"';
const TEXT = '0123456789';

const PAGES: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  '/': () => new Response(TEXT, { conditionalResponse: true, etag: 'v1' }),
  '/echo': async (request) =>
    new Response(await request.bytes(), { contentType: 'application/octet-stream' }),
  '/form': async (request) => Response.json([...(await request.form())].map(([name]) => name)),
  '/unread': () => new Response('not read'),
  '/empty': () => new Response(null, { status: 204 }),
  '/stream': () => new Response(endless(), { contentType: 'text/plain' }),
};

/** A stream that ends only when its reader stops. */
async function* endless(): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    yield Buffer.alloc(1000);
    await setImmediate();
  }
}

/** Sends requests to a gateway under lint, and returns the findings for both sides. */
function underWatch() {
  const found: string[] = [];
  const pages = wsgify(
    (request) => PAGES[request.pathInfo]?.(request) ?? new Response('none', { status: 404 }),
  );
  const linted = lint(pages, { http: true, onWarning: ({ message }) => found.push(message) });
  const app: Application = async (environ, startResponse) => {
    try {
      return await linted(environ, startResponse);
    } catch (error) {
      found.push(String(error));
      throw error;
    }
  };
  const errors = { write: (message: string) => found.push(message) };
  return { app, errors, found };
}

describe('the node gateway breaks no rule', () => {
  it('over HTTP/1.1', async () => {
    const { app, errors, found } = underWatch();
    await using server = await serve(app, { port: 0, errors });
    const statuses: number[] = [];
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${server.url}${path}`, init);
      statuses.push(response.status);
      return await response.text();
    };
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(200_000)]), 'a.bin');
    expect(await ask('/?q=%20ü')).toBe(TEXT);
    expect(await ask('/', { method: 'HEAD' })).toBe('');
    expect(await ask('/', { headers: { 'If-None-Match': ETAG } })).toBe('');
    expect(await ask('/', { headers: { Range: 'bytes=2-4' } })).toBe('234');
    await ask('/', { headers: { Range: 'bytes=0-0,-1' } });
    await ask('/', { headers: { Range: 'bytes=50-' } });
    expect(await ask('/echo', { method: 'POST', body: 'body' })).toBe('body');
    expect(
      await ask('/echo', {
        method: 'POST',
        body: new Blob(['streamed']).stream(),
        duplex: 'half',
      } as RequestInit),
    ).toBe('streamed');
    expect(await ask('/form', { method: 'POST', body: form })).toBe('["file"]');
    await ask('/unread', { method: 'PUT', body: Buffer.alloc(500_000) });
    await ask('/empty', { method: 'DELETE' });
    await ask('/caf%C3%A9/a%2Fb//c', { method: 'PROPFIND' });
    expect(statuses).toEqual([200, 200, 304, 206, 206, 416, 200, 200, 200, 200, 204, 404]);
    expect(found).toEqual([]);
  });

  it.each([
    ['without a Host', 'GET / HTTP/1.0\r\n\r\n'],
    ['for the server itself', 'OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'],
    [
      'with a complete URL',
      'GET http://other.example:81/x?y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    ],
    [
      'with fields outside ASCII',
      'GET / HTTP/1.1\r\nHost: h\r\nX-A: \xe9\r\nX-A: b\r\nX_B: c\r\nConnection: close\r\n\r\n',
    ],
    [
      'in pieces',
      'POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    ],
  ])('if a request arrives %s', async (_, message) => {
    const { app, errors, found } = underWatch();
    await using server = await serve(app, { port: 0, errors });
    expect(await sendRaw(server.url, message)).toMatch(/^HTTP\/1\.1 (200|404) /);
    expect(found).toEqual([]);
  });

  it.each([
    ['in clear text', {}],
    ['over TLS', { tls }],
  ])('over HTTP/2 %s', async (_, options) => {
    const { app, errors, found } = underWatch();
    await using server = await serve(app, { port: 0, http2: true, errors, ...options });
    const session = connectHttp2(server.url, { ca: tls.cert, servername: 'localhost' });
    const ask = (headers: IncomingHttpHeaders, body?: string) =>
      new Promise<string>((resolve, reject) => {
        const stream = session.request({ ':path': '/', ...headers }, { endStream: body === undefined });
        let text = '';
        let status: unknown;
        stream.on('response', (head) => {
          status = head[':status'];
        });
        stream.setEncoding('latin1').on('data', (chunk: string) => {
          text += chunk;
        });
        stream.on('error', reject).on('end', () => resolve(`${status} ${text}`));
        if (body !== undefined) stream.end(body);
      });
    expect(await ask({})).toBe(`200 ${TEXT}`);
    expect(await ask({ ':method': 'HEAD' })).toBe('200 ');
    expect(await ask({ 'if-none-match': ETAG })).toBe('304 ');
    expect(await ask({ range: 'bytes=2-4' })).toBe('206 234');
    expect(await ask({ ':method': 'POST', ':path': '/echo' }, 'body')).toBe('200 body');
    expect(await ask({ ':method': 'POST', ':path': '/echo', 'content-length': '4' }, 'body')).toBe(
      '200 body',
    );
    expect(await ask({ ':method': 'PUT', ':path': '/unread' }, 'x'.repeat(100_000))).toBe('200 not read');
    expect(await ask({ ':path': '/none', cookie: 'a=1' })).toBe('404 none');
    session.close();
    expect(found).toEqual([]);
  });

  it('if the client disconnects', async () => {
    const { app, errors, found } = underWatch();
    await using server = await serve(app, { port: 0, errors });
    const client = new AbortController();
    const response = await fetch(`${server.url}/stream`, { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await server.close();
    expect(found).toEqual([]);
  });
});
