import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type NetConnectOpts } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ProxyApp, type ProxyOptions } from '../../../src/apps/client/proxy-app.ts';
import { sendRequest } from '../../../src/apps/client/send-request.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { deadUrl, deferred, nodeServer, rawServer } from '../../support/servers.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers with a description of the request. */
const echo = wsgify((request) =>
  Response.json({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers) }),
);

/** Sends a request through a proxy and returns what arrives at the target. */
async function throughProxy(url: string, init: RequestInit = {}, options: ProxyOptions = {}, base = '') {
  await using target = await serve(echo, { port: 0 });
  const proxy = new ProxyApp(`${target.url}${base}`, options);
  const response = await Request.blank(url, { remoteAddr: '192.0.2.7', ...init }).send(proxy);
  const arrived = await response.json<{ method: string; url: string; headers: Record<string, string> }>();
  return { ...arrived, target: target.url };
}

/** The response of a server to these bytes, read until it closes the connection. */
async function exchange(port: number, message: string): Promise<string> {
  const socket = connect(port);
  socket.write(message);
  return await textOf(socket);
}

const reports = () => {
  const written: string[] = [];
  return { written, errors: { write: (message: string) => written.push(message) } };
};

describe('ProxyApp', () => {
  it.each([
    ['', '/a/b?c=d', '/a/b?c=d'],
    ['', '/a%2Fb%20c%C3%A9', '/a%2Fb%20c%C3%A9'],
    ['/', '/', '/'],
    ['/base', '/a', '/base/a'],
    ['/base/', '/a?b', '/base/a?b'],
    ['/base', '', '/base/'],
    ['/b%2Fase', '/a', '/b%2Fase/a'],
    ['', '//evil.example/a', '//evil.example/a'],
    ['', '/.../..a', '/.../..a'],
  ])('appends the path to that of the target %j: %s', async (base, url, arrived) => {
    const got = await throughProxy(`http://front.example${url}`, {}, {}, base);
    expect(got.url).toBe(got.target + arrived);
  });

  it.each([
    ['http://target.example', 80],
    ['http://target.example:8080', 8080],
  ])('connects to the port of %s', async (url, port) => {
    await using target = await rawServer(OK);
    const agent = new Agent();
    const asked: unknown[] = [];
    agent.createConnection = (options) => {
      asked.push([options.host, Number((options as NetConnectOpts & { port: unknown }).port)]);
      return connect(target.port, '127.0.0.1');
    };
    expect((await Request.blank('/').send(new ProxyApp(url, { agent }))).status).toBe(200);
    expect(asked).toEqual([['target.example', port]]);
  });

  it('appends only the remaining path if it is mounted', async () => {
    const got = await throughProxy('/users', { baseUrl: 'http://front.example/api' });
    expect(got.url).toBe(`${got.target}/users`);
  });

  it('requests the target itself at its mount point', async () => {
    const got = await throughProxy(
      'http://front.example/api',
      { baseUrl: 'http://front.example/api' },
      {},
      '/base',
    );
    expect(got.url).toBe(`${got.target}/base`);
  });

  it.each(['/../secret', '/a/..', '/%2e%2e/secret', '/..%5Csecret', '/a%2F..%2F..%2Fsecret'])(
    'refuses the path %s, which leaves the target',
    async (path) => {
      await using target = await rawServer(OK);
      const app = new ProxyApp(`${target.url}/base`);
      expect((await Request.blank(`http://front.example${path}`).send(app)).status).toBe(400);
      expect(target.requests).toEqual([]);
    },
  );

  it.each([
    'ftp://example.com/',
    '/path',
    'example.com',
    'http://a:b@example.com/',
    'http://example.com/?q',
    'http://example.com/#f',
  ])('refuses the target %s', (target) => {
    expect(() => new ProxyApp(target)).toThrow(`invalid proxy target: "${target}"`);
  });

  describe('the header fields', () => {
    it('name the target as Host, and tell it the client', async () => {
      const { headers, target } = await throughProxy('https://front.example/', {
        headers: { 'X-Forwarded-For': '203.0.113.9', Via: '1.0 fred' },
      });
      expect(headers).toMatchObject({
        host: new URL(target).host,
        'x-forwarded-for': '203.0.113.9, 192.0.2.7',
        'x-forwarded-host': 'front.example',
        'x-forwarded-proto': 'https',
        via: '1.0 fred, 1.1 wheatpaste',
      });
    });

    it('U12: describe the client in Forwarded if the option asks for it', async () => {
      const init = { headers: { Forwarded: 'for=_hidden;secret=7' } };
      const forwarded = async (more: RequestInit) =>
        (await throughProxy('https://front.example:8443/', { ...init, ...more }, { forwarded: 'Forwarded' }))
          .headers;
      expect((await forwarded({})).forwarded).toBe(
        'for=_hidden;secret=7, for=192.0.2.7;host="front.example:8443";proto=https',
      );
      expect((await forwarded({ headers: {} })).forwarded).toBe(
        'for=192.0.2.7;host="front.example:8443";proto=https',
      );
      expect((await forwarded({ remoteAddr: '2001:db8::7' })).forwarded).toContain('for="[2001:db8::7]"');
      expect((await forwarded({ remoteAddr: undefined })).forwarded).toContain('for=unknown');
      expect(Object.keys(await forwarded({})).join()).not.toContain('x-forwarded');
    });

    it("U13: contain nothing from the client that could pass as the proxy's", async () => {
      const headers = {
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Prefix': '/evil',
        Forwarded: 'for=evil;proto=https',
      };
      const got = await throughProxy('http://front.example/', { headers });
      expect(got.headers).toMatchObject({
        'x-forwarded-for': '192.0.2.7',
        'x-forwarded-host': 'front.example',
        'x-forwarded-proto': 'http',
      });
      expect(JSON.stringify(got.headers)).not.toContain('evil');
    });

    it.each([
      ['OPTIONS', '3', '2'],
      ['TRACE', '1', '0'],
      ['OPTIONS', 'many', 'many'],
      ['GET', '3', '3'],
    ])('decrease Max-Forwards for %s: %s', async (method, sent, arrived) => {
      const { headers } = await throughProxy('/', { method, headers: { 'Max-Forwards': sent } });
      expect(headers['max-forwards']).toBe(arrived);
    });

    it('end a request at its last hop', async () => {
      await using target = await rawServer(OK);
      const request = Request.blank('/', { method: 'OPTIONS', maxForwards: 0 });
      expect((await request.send(new ProxyApp(target.url))).status).toBe(204);
      expect(target.requests).toEqual([]);
    });

    it('of the connection are not forwarded, in either direction', async () => {
      await using target = await rawServer(
        'HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nX-End: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok',
      );
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const answer = await exchange(
        front.port,
        'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nTE: trailers\r\nX-End: 2\r\n\r\n',
      );
      expect(answer).not.toMatch(/x-hop|timeout=9/i);
      expect(answer).toMatch(/X-End: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
      expect(target.requests.join()).not.toMatch(/x-secret|^te:/im);
      expect(target.requests.join()).toMatch(/x-end: 2/i);
    });
  });

  describe('Connection from the client', () => {
    const NAMED = 'X-Forwarded-For, Via, X-Forwarded-Proto, Forwarded, X-Authenticated-User';
    const arrived = (request: string | undefined) =>
      new Map(request?.split('\r\n').map((line) => line.toLowerCase().split(': ', 2) as [string, string]));
    const authenticated = wsgify.middleware((request, app) =>
      request.with({ headers: { 'X-Authenticated-User': 'ada' } }).send(app),
    );

    it.each([
      [`close, ${NAMED}`],
      [`Close\r\nConnection: ${NAMED.toUpperCase()}`],
      [`${NAMED}, close`],
      [`close,,${NAMED.replaceAll(', ', ',')},`],
    ])('FP1: does not remove fields that middleware or the proxy adds: %j', async (connection) => {
      await using target = await rawServer(OK);
      await using front = await serve(authenticated(new ProxyApp(target.url)), { port: 0 });
      await exchange(
        front.port,
        `GET / HTTP/1.1\r\nHost: front.example\r\nConnection: ${connection}\r\nX-Authenticated-User: eve\r\nX-Forwarded-For: 192.0.2.66\r\nVia: 1.0 evil\r\n\r\n`,
      );
      const fields = arrived(target.requests[0]);
      expect(fields.get('x-forwarded-for')).toBe('127.0.0.1');
      expect(fields.get('via')).toBe('1.1 wheatpaste');
      expect(fields.get('x-forwarded-proto')).toBe('http');
      expect(fields.get('x-authenticated-user')).toBe('ada');
    });

    it("FP1: removes the client's own fields, except those that route or frame the request", async () => {
      const { headers } = await throughProxy('/', {
        method: 'POST',
        text: 'abc',
        headers: {
          Connection: 'Host, Content-Length, X-Trace, X-Forwarded-For, Content-Type, Upgrade, Via',
          'X-Trace': '7',
          'X-Forwarded-For': '192.0.2.66',
          Upgrade: 'h2c',
          Via: '1.0 evil',
        },
      });
      expect(headers).toMatchObject({ 'x-forwarded-for': '192.0.2.7', via: '1.1 wheatpaste' });
      expect(headers['content-length']).toBe('3');
      expect(Object.keys(headers)).not.toContain('x-trace');
      expect(Object.keys(headers)).not.toContain('content-type');
      expect(Object.keys(headers)).not.toContain('upgrade');
    });

    it('FP1: does not remove Forwarded if the proxy adds it', async () => {
      const init = { headers: { Connection: 'Forwarded', Forwarded: 'for=evil' } };
      const { headers } = await throughProxy('http://a.example/', init, { forwarded: 'Forwarded' });
      expect(headers.forwarded).toBe('for=192.0.2.7;host=a.example;proto=http');
    });
  });

  describe('a loop', () => {
    it('FP3: of a proxy that is its own target is a 508', async () => {
      const later: { app?: ProxyApp } = {};
      let passed = 0;
      const app = wsgify(() => {
        passed++;
        return later.app ?? null;
      });
      await using front = await serve(app, { port: 0 });
      later.app = new ProxyApp(front.url);
      const response = await fetch(front.url);
      expect([response.status, response.statusText]).toEqual([508, 'Loop Detected']);
      expect(passed).toBeLessThan(4);
    });

    it('FP3: of several proxies is a 508', async () => {
      const targets: ProxyApp[] = [];
      const via = (index: number) =>
        serve(
          wsgify(() => targets[index] ?? null),
          { port: 0 },
        );
      await using first = await via(0);
      await using second = await via(1);
      await using third = await via(2);
      targets.push(new ProxyApp(second.url), new ProxyApp(third.url), new ProxyApp(first.url));
      expect((await fetch(first.url)).status).toBe(508);
    });

    it('FP3: is not assumed for a chain of proxies', async () => {
      await using target = await serve(echo, { port: 0 });
      await using inner = await serve(new ProxyApp(target.url), { port: 0 });
      await using middle = await serve(new ProxyApp(inner.url), { port: 0 });
      const response = await Request.blank('/').send(new ProxyApp(middle.url));
      const { headers } = await response.json<{ headers: Record<string, string> }>();
      expect(headers.via).toMatch(/^1\.1 wheatpaste(?:, 1\.1 wheatpaste-[\da-f-]{36}){2}$/);
    });

    it('FP3: is not assumed because of a Via from the client', async () => {
      const { headers } = await throughProxy('/', { headers: { Via: '1.1 wheatpaste, 1.1 wheatpaste-1' } });
      expect(headers.via).toMatch(/^1\.1 wheatpaste, 1\.1 wheatpaste-1, 1\.1 wheatpaste-/);
    });
  });

  describe('request smuggling', () => {
    const send = async (message: string) => {
      await using target = await rawServer(OK);
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const answer = await exchange(front.port, message);
      return { answer, requests: target.requests.join('') };
    };

    it.each([
      [
        'a length and chunks',
        'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n',
      ],
      ['two lengths', 'Content-Length: 0\r\nContent-Length: 30\r\n\r\nGET /evil HTTP/1.1\r\n\r\n'],
      ['a malformed length', 'Content-Length: +3\r\n\r\nabc'],
      ['a coding in disguise', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n'],
      ['a name with a space', 'Content-Length : 30\r\n\r\nGET /evil HTTP/1.1\r\n\r\n'],
    ])('by %s is refused', async (_, rest) => {
      const { answer, requests } = await send(`POST / HTTP/1.1\r\nHost: a\r\n${rest}`);
      expect(answer).toMatch(/^HTTP\/1\.1 (?:400|501) /);
      expect(requests).toBe('');
    });

    it('by field names is prevented', async () => {
      const { requests } = await send(
        'POST / HTTP/1.1\r\nHost: a\r\nConnection: close, Content-Length\r\nContent_Length: 99\r\nContent-Length: 3\r\n\r\nabc',
      );
      expect(requests.match(/^content.length.*$/gim)).toEqual(['content-length: 3']);
      expect(requests.endsWith('\r\n\r\nabc')).toBe(true);
    });

    it('by chunks within chunks is prevented', async () => {
      const { requests } = await send(
        'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;x="\n"\r\n0\r\n\r\n\r\n0\r\n\r\n',
      ).catch(() => ({ requests: '' }));
      expect(requests === '' || /\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\n\r\n$/.test(requests)).toBe(true);
    });
  });

  describe('an upgrade', () => {
    const upgrade = (protocol: string) => ({ headers: { Connection: 'Upgrade', Upgrade: protocol } });

    it('to a WebSocket is refused', async () => {
      await using target = await rawServer(OK);
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const [refused] = await once(get(front.url, upgrade('WebSocket')), 'response');
      expect(refused.statusCode).toBe(501);
      expect(await textOf(refused)).toContain('WebSockets');
      expect(target.requests).toEqual([]);
    });

    it('to a later HTTP is ignored', async () => {
      const { headers } = await throughProxy('/', upgrade('h2c'));
      expect(headers).not.toHaveProperty('upgrade');
    });

    it('by the target without a request is a bad gateway', async () => {
      await using target = await rawServer(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      );
      const environ = { 'wsgi.errors': reports().errors };
      expect((await Request.blank('/', { environ }).send(new ProxyApp(target.url))).status).toBe(502);
    });
  });

  describe('a failing target', () => {
    const ask = async (target: string, options: ProxyOptions = {}, url = '/a?b') => {
      const { written, errors } = reports();
      const response = await Request.blank(url, { environ: { 'wsgi.errors': errors } }).send(
        new ProxyApp(target, options),
      );
      return { response, text: await response.text(), written };
    };

    it('is a 502 if it is unreachable, and the cause is logged', async () => {
      const url = await deadUrl();
      const { response, text, written } = await ask(url);
      expect(response.statusLine).toBe('502 Bad Gateway');
      expect(text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
      expect(written.join()).toContain('GET http://localhost/a?b');
      expect(written.join()).toContain('ECONNREFUSED');
    });

    it.each([
      'nonsense\r\n\r\n',
      'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 099\r\n\r\n',
      'HTTP/1.1 20 OK\r\n\r\n',
      'HTTP/1.1 2000 OK\r\n\r\n',
      'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
    ])('FP3: is a 502 if it sends %j', async (answer) => {
      await using target = await rawServer(answer);
      expect((await ask(target.url)).response.status).toBe(502);
    });

    it('with an unknown charset is passed on unchanged', async () => {
      const type = 'Content-Type: text/plain; charset=klingon';
      await using target = await rawServer(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: 2\r\n\r\nok`);
      const response = await Request.blank('/').send(new ProxyApp(target.url));
      expect(response.charset).toBe('klingon');
      await expect(response.text()).rejects.toThrow(TypeError);
      expect(Buffer.from(await response.bytes()).toString()).toBe('ok');
    });

    it('is a 504 if it does not respond', async () => {
      await using target = await rawServer(() => {});
      expect((await ask(target.url, { timeout: 20 })).response.statusLine).toBe('504 Gateway Timeout');
    });

    it('cuts the connection if it fails after the head', async () => {
      await using target = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
      const { written, errors } = reports();
      await using front = await serve(new ProxyApp(target.url), { port: 0, errors });
      const response = await fetch(front.url);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
      expect(written.join()).toContain('HTTPBadGateway');
    });

    it('is not blamed for faults of the client', async () => {
      await using target = await rawServer(OK);
      const { environ } = Request.blank('/', { method: 'POST', text: 'abc' });
      const response = await new Request({ ...environ, CONTENT_LENGTH: '3x' }).send(new ProxyApp(target.url));
      expect(response.status).toBe(400);
    });
  });

  it.each([
    ['GET', 200, 'Content-Length: 2\r\n\r\nok', 'ok'],
    ['HEAD', 200, 'Content-Length: 2\r\n\r\n', ''],
    ['GET', 204, '\r\n', ''],
    ['GET', 304, 'Content-Length: 2\r\nETag: "a"\r\n\r\n', ''],
    ['GET', 404, 'Content-Length: 2\r\n\r\nno', 'no'],
    ['GET', 302, 'Location: /login\r\nContent-Length: 0\r\n\r\n', ''],
    ['GET', 299, 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'ok'],
    ['GET', 200, '\r\nto the end', 'to the end'],
  ])('passes the response on: %s, %i', async (method, status, rest, text) => {
    await using target = await rawServer(
      `HTTP/1.1 ${status} Reason\r\n${rest.replace(/^\r\n/, 'X: y\r\n\r\n')}`,
    );
    await using front = await serve(new ProxyApp(target.url), { port: 0 });
    const response = await fetch(front.url, { method, redirect: 'manual' });
    expect([response.status, response.statusText]).toEqual([status, 'Reason']);
    expect(await response.text()).toBe(text);
    if (method === 'HEAD') expect(response.headers.get('Content-Length')).toBe('2');
    if (status === 302) expect(response.headers.get('Location')).toBe('/login');
  });

  it('forwards requests over HTTP/2, which has no chunked coding', async () => {
    const app = wsgify(async (request) =>
      [request.headers.get('Via'), request.headers.get('Transfer-Encoding'), await request.text()].join(),
    );
    await using target = await serve(app, { port: 0 });
    await using front = await serve(new ProxyApp(target.url), { port: 0, http2: true });
    const session = connectHttp2(front.url);
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    expect(await textOf(stream.end('body'))).toBe('2.0 wheatpaste,chunked,body');
    session.close();
  });

  it('forwards Expect: 100-continue, and returns the refusal', async () => {
    await using target = await rawServer((socket) => {
      socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
    });
    await using front = await serve(new ProxyApp(target.url), { port: 0 });
    let continued = false;
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(front.url, { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 3 } })
        .on('continue', () => {
          continued = true;
        })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .flushHeaders();
    });
    expect([answer, continued]).toEqual([413, false]);
    expect(target.requests).toHaveLength(1);
  });

  describe('a client that disconnects', () => {
    it('ends the request to the target during the wait', async () => {
      const [arrived, closed] = [deferred(), deferred()];
      await using target = await rawServer((socket) => {
        socket.on('close', () => closed.resolve());
        arrived.resolve();
      });
      const { written, errors } = reports();
      await using front = await serve(new ProxyApp(target.url), { port: 0, errors });
      const asked = get(front.url).on('error', () => {});
      await arrived.promise;
      asked.destroy();
      await closed.promise;
      expect(written).toEqual([]);
    });

    it('ends the response of the target', async () => {
      const closed = deferred();
      await using target = await nodeServer((_incoming, outgoing) => {
        outgoing.on('close', () => closed.resolve());
        outgoing.write('first');
      });
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const asked = get(front.url, (response) => response.once('data', () => asked.destroy()));
      asked.on('error', () => {});
      await closed.promise;
    });

    it('ends its own upload', async () => {
      const [arrived, cut] = [deferred(), deferred()];
      await using target = await nodeServer((incoming) => {
        incoming.once('data', () => arrived.resolve()).on('error', () => cut.resolve());
      });
      const { written, errors } = reports();
      await using front = await serve(new ProxyApp(target.url), { port: 0, errors });
      const asked = httpRequest(front.url, { method: 'POST' }).on('error', () => {});
      asked.write('first');
      await arrived.promise;
      asked.destroy();
      await cut.promise;
      expect(written).toEqual([]);
    });
  });

  describe('a body of 100 MB', () => {
    const SIZE = 100 * 1024 * 1024;
    const CHUNK = new Uint8Array(64 * 1024).fill(7);
    const DIGEST = createHash('sha256').update(Buffer.alloc(SIZE, 7)).digest('hex');
    /** The largest distance between the two ends: what sockets and streams buffer between them. */
    const MOST_BUFFERED = 24 * 1024 * 1024;

    /** Counts the bytes that have entered at one end and have not left at the other. */
    const gauge = () => {
      let buffered = 0;
      let most = 0;
      const hash = createHash('sha256');
      async function* source() {
        for (let sent = 0; sent < SIZE; sent += CHUNK.length) {
          buffered += CHUNK.length;
          most = Math.max(most, buffered);
          yield CHUNK;
        }
      }
      const drain = async (body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => {
        for await (const chunk of body) {
          buffered -= chunk.length;
          hash.update(chunk);
        }
        return hash.digest('hex');
      };
      return { source, drain, most: () => most };
    };

    it('goes up through a chain with little buffered on the way', async () => {
      const { source, drain, most } = gauge();
      const app = wsgify(async (request) => drain(request.body));
      await using target = await serve(app, { port: 0 });
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const request = Request.blank(front.url, { method: 'POST', body: source() });
      expect(await (await request.send(sendRequest)).text()).toBe(DIGEST);
      expect(most()).toBeLessThan(MOST_BUFFERED);
    });

    it('comes down through a chain with little buffered on the way', async () => {
      const { source, drain, most } = gauge();
      await using target = await serve(
        wsgify(() => source()),
        { port: 0 },
      );
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const { appIter } = await Request.blank(front.url).call(sendRequest);
      expect(await drain(appIter)).toBe(DIGEST);
      expect(most()).toBeLessThan(MOST_BUFFERED);
    });

    it('waits for a client that does not read', async () => {
      const { source, most } = gauge();
      const app = wsgify((request) => (request.path === '/' ? source() : 'Still here.'));
      await using target = await serve(app, { port: 0 });
      await using front = await serve(new ProxyApp(target.url), { port: 0 });
      const socket = connect(front.port).pause();
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      let before = -1;
      while (most() > before) {
        before = most();
        for (let i = 0; i < 5; i++) await (await fetch(`${front.url}/other`)).text();
      }
      expect(most()).toBeGreaterThan(0);
      expect(most()).toBeLessThan(MOST_BUFFERED);
      socket.destroy();
    });
  });
});
