import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import cors from 'cors';
import express from 'express';
import session from 'express-session';
import Fastify from 'fastify';
import helmet from 'helmet';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { DirectoryApp } from '../../../src/apps/files/directory-app.ts';
import { environFromNode } from '../../../src/gateways/node/environ.ts';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import type { NodeRequest } from '../../../src/gateways/node/request.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { CAPABILITIES } from '../../../src/wsgi/capabilities.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { END_STREAM, headersFrame, PREFACE } from '../../support/http2-frames.ts';
import { received, sendRaw } from '../../support/raw.ts';
import { nodeServer } from '../../support/servers.ts';

const echo = wsgify(async (request) => {
  const type = request.contentType ?? '';
  return Response.json({
    type,
    body: await request.text(),
    cookie: request.cookies.get('c'),
    length: request.contentLength,
  });
});
const cookies = wsgify(() => {
  const response = new Response('x', { vary: ['Accept'], headers: { 'X-A': '1' } });
  response.setCookie('b', '2');
  response.setCookie('c', '3');
  return response;
});
const json = { method: 'POST', body: '{"a": 1}', headers: { 'Content-Type': 'application/json' } };

describe('Express 5', () => {
  it('FG2, FG3: keeps its X-Powered-By, earlier cookies, and Vary', async () => {
    const app = express().use((_request, response, next) => {
      response.cookie('a', '1').vary('Origin');
      next();
    }, toNodeHandler(cookies));
    await using server = await nodeServer(app);
    const { headers } = await fetch(server.url);
    expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/', 'c=3; Path=/']);
    expect(headers.get('vary')).toBe('Origin, Accept');
    expect(headers.get('x-powered-by')).toBe('Express');
  });

  it.each([false, true])(
    'FG6: shares the body that express.json() has read (chunked: %s)',
    async (isChunked) => {
      await using server = await nodeServer(express().use(express.json(), toNodeHandler(echo)));
      const body = isChunked ? new Blob([json.body]).stream() : json.body;
      const response = await fetch(server.url, { ...json, body, ...{ duplex: 'half' } });
      expect(await response.json()).toEqual({ type: 'application/json', body: '{"a":1}', length: 7 });
    },
  );

  it('FG6, FB2: presents a body that express.json() has decoded as not encoded', async () => {
    await using server = await nodeServer(express().use(express.json(), toNodeHandler(echo)));
    const headers = { ...json.headers, 'Content-Encoding': 'gzip' };
    const response = await fetch(server.url, { method: 'POST', body: gzipSync(json.body), headers });
    expect(await response.json()).toMatchObject({ body: '{"a":1}', length: 7 });
  });

  it('FG6: shares the bytes that a verify of express.json() has stored', async () => {
    const parser = express.json({
      verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
    });
    await using server = await nodeServer(express().use(parser, toNodeHandler(echo)));
    expect(await (await fetch(server.url, json)).json()).toMatchObject({ body: json.body, length: 8 });
  });

  it.each<[what: string, parser: express.RequestHandler, type: string, sent: string, read: string]>([
    ['text()', express.text(), 'text/plain', 'hé', 'hé'],
    ['raw()', express.raw(), 'application/octet-stream', 'raw', 'raw'],
    [
      'urlencoded()',
      express.urlencoded({ extended: false }),
      'application/x-www-form-urlencoded',
      'a=1&b=%26&a=2',
      'a=1&a=2&b=%26',
    ],
    ['json() of +json', express.json({ type: '*/*' }), 'application/merge-patch+json', '[1, 2]', '[1,2]'],
  ])('FG6: shares the body that express.%s has read', async (_what, parser, type, sent, read) => {
    await using server = await nodeServer(express().use(parser, toNodeHandler(echo)));
    const response = await fetch(server.url, {
      method: 'POST',
      body: sent,
      headers: { 'Content-Type': type },
    });
    expect(await response.json()).toMatchObject({ type, body: read });
  });

  it.each<[what: string, parser: express.RequestHandler, type: string, sent: string]>([
    ['nested values', express.urlencoded({ extended: true }), 'application/x-www-form-urlencoded', 'a[b]=1'],
    ['an object of unknown type', express.json({ type: '*/*' }), 'text/x', '{}'],
    ['an object without a type', express.json({ type: () => true }), '', '{}'],
    ['nothing', (request, _response, next) => void request.resume().on('end', () => next()), 'text/x', 'x'],
  ])(
    'FG6: gets an error that names the reader of a body that was left as %s',
    async (_what, parser, type, sent) => {
      const errors: unknown[] = [];
      const telling: express.ErrorRequestHandler = (error, _request, response, _next) => {
        errors.push(error);
        response.status(500).end();
      };
      await using server = await nodeServer(express().use(parser, toNodeHandler(echo), telling));
      const response = await fetch(server.url, {
        method: 'POST',
        body: sent,
        headers: { 'Content-Type': type },
      });
      expect(response.status).toBe(500);
      expect(String(errors)).toMatch(/TypeError: Another layer, such as a body parser/);
    },
  );

  it('FG7: mounts an application, whose URLs stay as they were sent', async () => {
    const app = wsgify((request) => Response.json([request.scriptName, request.pathInfo, request.url]));
    const listener = express()
      .use('/wms', toNodeHandler(app))
      .use(
        '/moved',
        (request, _response, next) => {
          request.url = '/elsewhere';
          next();
        },
        toNodeHandler(app),
      );
    await using server = await nodeServer(listener);
    const ask = async (path: string) => (await fetch(server.url + path)).json();
    expect(await ask('/wms?x=1')).toEqual(['/wms', '', `${server.url}/wms?x=1`]);
    expect(await ask('/wms/')).toEqual(['/wms', '/', `${server.url}/wms/`]);
    expect(await ask('/wms/a%2Fb')).toEqual(['/wms', '/a/b', `${server.url}/wms/a%2Fb`]);
    expect(await ask('/moved')).toEqual(['/moved', '/elsewhere', `${server.url}/moved/elsewhere`]);
  });

  it('FG7: redirects a request for the mount point itself to the directory there', async () => {
    const files = toNodeHandler(new DirectoryApp(import.meta.dirname, { listing: true }));
    await using server = await nodeServer(express().use('/wms', files).use('/a/b', files));
    const ask = async (path: string) => {
      const { status, headers } = await fetch(server.url + path, { redirect: 'manual' });
      return [status, headers.get('Location')];
    };
    expect(await ask('/wms')).toEqual([301, '/wms/']);
    expect(await ask('/wms?x=1')).toEqual([301, '/wms/?x=1']);
    expect(await ask('/a/b')).toEqual([301, '/a/b/']);
    expect(await ask('/wms/')).toEqual([200, null]);
    expect(await ask('/wms/frameworks.test.ts')).toEqual([200, null]);
  });

  it('receives the errors of an application, and the requests that it does not handle', async () => {
    const errors: unknown[] = [];
    const telling: express.ErrorRequestHandler = (error, _request, response, _next) => {
      errors.push(error);
      response.status(502).end('told');
    };
    const failing = wsgify((request) => {
      if (request.pathInfo === '/none') return new Response('', { status: 404 });
      throw new RangeError('mine');
    });
    const listener = express().use(
      toNodeHandler(failing, { fallThrough: [404] }),
      ((_request, response) => void response.end('next')) as express.RequestHandler,
      telling,
    );
    await using server = await nodeServer(listener);
    expect(await (await fetch(`${server.url}/none`)).text()).toBe('next');
    expect((await fetch(server.url)).status).toBe(502);
    expect(errors).toEqual([new RangeError('mine')]);
  });

  it('FM4: gets an error that explains how to wrap an application', async () => {
    const errors: unknown[] = [];
    const telling: express.ErrorRequestHandler = (error, _request, response, _next) => {
      errors.push(error);
      response.end();
    };
    const bare = [echo, new Response('x').toApp()];
    for (const app of bare) {
      await using server = await nodeServer(express().use(app as never, telling));
      await fetch(server.url);
    }
    expect(errors.map(String)).toEqual([
      expect.stringContaining('toNodeHandler(app)'),
      expect.stringContaining('toNodeHandler(app)'),
    ]);
  });
});

describe('Express 5 with json, cookie, cors, helmet, session and compression', () => {
  const stack = () =>
    express()
      .use(compression({ threshold: 0 }))
      .use(helmet())
      .use(cors({ origin: 'https://a.example', credentials: true }))
      .use(cookieParser())
      .use(session({ secret: 's', resave: false, saveUninitialized: true }))
      .use(express.json());

  it('FG2, FG3: sends the fields of all of them, and a compressed body', async () => {
    const app = stack().use(
      toNodeHandler(cookies, {
        environ: (incoming) => ({ 'app.cookies': 'cookies' in incoming && incoming.cookies }),
      }),
    );
    await using server = await nodeServer(app);
    const { status, headers } = await fetch(server.url, { headers: { Cookie: 'c=1' } });
    expect(status).toBe(200);
    expect(headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(
      expect.arrayContaining(['connect.sid', 'b', 'c']),
    );
    expect(headers.getSetCookie()).toHaveLength(3);
    expect(headers.get('vary')?.split(', ').sort()).toEqual(['Accept', 'Accept-Encoding', 'Origin']);
    expect(headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-encoding')).toMatch(/^(?:gzip|br)$/);
  });

  it('FG6: shares the parsed body', async () => {
    await using server = await nodeServer(stack().use(toNodeHandler(echo)));
    expect(await (await fetch(server.url, json)).json()).toMatchObject({ body: '{"a":1}' });
  });

  it('compresses streams, even those that lend their buffer', async () => {
    const buffer = Buffer.alloc(10_000);
    const lend = async function* () {
      for (const letter of 'abc') yield buffer.fill(letter);
    };
    const lending: Application = (_environ, start) => {
      start('200 OK', [['Content-Type', 'text/plain']]);
      return { [Symbol.asyncIterator]: lend, [CAPABILITIES]: { lend } };
    };
    await using server = await nodeServer(stack().use(toNodeHandler(lending)));
    const response = await fetch(server.url);
    const runs = (await response.text()).match(/(.)\1*/g)?.map((run) => `${run[0]}${run.length}`);
    expect(runs).toEqual(['a10000', 'b10000', 'c10000']);
    expect(response.headers.get('content-encoding')).not.toBeNull();
  });
});

describe('Koa', () => {
  it('FG3: keeps fields that were set before', async () => {
    const koa = new Koa();
    koa.use((context) => {
      context.cookies.set('a', '1');
      context.vary('Origin');
      context.respond = false;
      toNodeHandler(cookies)(context.req, context.res);
    });
    await using server = await nodeServer(koa.callback());
    const { headers } = await fetch(server.url);
    expect(headers.getSetCookie()).toEqual(['a=1; path=/; httponly', 'b=2; Path=/', 'c=3; Path=/']);
    expect(headers.get('vary')).toBe('Origin, Accept');
  });
});

describe('Fastify', () => {
  it('runs an application, and shares the body that it has parsed', async () => {
    const fastify = Fastify();
    fastify.all('/*', (request, reply) => {
      reply.hijack();
      toNodeHandler(echo)(Object.assign(request.raw, { body: request.body }), reply.raw);
    });
    const url = await fastify.listen({ port: 0, host: '127.0.0.1' });
    expect(await (await fetch(url, json)).json()).toMatchObject({ body: '{"a":1}' });
    expect(await (await fetch(url, { headers: { Cookie: 'c=9' } })).json()).toMatchObject({
      cookie: '9',
      body: '',
    });
    await fastify.close();
  });

  it('FG5: runs an application in its injector', async () => {
    const fastify = Fastify();
    fastify.get('/', (request, reply) => {
      reply.hijack();
      toNodeHandler(cookies)(request.raw, reply.raw);
    });
    const { statusCode, headers, body } = await fastify.inject('/');
    expect([statusCode, headers['set-cookie'], body]).toEqual([200, ['b=2; Path=/', 'c=3; Path=/'], 'x']);
    await fastify.close();
  });
});

describe('a serverless adapter', () => {
  /** A request and a response as an adapter derives them from an event: no socket, no raw headers. */
  function faked(headers: IncomingHttpHeaders | Record<string, unknown>, body?: string) {
    const incoming = new IncomingMessage(new Socket());
    Object.assign(incoming, { method: 'POST', url: '/a?b=1', headers, complete: true, rawHeaders: [] });
    incoming._read = () => {
      incoming.push(body ?? null);
      if (body !== undefined) incoming.push(null);
    };
    return { incoming, outgoing: new ServerResponse(incoming) };
  }

  it('FG5: provides a request without raw headers, whose numbers and lists are read', async () => {
    const { incoming } = faked(
      {
        host: 'h:81',
        'content-length': 5,
        cookie: 'c=1',
        'content-type': 'text/plain',
        'x-list': ['1', '2'],
        'x-none': undefined,
        'x-text': '€',
      },
      'hello',
    );
    const request = new Request(environFromNode(incoming));
    expect(request.url).toBe('http://h:81/a?b=1');
    expect(request.cookies.get('c')).toBe('1');
    expect(request.contentLength).toBe(5);
    expect(request.headers.get('X-List')).toBe('1, 2');
    expect(request.headers.has('X-None')).toBe(false);
    expect(request.headers.get('X-Text')).toBe('\xe2\x82\xac');
    expect(await request.text()).toBe('hello');
  });

  it('FG5: receives the response', async () => {
    const { incoming, outgoing } = faked({ host: 'h', 'content-length': '5' }, 'hello');
    const socket = new PassThrough();
    outgoing.assignSocket(socket as unknown as Socket);
    toNodeHandler(echo)(incoming, outgoing);
    await once(outgoing, 'finish');
    const sent = String(socket.read());
    expect(sent).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"body":"hello"/);
  });

  it.each([
    ['a stream that was already read', () => Object.assign(Readable.from([]), { body: 'hello' })],
    ['no stream', () => ({ body: Buffer.from('hello') })],
  ])('FG5: may provide the body as a property of %s', async (_what, make) => {
    const incoming = Object.assign(make(), {
      headers: { host: 'h', 'content-length': '5' },
    }) as unknown as NodeRequest;
    if (incoming instanceof Readable) for await (const _ of incoming);
    const environ = environFromNode(incoming);
    expect(environ).toMatchObject({
      REQUEST_METHOD: 'GET',
      PATH_INFO: '/',
      SERVER_PROTOCOL: 'HTTP/1.1',
      REMOTE_ADDR: '',
    });
    expect(await new Request(environ).text()).toBe('hello');
  });

  it('provides no body if it mentions none', () => {
    expect(environFromNode({} as NodeRequest)).toMatchObject({
      'wsgi.input': [],
      'wsgi.input_terminated': false,
    });
  });
});

describe('a rejected request', () => {
  const app = wsgify(async (request) => `${request.url} ${await request.text()}`);
  const close = 'Connection: close\r\n';

  it('FG16: has all fields on our own server, or is a 431', async () => {
    await using server = await serve(app, { port: 0 });
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `a${i}:\r\n`).join('');
    const post = (count: number) =>
      `POST / HTTP/1.1\r\nHost: h\r\n${close}${fields(count)}Content-Length: 5\r\n\r\nhello`;
    expect(await sendRaw(server.url, post(1100))).toMatch(/200 OK[\s\S]* hello$/);
    expect(await sendRaw(server.url, post(5000))).toMatch(/^HTTP\/1\.1 431 /);
  });

  it.each([undefined, 50])('FG16: is a 431 if another server has dropped fields (of %s)', async (count) => {
    await using server = await nodeServer(toNodeHandler(app));
    if (count !== undefined) server.server.maxHeadersCount = count;
    const fields = Array.from({ length: count ?? 1000 }, (_, i) => `a${i}:\r\n`).join('');
    const answer = await sendRaw(
      server.url,
      `POST / HTTP/1.1\r\nHost: h\r\n${fields}Content-Length: 5\r\n\r\nhello`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  });

  it('FG16: is accepted if another server keeps all fields', async () => {
    await using server = await nodeServer(toNodeHandler(app));
    server.server.maxHeadersCount = 0;
    const fields = Array.from({ length: 1100 }, (_, i) => `a${i}:\r\n`).join('');
    expect(await sendRaw(server.url, `GET / HTTP/1.1\r\nHost: h\r\n${close}${fields}\r\n`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  });

  it.each(['gzip, chunked', 'deflate, chunked', 'x, chunked'])('FG17: for %s is a 501', async (coding) => {
    await using server = await serve(app, { port: 0 });
    const answer = await sendRaw(
      server.url,
      `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n[\s\S]*Connection: close/);
  });

  it.each<[line: string, status: number]>([
    ['GET https://h/', 421],
    ['GET HTTPS://h/', 421],
    ['GET http://h/', 200],
    ['GET *', 400],
    ['POST *', 400],
    ['OPTIONS *', 200],
  ])('FG21: %s is %i on a plain listener', async (line, status) => {
    await using server = await serve(app, { port: 0 });
    const answer = await sendRaw(server.url, `${line} HTTP/1.1\r\nHost: h\r\n${close}\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('FG21: is accepted if TLS ends in front of the server', async () => {
    await using server = await serve(app, { port: 0, scheme: 'https' });
    const ask = (scheme: string) =>
      sendRaw(server.url, `GET ${scheme}://h/ HTTP/1.1\r\nHost: h\r\n${close}\r\n`);
    expect(await ask('https')).toMatch(/ 200 OK[\s\S]*https:\/\/h\//);
    expect(await ask('http')).toMatch(/^HTTP\/1\.1 421 Misdirected Request/);
  });

  it('FG22: over HTTP/1.0 with Transfer-Encoding and keep-alive is answered, and the connection closed', async () => {
    await using server = await serve(app, { port: 0 });
    const head = 'POST / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await sendRaw(server.url, `${head}5\r\nhello\r\n0\r\n\r\n`);
    expect(answer).toMatch(/ 200 OK[\s\S]*Connection: close[\s\S]* hello$/);
  });

  it('FG18: over HTTP/2 has a Host that differs from :authority; an equal one is accepted', async () => {
    await using server = await serve(app, { port: 0, http2: true, closeTimeout: 50 });
    for (const [host, status] of [
      ['h', 200],
      ['other', 400],
      ['h', 200],
    ] as const) {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(Buffer.concat([PREFACE, headersFrame(1, 'GET', [['host', host]], END_STREAM)]));
      // The first field of a response is its status, indexed if that is 200 or 400 (RFC 7541, appendix A).
      let bytes = Buffer.alloc(0);
      for await (const chunk of socket) {
        bytes = Buffer.concat([bytes, chunk as Buffer]);
        if (bytes.includes(status === 200 ? 0x88 : 0x8c)) break;
      }
      socket.destroy();
    }
  });

  it('FG20: over HTTP/2 is not caused by any field name', async () => {
    const names = wsgify((request) => Response.json([...request.headers]));
    await using server = await serve(names, { port: 0, http2: true, closeTimeout: 50 });
    const client = connectHttp2(server.url);
    const stream = client.request({ ':path': '/', constructor: 'a', tostring: 'b' });
    const fields = JSON.parse(Buffer.concat(await stream.toArray()).toString());
    expect(fields).toContainEqual(['constructor', 'a']);
    expect(fields).toContainEqual(['tostring', 'b']);
    client.close();
  });

  it('has no body for HEAD', async () => {
    await using server = await serve(app, { port: 0 });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('HEAD https://h/ HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await received(socket)).toMatch(/^HTTP\/1\.1 421 [\s\S]*\r\n\r\n$/);
    createServer().close();
  });
});
