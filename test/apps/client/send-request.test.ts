import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { connect } from 'node:net';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  createSendRequest,
  type SendRequestOptions,
  sendRequest,
} from '../../../src/apps/client/send-request.ts';
import { HTTPForbidden } from '../../../src/exceptions/client-errors.ts';
import { HTTPBadGateway, HTTPGatewayTimeout } from '../../../src/exceptions/server-errors.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { DisconnectionError } from '../../../src/wsgi/body-errors.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { block } from '../../support/block.ts';
import { bytes } from '../../support/bytes.ts';
import { deadUrl, deferred, nodeServer, rawServer } from '../../support/servers.ts';
import { stoppedClock } from '../../support/stopped-clock.ts';
import { tls } from '../../support/tls.ts';

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
const ask = (url: string, init: RequestInit = {}, app: Application = sendRequest) =>
  Request.blank(url, init).send(app);

/** Answers with a description of the request. */
const echo = wsgify(async (request) =>
  Response.json(
    {
      method: request.method,
      url: request.url,
      target: request.environ.REQUEST_URI,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    },
    {
      status: '299 Echoed',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    },
  ),
);

interface Echo {
  method: string;
  url: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

describe('sendRequest', () => {
  it('sends the request and returns the response', async () => {
    await using server = await serve(echo, { port: 0 });
    const response = await ask(`${server.url}/a%2Fb%20c?d=%20e&f`, {
      method: 'PATCH',
      headers: { 'X-Trace': 'caf\xe9' },
      cookies: { theme: 'dark' },
      json: { n: 'é' },
    });
    expect(response.statusLine).toBe('299 Echoed');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const echoed = await response.json<Echo>();
    expect(echoed).toMatchObject({
      method: 'PATCH',
      url: `${server.url}/a%2Fb%20c?d=%20e&f`,
      target: '/a%2Fb%20c?d=%20e&f',
      body: '{"n":"é"}',
    });
    expect(echoed.headers).toMatchObject({
      'x-trace': 'caf\xe9',
      cookie: 'theme=dark',
      'content-type': 'application/json',
      'content-length': '10',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it("connects to the environ's server, whatever Host says", async () => {
    await using server = await serve(echo, { port: 0 });
    const { headers } = await (await ask(server.url, { host: 'example.com' })).json<Echo>();
    expect(headers.host).toBe('example.com');
  });

  it('verifies the certificates of https servers', async () => {
    await using server = await serve(echo, { port: 0, tls, hostname: 'localhost' });
    const url = `https://localhost:${server.port}/a`;
    const agent = new TlsAgent({ ca: tls.cert });
    const response = await ask(
      url,
      {},
      createSendRequest({ agent, allowedHosts: [`localhost:${server.port}`] }),
    );
    expect(await response.json()).toMatchObject({ url });
    const error = await failure(ask(url));
    expect(error).toBeInstanceOf(HTTPBadGateway);
    expect(error.cause).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    agent.destroy();
  });

  it('can be mounted like any application', async () => {
    await using server = await serve(new Response('Hello'), { port: 0 });
    const loud = wsgify.middleware(async (request, app) => `${await (await request.send(app)).text()}!`);
    expect(await (await loud(sendRequest).get(server.url)).text()).toBe('Hello!');
  });

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])(
    'sends a %s without a body as one without a body',
    async (method) => {
      await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      await ask(server.url, { method });
      expect(server.requests[0]).not.toMatch(/content-length|transfer-encoding/i);
    },
  );

  it('sends a POST without a body with length 0', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(server.url, { method: 'POST' });
    expect(server.requests[0]).toMatch(/content-length: 0\r\n/i);
  });

  it('sends a body of unknown length in chunks, as it is produced', async () => {
    const first = deferred();
    const answer: string[] = [];
    await using server = await nodeServer(async (incoming, outgoing) => {
      for await (const chunk of incoming) {
        answer.push(String(chunk));
        first.resolve();
      }
      outgoing.end(incoming.headers['transfer-encoding']);
    });
    async function* body() {
      yield bytes('one');
      await first.promise;
      yield bytes('two');
    }
    const response = await ask(server.url, { method: 'PUT', body: body() });
    expect(await response.text()).toBe('chunked');
    expect(answer).toEqual(['one', 'two']);
  });

  it('streams the response, and returns its head first', async () => {
    const [headRead, firstRead] = [deferred(), deferred()];
    await using server = await nodeServer(async (_incoming, outgoing) => {
      outgoing.flushHeaders();
      await headRead.promise;
      outgoing.write('one');
      await firstRead.promise;
      outgoing.end('two');
    });
    const { status, appIter } = await Request.blank(server.url).call(sendRequest);
    expect(status).toBe('200 OK');
    headRead.resolve();
    const chunks: string[] = [];
    for await (const chunk of appIter) {
      chunks.push(Buffer.from(chunk).toString());
      firstRead.resolve();
    }
    expect(chunks).toEqual(['one', 'two']);
  });

  it('accepts a response while the request is still being sent', async () => {
    const answered = deferred();
    await using server = await nodeServer((incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(413).end('Too much.');
    });
    async function* body() {
      yield bytes('one');
      await answered.promise;
      yield bytes('two');
    }
    const response = await ask(server.url, { method: 'POST', body: body() });
    expect(response.status).toBe(413);
    expect(await response.text()).toBe('Too much.');
    answered.resolve();
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\nETag: "a"\r\n\r\n', 50],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\nETag: "a"\r\n\r\n', 50],
    ['GET', 'HTTP/1.1 204 No Content\r\nETag: "a"\r\n\r\n', undefined],
  ])('recognizes a response without a body: %s, %s', async (method, answer, length) => {
    const agent = new Agent({ keepAlive: true });
    await using server = await rawServer((socket) => socket.write(answer));
    const send = createSendRequest({ agent });
    for (let i = 0; i < 2; i++) {
      const response = await ask(server.url, { method }, send);
      expect(response.contentLength).toBe(length);
      expect(response.etag?.value).toBe('a');
      expect(await response.text()).toBe('');
    }
    agent.destroy();
  });

  it('forwards no connection fields, in either direction', async () => {
    await using server = await rawServer(
      'HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n' +
        'Proxy-Authenticate: Basic\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\nX-End: 2\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n',
    );
    const headers = {
      Connection: 'keep-alive, X-Hop',
      'X-Hop': '1',
      TE: 'trailers',
      Upgrade: 'h2c',
      'Keep-Alive': 'timeout=5',
      'Proxy-Authorization': 'Basic eA==',
      'Proxy-Connection': 'close',
      'X-End': '2',
    };
    const response = await ask(server.url, { headers });
    expect(response.headerList).toEqual([['X-End', '2']]);
    expect(await response.text()).toBe('ok');
    const [request = ''] = server.requests;
    expect(request).toMatch(/x-end: 2\r\n/i);
    expect(request).not.toMatch(/x-hop|^te:|upgrade|keep-alive:|proxy-/im);
  });

  it('frames the body itself, whatever the environ says', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const environ = {
      HTTP_TRANSFER_ENCODING: 'gzip, chunked',
      HTTP_CONTENT_LENGTH: '999',
      CONTENT_LENGTH: '3, 3',
    };
    const request = Request.blank(server.url, { method: 'POST', body: bytes('abc') });
    await new Request({ ...request.environ, ...environ }).send(sendRequest);
    const [head = '', body] = (server.requests.join('') ?? '').split('\r\n\r\n');
    expect(head.match(/^(content-length|transfer-encoding).*$/gim)).toEqual(['content-length: 3']);
    expect(body).toBe('abc');
  });

  it.each(['5_0', '+3', '3, 4', '-1', ''])(
    'B2: refuses a Content-Length of %j before it connects',
    async (length) => {
      await using server = await rawServer('');
      const { environ } = Request.blank(server.url, { method: 'POST', body: bytes('abc') });
      const sent = new Request({ ...environ, CONTENT_LENGTH: length }).send(sendRequest);
      expect(await failure(sent)).toBeInstanceOf(BadRequestError);
      expect(server.requests).toEqual([]);
    },
  );

  it('D4: sends no header that contains a line break', async () => {
    await using server = await rawServer('');
    const { environ } = Request.blank(server.url);
    const sent = new Request({ ...environ, HTTP_X_A: 'a\r\nHost: b' }).send(sendRequest);
    expect(await failure(sent)).toBeInstanceOf(TypeError);
    expect(server.requests).toEqual([]);
  });

  it('supports only http and https', async () => {
    expect(await failure(Request.blank('/', { scheme: 'ftp' }).send(sendRequest))).toBeInstanceOf(TypeError);
  });

  it('sends OPTIONS * unchanged', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const { environ } = Request.blank(server.url, { method: 'OPTIONS' });
    await new Request({ ...environ, PATH_INFO: '', REQUEST_URI: '*' }).send(sendRequest);
    await new Request({ ...environ, PATH_INFO: '', REQUEST_URI: '' }).send(sendRequest);
    expect(server.requests.map((request) => request.split('\r\n')[0])).toEqual([
      'OPTIONS * HTTP/1.1',
      'OPTIONS / HTTP/1.1',
    ]);
  });

  describe('Expect: 100-continue', () => {
    const expecting = { method: 'POST', headers: { Expect: '100-continue' }, text: 'body' };

    it('holds the body back until the server asks for it', async () => {
      await using server = await rawServer((socket, request) => {
        if (request.startsWith('POST')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        else socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
      expect((await ask(server.url, expecting)).status).toBe(200);
      expect(server.requests).toHaveLength(2);
      expect(server.requests[1]).toBe('body');
    });

    it('does not send a body that the server refuses', async () => {
      await using server = await rawServer((socket) => {
        socket.write('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno');
      });
      const response = await ask(server.url, expecting);
      expect(response.status).toBe(417);
      expect(await response.text()).toBe('no');
      expect(server.requests).toHaveLength(1);
    });

    it('does not send a body if the server disconnects', async () => {
      await using server = await rawServer((socket) => socket.destroy());
      expect(await failure(ask(server.url, expecting))).toBeInstanceOf(HTTPBadGateway);
      expect(server.requests).toHaveLength(1);
    });

    it('works from end to end', async () => {
      await using target = await serve(echo, { port: 0 });
      await using relay = await serve(
        wsgify((request) => request.with({ serverPort: target.port }).send(sendRequest)),
        { port: 0 },
      );
      const response = await ask(relay.url, expecting);
      expect(await response.json()).toMatchObject({ body: 'body', headers: { expect: '100-continue' } });
    });
  });

  describe('a failing server', () => {
    it('is a bad gateway if it is unreachable', async () => {
      const error = await failure(ask(await deadUrl()));
      expect(error).toBeInstanceOf(HTTPBadGateway);
      expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('is a bad gateway if its name has no address', async () => {
      const error = await failure(ask('http://nowhere.invalid/'));
      expect(error).toBeInstanceOf(HTTPBadGateway);
    });

    it.each([
      ['nothing', ''],
      ['text that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['a malformed header', 'HTTP/1.1 200 OK\r\nX A: b\r\n\r\n'],
      ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
      [
        'a length and chunks',
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      ],
      ['an unsolicited coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
      [
        'another protocol',
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ],
    ])('is a bad gateway if it answers with %s', async (_, answer) => {
      await using server = await rawServer(answer);
      expect(await failure(ask(server.url))).toBeInstanceOf(HTTPBadGateway);
    });

    it.each([
      ['before its length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'],
      ['within its chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n5\r\n'],
    ])('fails in the body if that ends %s', async (_, answer) => {
      await using server = await rawServer(answer);
      const response = await ask(server.url);
      expect(response.status).toBe(200);
      expect(await failure(response.bytes())).toBeInstanceOf(HTTPBadGateway);
    });
  });

  describe('a kept-alive connection that the server closes', () => {
    /** Answers the first request on each connection, and closes the connection at the second one. */
    const once = () => {
      const served = new WeakSet<object>();
      return rawServer((socket) => {
        if (served.has(socket)) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        served.add(socket);
      });
    };

    it('is replaced for a repeatable request', async () => {
      const agent = new Agent({ keepAlive: true });
      const send = createSendRequest({ agent });
      await using server = await once();
      for (let i = 0; i < 3; i++) expect(await (await ask(server.url, {}, send)).text()).toBe('ok');
      agent.destroy();
    });

    it('is a bad gateway for other requests', async () => {
      const agent = new Agent({ keepAlive: true });
      const send = createSendRequest({ agent });
      await using server = await once();
      expect(await (await ask(server.url, {}, send)).text()).toBe('ok');
      expect(await failure(ask(server.url, { method: 'POST' }, send))).toBeInstanceOf(HTTPBadGateway);
      agent.destroy();
    });
  });

  describe('timeout', () => {
    const hasty = createSendRequest({ timeout: 100 });
    const { setTimeout } = globalThis;
    const clock = stoppedClock();

    it('limits the wait for the head', async () => {
      await using server = await rawServer(() => {});
      expect(await failure(ask(server.url, {}, hasty))).toBeInstanceOf(HTTPGatewayTimeout);
    });

    it('limits the wait for the next bytes', async () => {
      await using server = await rawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
      });
      clock.stop();
      const response = await ask(server.url, {}, hasty);
      const failed = failure(response.bytes());
      await clock.pass(100);
      expect(await failed).toBeInstanceOf(HTTPGatewayTimeout);
    });

    it('limits the wait until the body is accepted', async () => {
      await using server = await nodeServer(() => {});
      function* body() {
        for (;;) yield new Uint8Array(1 << 20);
      }
      const sent = ask(server.url, { method: 'POST', body: body() }, hasty);
      expect(await failure(sent)).toBeInstanceOf(HTTPGatewayTimeout);
    });

    it('does not run while the server waits for us', async () => {
      await using server = await serve(new Response(new Uint8Array(4 << 20)), { port: 0 });
      clock.stop();
      const { appIter } = await Request.blank(server.url).call(hasty);
      let length = 0;
      for await (const chunk of appIter) {
        await clock.pass(1000);
        length += chunk.length;
      }
      expect(length).toBe(4 << 20);
    });

    it('does not count data that arrived while this process was busy', async () => {
      const sent = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
      await using server = await rawServer((socket) => {
        socket.write(sent, () => {
          // The limit ends before the next turn of the event loop reads anything.
          setTimeout(() => vi.advanceTimersByTime(100), 1);
          block(20);
        });
      });
      clock.stop();
      expect(await (await ask(server.url, {}, hasty)).text()).toBe('ok');
    });

    it('limits the wait for a connection of the agent', async () => {
      const agent = new Agent({ maxSockets: 1 });
      await using server = await rawServer(() => {});
      const first = failure(ask(server.url, {}, createSendRequest({ agent, timeout: 200 })));
      const second = await failure(ask(server.url, {}, createSendRequest({ agent, timeout: 20 })));
      expect(second).toBeInstanceOf(HTTPGatewayTimeout);
      expect(await first).toBeInstanceOf(HTTPGatewayTimeout);
    });

    it("can be the system's", async () => {
      await using server = await rawServer(() => {});
      const agent = new Agent();
      agent.createConnection = () => {
        const socket = connect(server.port, '127.0.0.1');
        return socket.once('connect', () => {
          socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
        });
      };
      const error = await failure(ask(server.url, {}, createSendRequest({ agent })));
      expect(error).toBeInstanceOf(HTTPGatewayTimeout);
      expect(error.cause).toMatchObject({ code: 'ETIMEDOUT' });
    });

    it('can be disabled', async () => {
      await using server = await serve(new Response('Hello'), { port: 0 });
      const send = createSendRequest({ timeout: Infinity });
      expect(await (await ask(server.url, {}, send)).text()).toBe('Hello');
    });
  });

  describe('the signal', () => {
    it('prevents a request that is not yet sent', async () => {
      await using server = await rawServer('');
      const reason = new Error('enough');
      expect(await failure(ask(server.url, { signal: AbortSignal.abort(reason) }))).toBe(reason);
      expect(server.requests).toEqual([]);
    });

    it('aborts a pending request, and cuts the connection', async () => {
      const [arrived, closed] = [deferred(), deferred()];
      await using server = await rawServer((socket) => {
        socket.on('close', () => closed.resolve());
        arrived.resolve();
      });
      const controller = new AbortController();
      const sent = failure(ask(server.url, { signal: controller.signal }));
      await arrived.promise;
      controller.abort();
      expect((await sent).name).toBe('AbortError');
      await closed.promise;
    });

    it('aborts the response body', async () => {
      const closed = deferred();
      await using server = await rawServer((socket) => {
        socket.on('close', () => closed.resolve());
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
      });
      const controller = new AbortController();
      const response = await ask(server.url, { signal: controller.signal });
      controller.abort();
      expect((await failure(response.bytes())).name).toBe('AbortError');
      await closed.promise;
    });
  });

  describe('the response body', () => {
    const endless = () => {
      const closed = deferred();
      const server = nodeServer((_incoming, outgoing) => {
        outgoing.on('close', () => closed.resolve());
        const fill = () => {
          while (!outgoing.destroyed && outgoing.write(new Uint8Array(65536)));
        };
        outgoing.on('drain', fill);
        fill();
      });
      return { server, closed: closed.promise };
    };

    it('cuts the connection if it is abandoned', async () => {
      const { server, closed } = endless();
      await using running = await server;
      const { appIter } = await Request.blank(running.url).call(sendRequest);
      for await (const chunk of appIter) if (chunk.length > 0) break;
      await closed;
    });

    it('cuts the connection if nobody reads it', async () => {
      const { server, closed } = endless();
      await using running = await server;
      const { appIter } = await Request.blank(running.url).call(sendRequest);
      await (appIter as unknown as { close(): void | Promise<void> }).close();
      await closed;
      for await (const chunk of appIter) expect(chunk).toBeUndefined();
    });

    it('ends for pending readers when it is closed', async () => {
      await using server = await rawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
      });
      const { appIter } = await Request.blank(server.url).call(sendRequest);
      const iterator = (appIter as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      await iterator.return?.();
      expect(await next).toMatchObject({ done: true });
    });
  });

  it('fails if the request body fails', async () => {
    const [arrived, closed] = [deferred(), deferred()];
    await using server = await nodeServer((incoming) => {
      incoming.once('data', () => arrived.resolve()).on('error', () => closed.resolve());
    });
    async function* body() {
      yield bytes('abc');
      await arrived.promise;
    }
    const { environ } = Request.blank(server.url, { method: 'POST', body: body() });
    const short = new Request({ ...environ, CONTENT_LENGTH: '5' });
    expect(await failure(short.send(sendRequest))).toBeInstanceOf(DisconnectionError);
    await closed.promise;
  });

  it('leaves no listener on the signal', async () => {
    await using server = await serve(new Response('Hello'), { port: 0 });
    const { signal } = new AbortController();
    let listeners = 0;
    const count = (by: number) => (method: (...args: never[]) => void) =>
      function (this: AbortSignal, ...args: never[]) {
        listeners += by;
        method.apply(this, args);
      };
    Object.assign(signal, {
      addEventListener: count(1)(signal.addEventListener as never),
      removeEventListener: count(-1)(signal.removeEventListener as never),
    });
    await (await ask(server.url, { signal })).bytes();
    await new Promise((resolve) => setImmediate(resolve));
    expect(listeners).toBe(0);
  });

  it('reuses connections', async () => {
    const agent = new Agent({ keepAlive: true });
    await using target = await nodeServer((_incoming, outgoing) => {
      outgoing.setHeader('Content-Length', 2).end('ok');
    });
    let connections = 0;
    target.server.on('connection', () => {
      connections++;
    });
    const send = createSendRequest({ agent });
    for (let i = 0; i < 3; i++) {
      const response = await ask(target.url, { method: i === 1 ? 'HEAD' : 'GET' }, send);
      await response.bytes();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(connections).toBe(1);
    agent.destroy();
  });
});

describe('an unread response', () => {
  it.each<[what: string, init: RequestInit, body: string]>([
    ['a small one', {}, 'ok'],
    ['an empty one', {}, ''],
    ['one without a body', { method: 'HEAD' }, 'ok'],
  ])('releases its connection, and can be read later: %s', async (_what, init, body) => {
    const agent = new Agent({ keepAlive: true });
    await using target = await nodeServer((_incoming, outgoing) => {
      outgoing.setHeader('Content-Length', body.length).end(body);
    });
    let connections = 0;
    target.server.on('connection', () => {
      connections++;
    });
    const send = createSendRequest({ agent });
    const responses: Response[] = [];
    for (let i = 0; i < 5; i++) {
      responses.push(await ask(target.url, init, send));
      await expect.poll(() => Object.values(agent.freeSockets).flat().length).toBe(1);
    }
    expect(connections).toBe(1);
    for (const response of responses) {
      expect(await response.text()).toBe(init.method === 'HEAD' ? '' : body);
    }
    agent.destroy();
  });
});

describe('allowedHosts', () => {
  const sending = async (url: string, allowedHosts: string[], init: RequestInit = {}) => {
    const agent = new Agent();
    agent.createConnection = () => {
      throw new Error('connected');
    };
    return failure(ask(url, init, createSendRequest({ allowedHosts, agent })));
  };

  it.each([
    ['http://api.example/', ['api.example']],
    ['http://API.example/', ['api.EXAMPLE']],
    ['http://api.example:80/', ['api.example']],
    ['http://api.example/', ['api.example:80']],
    ['http://api.example:8080/', ['other.example', 'api.example:8080']],
    ['http://[::1]:8080/', ['[::1]:8080']],
  ])('allows %s for %j', async (url, allowed) => {
    expect(await sending(url, allowed)).not.toBeInstanceOf(HTTPForbidden);
  });

  it.each([
    ['http://api.example/', []],
    ['http://api.example:8080/', ['api.example']],
    ['http://api.example/', ['api.example:8080']],
    ['http://evil.api.example/', ['api.example']],
    ['http://api.example.evil.example/', ['api.example']],
    ['http://127.1/', ['127.0.0.1']],
    ['http://2130706433/', ['127.0.0.1']],
    ['http://api.example./', ['api.example']],
    ['http://[::ffff:127.0.0.1]/', ['127.0.0.1']],
  ])('refuses %s for %j', async (url, allowed) => {
    expect(await sending(url, allowed)).toBeInstanceOf(HTTPForbidden);
  });

  it("checks both the environ's server and Host", async () => {
    const allowed = ['api.example'];
    const url = 'http://api.example/';
    expect(await sending(url, allowed, { serverName: '169.254.169.254' })).toBeInstanceOf(HTTPForbidden);
    expect(await sending(url, allowed, { serverPort: 22 })).toBeInstanceOf(HTTPForbidden);
    expect(await sending(url, allowed, { host: 'internal.example' })).toBeInstanceOf(HTTPForbidden);
    expect(await sending('https://api.example/', ['api.example:80'])).toBeInstanceOf(HTTPForbidden);
  });

  it('refuses malformed names', async () => {
    expect(await sending('http://api.example/', ['api.example'], { serverName: 'a b' })).toBeInstanceOf(
      HTTPForbidden,
    );
  });

  it.each(['http://api.example', 'api.example/path', '', '::1', 'a b'])('refuses the entry %j', (host) => {
    expect(() => createSendRequest({ allowedHosts: [host] })).toThrow(TypeError);
  });

  it('has strict types', () => {
    expectTypeOf<SendRequestOptions['timeout']>().toEqualTypeOf<number | undefined>();
    // @ts-expect-error a host is text
    expect(() => createSendRequest({ allowedHosts: [7] })).toThrow(TypeError);
    // @ts-expect-error there is no such option
    expect(() => createSendRequest({ retries: 3 })).toThrow(TypeError);
  });
});
