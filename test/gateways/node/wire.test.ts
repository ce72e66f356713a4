import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toNodeHandler } from '../../../src/gateways/node/handler.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import type { AppIter, Application, HeaderList } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { chromium } from '../../support/chromium.ts';
import { DATA, frame, headersFrame, PREFACE, RST_STREAM } from '../../support/http2-frames.ts';
import { happening, sendRaw } from '../../support/raw.ts';
import { countWrites } from '../../support/socket-writes.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  vi.unstubAllGlobals();
});

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

const answering =
  (body: unknown, headers: HeaderList = [], status = '200 OK'): Application =>
  (_environ, start) => {
    start(status, headers);
    return body as AppIter;
  };

async function listening(server: Server | Http2Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves an application over both versions, and collects the errors that it reports. */
async function serving(app: Application, http2: boolean) {
  const reported: string[] = [];
  const errors = { write: (message: string) => reported.push(message.split('\n')[0] ?? '') };
  const server = await serve(app, { port: 0, errors, http2, closeTimeout: 100 });
  closers.push(server.close);
  return { url: server.url, reported };
}

async function getHttp2(url: string) {
  const session = connectHttp2(url);
  closers.push(() => session.destroy());
  const stream = session.request({ ':path': '/' });
  const [headers] = await once(stream, 'response');
  return { headers, body: await text(stream), session };
}

describe('the head of an event stream', () => {
  const first = () => {
    const event = happening();
    const app = wsgify(
      () =>
        new Response(
          (async function* () {
            await event.promise;
            yield bytes('data: first\n\n');
          })(),
          { contentType: 'text/event-stream' },
        ),
    );
    return { app, event };
  };

  it('FG4: arrives before the first event, over HTTP/1.1', async () => {
    const { app, event } = first();
    const { url } = await serving(app, false);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    event.happen();
    expect(await response.text()).toBe('data: first\n\n');
  });

  it('FG4: arrives before the first event, over HTTP/2', async () => {
    const { app, event } = first();
    const { url } = await serving(app, true);
    const session = connectHttp2(url);
    closers.push(() => session.destroy());
    const stream = session.request({ ':path': '/' });
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(200);
    event.happen();
    expect(await text(stream)).toBe('data: first\n\n');
  });

  it('FG4: opens an EventSource before the first message, in Chromium', async (context) => {
    await using browser = await chromium(context);
    const { app, event } = first();
    const opened = happening();
    const page = `<script>
      const source = new EventSource('/events');
      source.onopen = () => fetch('/opened');
      source.onmessage = ({ data }) => { document.title = data; source.close(); };
    </script>`;
    const { url } = await serving(
      wsgify((request) => {
        if (request.path === '/events') return app;
        if (request.path === '/opened') opened.happen();
        return page;
      }),
      false,
    );
    const tab = await browser.newPage();
    await tab.goto(url);
    await opened.promise;
    event.happen();
    await tab.waitForFunction("document.title === 'first'");
  });
});

describe('a small response', () => {
  it.each<[what: string, app: Application]>([
    ['text', wsgify(() => 'Hello')],
    ['one chunk', answering([bytes('Hello')])],
    ['a synchronous iterable of one chunk', answering(new Set([bytes('Hello')]))],
    ['an empty one', wsgify(() => null)],
    [
      'JSON through three middleware',
      [1, 2, 3].reduce<Application>(
        (app) => wsgify.middleware((request, inner) => request.send(inner))(app),
        wsgify(() => Response.json({})),
      ),
    ],
  ])('is one write to the socket: %s', async (_what, app) => {
    const server = createServer(toNodeHandler(app));
    const writes = countWrites(server);
    const answer = await sendRaw(await listening(server), GET);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(writes.count).toBe(1);
  });
});

describe('a request through three middleware', () => {
  it('creates no AbortController, whatever they change', async () => {
    let made = 0;
    const { AbortController: Usual } = globalThis;
    vi.stubGlobal(
      'AbortController',
      class extends Usual {
        constructor() {
          super();
          made++;
        }
      },
    );
    const sending = wsgify.middleware((request, app) => request.send(app));
    const popping = wsgify.middleware((request, app) => request.popPathInfo()?.request.send(app) ?? null);
    const changing = wsgify.middleware((request, app) => request.with({ accept: 'text/*' }).send(app));
    const app = sending(popping(changing(wsgify((request) => `${request.scriptName} ${request.pathInfo}`))));
    const { url } = await serving(app, false);
    for (let i = 0; i < 10; i++) {
      expect(await sendRaw(url, GET.replace('/', '/a/b'))).toMatch(/\r\n\r\n\/a \/b$/);
    }
    expect(made).toBe(0);
    expect(new Request({ ...Request.blank('/').environ }).signal.aborted).toBe(false);
    expect(made).toBe(1);
  });
});

describe('close()', () => {
  /** A body that counts its close() calls. */
  function counted(chunks: (string | Error)[]) {
    const calls = { closed: 0 };
    const body = (async function* () {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield bytes(chunk);
        await new Promise(setImmediate);
      }
    })();
    return { calls, body: Object.assign(body, { close: () => void calls.closed++ }) };
  }

  describe.each([false, true])('over HTTP/2: %s', (http2) => {
    const ask = async (url: string, method = 'GET') => {
      if (!http2) return (await fetch(url, { method })).text();
      const session = connectHttp2(url);
      closers.push(() => session.destroy());
      return await text(session.request({ ':path': '/', ':method': method }));
    };

    it.each<[when: string, chunks: (string | Error)[], method: string]>([
      ['GET', ['a', 'b'], 'GET'],
      ['HEAD', ['a', 'b'], 'HEAD'],
      ['an error in the middle', ['a', new Error('x')], 'GET'],
      ['a body without chunks', [], 'GET'],
    ])('runs once after %s', async (_when, chunks, method) => {
      const { calls, body } = counted(chunks);
      const { url } = await serving(answering(body), http2);
      await ask(url, method).catch(() => {});
      await expect.poll(() => calls.closed).toBe(1);
      await new Promise(setImmediate);
      expect(calls.closed).toBe(1);
    });

    it('runs once after the client has disconnected', async () => {
      const { calls, body } = counted(['a']);
      const waiting = Object.assign(
        (async function* () {
          yield* body;
          await new Promise(() => {});
        })(),
        { close: body.close },
      );
      const { url } = await serving(answering(waiting), http2);
      if (http2) {
        const session = connectHttp2(url);
        await once(session.request({ ':path': '/' }), 'data');
        session.destroy();
      } else {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        socket.write(GET);
        await once(socket, 'data');
        socket.destroy();
      }
      await expect.poll(() => calls.closed).toBe(1);
    });
  });
});

describe('a field that node allows only once', () => {
  it.each([
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Type', 'text/plain'],
    ['ETag', '"a"'],
    ['Location', '/'],
    ['Content-Range', 'bytes 0-0/1'],
  ])('FG1: is sent once over HTTP/2 if it is %s, twice the same', async (name, value) => {
    const { url, reported } = await serving(
      answering(
        [bytes('x')],
        [
          [name, value],
          [name.toLowerCase(), value],
        ],
      ),
      true,
    );
    const { headers, body } = await getHttp2(url);
    expect([headers[':status'], headers[name.toLowerCase()], body]).toEqual([200, value, 'x']);
    expect(reported).toEqual([]);
  });

  it('FG1: with different values is a clean 500, and the next request is answered', async () => {
    let count = 0;
    const { url, reported } = await serving(
      (environ, start) =>
        answering(
          [bytes('x')],
          count++ > 0
            ? []
            : [
                ['ETag', '"a"'],
                ['Etag', '"b"'],
                ['Set-Cookie', 'a=1'],
              ],
        )(environ, start),
      true,
    );
    const { headers, session } = await getHttp2(url);
    expect([headers[':status'], headers['set-cookie'], headers.etag]).toEqual([500, undefined, undefined]);
    expect(reported).toHaveLength(1);
    const [next] = await once(session.request({ ':path': '/' }), 'response');
    expect(next[':status']).toBe(200);
  });

  it('FG1: that exceeds the limits of HTTP/2 is a 500, and the session survives', async () => {
    let count = 0;
    const { url } = await serving((environ, start) => {
      const headers: HeaderList = count++ > 0 ? [] : [['X-A', 'x'.repeat(66_000)]];
      return answering([bytes('x')], headers)(environ, start);
    }, true);
    const { headers, session } = await getHttp2(url);
    expect(headers[':status']).toBe(500);
    const [next] = await once(session.request({ ':path': '/' }), 'response');
    expect(next[':status']).toBe(200);
  });

  it('FG1: that allows a list is joined', async () => {
    const { url } = await serving(
      answering(
        [],
        [
          ['Content-Language', 'de'],
          ['content-language', 'en'],
        ],
      ),
      true,
    );
    expect((await getHttp2(url)).headers['content-language']).toBe('de, en');
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'X-A'])(
    'FG20: may have any name, such as %s, over both versions',
    async (name) => {
      const app = answering(
        [],
        [
          [name, 'a'],
          [name, 'b'],
        ],
      );
      const { headers } = await getHttp2((await serving(app, true)).url);
      expect(Object.entries(headers)).toContainEqual([name.toLowerCase(), 'a, b']);
      const answer = await sendRaw((await serving(app, false)).url, GET);
      expect(answer).toContain(`\r\n${name}: a\r\n${name}: b\r\n`);
    },
  );

  it('FG8: of the connection comes from the gateway', async () => {
    const names = [
      'Connection',
      'Keep-Alive',
      'Proxy-Connection',
      'TE',
      'Trailer',
      'Transfer-Encoding',
      'Upgrade',
    ];
    for (const name of names) {
      for (const http2 of [false, true]) {
        const { url, reported } = await serving(answering([bytes('x')], [[name, 'x-odd']]), http2);
        const answer = http2 ? JSON.stringify((await getHttp2(url)).headers) : await sendRaw(url, GET);
        expect(answer).not.toContain('x-odd');
        expect(answer).toMatch(/200/);
        expect(reported).toEqual([]);
      }
    }
  });

  it('such as Upgrade, which a 426 requires, is sent over HTTP/1.1, with its Connection, and not over HTTP/2', async () => {
    const app = answering([], [['Upgrade', 'HTTP/3.0']], '426 Upgrade Required');
    const answer = await sendRaw((await serving(app, false)).url, GET);
    expect(answer).toMatch(/\r\nUpgrade: HTTP\/3\.0\r\n/);
    expect(answer).toMatch(/\r\nConnection: upgrade\r\n/);
    for (const more of [
      [],
      [
        ['X-A', '1'],
        ['X-A', '2'],
      ] as HeaderList,
    ]) {
      const upgrade: HeaderList = [['Upgrade', 'HTTP/3.0'], ...more];
      const { url } = await serving(answering([], upgrade, '426 Upgrade Required'), true);
      const { headers } = await getHttp2(url);
      expect([headers[':status'], headers.upgrade]).toEqual([426, undefined]);
    }
    const post = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n';
    expect(await sendRaw((await serving(app, false)).url, post)).toMatch(
      /\r\nConnection: close, upgrade\r\n/,
    );
  });
});

describe('a response that is cut off', () => {
  it('is not a complete one for an HTTP/1.0 client, whose bodies end with the connection', async () => {
    const app = answering(
      (async function* () {
        yield bytes('begun');
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Error('late');
      })(),
    );
    const { url } = await serving(app, false);
    await expect(sendRaw(url, 'GET / HTTP/1.0\r\nHost: h\r\n\r\n')).rejects.toThrow('ECONNRESET');
  });

  it.each([0, 20])('is not a complete one for its client, over HTTP/2 (after %i ms)', async (wait) => {
    const app = answering(
      (async function* () {
        yield bytes('begun');
        await new Promise((resolve) => setTimeout(resolve, wait));
        throw new Error('late');
      })(),
    );
    const { url } = await serving(app, true);
    const session = connectHttp2(url);
    closers.push(() => session.destroy());
    const stream = session.request({ ':path': '/' });
    await expect(text(stream)).rejects.toThrow();
    expect(stream.rstCode).toBe(2);
  });
});

describe('a field that was set on the response before', () => {
  const app: Application = answering(
    [bytes('x')],
    [
      ['Set-Cookie', 'b=2'],
      ['Set-Cookie', 'c=3'],
      ['Vary', 'Accept, origin'],
      ['X-A', 'ours'],
      ['X-B', '1'],
      ['X-B', '2'],
    ],
  );
  const handle = toNodeHandler(app);

  it.each([false, true])('FG2, FG3: is kept, merged or replaced (HTTP/2: %s)', async (http2) => {
    const listener = (
      incoming: never,
      outgoing: { setHeader(name: string, value: string | string[]): unknown },
    ) => {
      outgoing.setHeader('Set-Cookie', ['a=1']);
      outgoing.setHeader('Vary', 'Origin');
      outgoing.setHeader('X-A', 'theirs');
      outgoing.setHeader('X-C', 'theirs');
      handle(incoming, outgoing as never);
    };
    let headers: Record<string, unknown>;
    if (http2) headers = (await getHttp2(await listening(createHttp2Server(listener as never)))).headers;
    else {
      const response = await fetch(await listening(createServer(listener as never)));
      headers = { ...Object.fromEntries(response.headers), 'set-cookie': response.headers.getSetCookie() };
    }
    expect(headers).toMatchObject({
      'set-cookie': ['a=1', 'b=2', 'c=3'],
      vary: 'origin, Accept',
      'x-a': 'ours',
      'x-b': '1, 2',
      'x-c': 'theirs',
    });
  });

  it('FG3: is absorbed by Vary: *', async () => {
    const all = toNodeHandler(answering([], [['Vary', '*']]));
    const server = createServer((incoming, outgoing) => {
      outgoing.setHeader('Vary', 'Origin');
      outgoing.setHeader('X-Number', 5);
      all(incoming, outgoing);
    });
    expect((await fetch(await listening(server))).headers.get('vary')).toBe('*');
  });

  it('FG2: is sent with the 500 if our head is rejected', async () => {
    const server = createServer((incoming, outgoing) => {
      outgoing.setHeader('X-Theirs', '1');
      const { setHeader } = outgoing;
      outgoing.setHeader = function (name, value) {
        if (name === 'X-Odd') throw new TypeError('refused');
        return setHeader.call(this, name, value);
      };
      const errors = { write: () => true };
      toNodeHandler(
        answering(
          [],
          [
            ['Set-Cookie', 'a=1'],
            ['X-Odd', '1'],
          ],
        ),
        { errors },
      )(incoming, outgoing);
    });
    const { status, headers } = await fetch(await listening(server));
    expect([status, headers.get('x-theirs'), headers.get('set-cookie')]).toEqual([500, '1', null]);
  });
});

describe('a field set before that says how a body is sent', () => {
  const whole = new Response('whole').toApp();
  async function* chunks() {
    yield bytes('streamed');
  }
  const streamed = () => answering(chunks());

  it.each<[string, Application, string, string[], string]>([
    ['Transfer-Encoding', whole, 'GET / HTTP/1.1', ['content-length'], 'whole'],
    ['Transfer-Encoding', whole, 'HEAD / HTTP/1.1', ['content-length'], ''],
    ['Transfer-Encoding', answering([], [], '204 No Content'), 'GET / HTTP/1.1', [], ''],
    ['Transfer-Encoding', streamed(), 'GET / HTTP/1.0', [], 'streamed'],
    ['Trailer', whole, 'GET / HTTP/1.1', ['content-length'], 'whole'],
    ['Trailer', streamed(), 'HEAD / HTTP/1.1', [], ''],
    ['Trailer', streamed(), 'GET / HTTP/1.1', ['trailer', 'transfer-encoding'], '8\r\nstreamed\r\n0\r\n\r\n'],
    ['Content-Length', whole, 'GET / HTTP/1.1', ['content-length'], 'whole'],
    ['Content-Length', streamed(), 'GET / HTTP/1.0', [], 'streamed'],
    ['Content-Length', answering([], [], '204 No Content'), 'GET / HTTP/1.1', [], ''],
  ])('is not sent with another framing: %s', async (name, app, line, framing, body) => {
    const handle = toNodeHandler(app);
    const url = await listening(
      createServer((incoming, outgoing) => {
        outgoing.setHeader(name, { 'Transfer-Encoding': 'chunked', Trailer: 'X-T' }[name] ?? '99');
        handle(incoming, outgoing);
      }),
    );
    const answer = await sendRaw(url, `${line}\r\nHost: h\r\nConnection: close\r\n\r\n`);
    const names = [...answer.matchAll(/^(content-length|transfer-encoding|trailer):/gim)];
    expect(names.map(([, found = '']) => found.toLowerCase())).toEqual(framing);
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(body);
  });

  it('does not end a streamed body early, over HTTP/2', async () => {
    const handle = toNodeHandler(streamed());
    const url = await listening(
      createHttp2Server((incoming, outgoing) => {
        outgoing.setHeader('Content-Length', '3');
        handle(incoming, outgoing);
      }),
    );
    const { headers, body } = await getHttp2(url);
    expect([headers['content-length'], body]).toEqual([undefined, 'streamed']);
  });
});

describe('a request body that is still arriving after the response', () => {
  it('FG11: is ended with NO_ERROR after the complete response, over HTTP/2', async () => {
    const { url } = await serving(
      wsgify(async (request) => String((await request.bytes({ maxBodySize: 2 ** 20 })).length)),
      true,
    );
    const session = connectHttp2(url);
    closers.push(() => session.destroy());
    const stream = session.request({ ':path': '/', ':method': 'POST' });
    const body = Buffer.alloc(2 ** 16);
    const feed = () => {
      while (!stream.destroyed && stream.write(body));
    };
    stream.on('drain', feed).on('error', () => {});
    feed();
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(413);
    expect(await text(stream)).toContain('maxBodySize');
    if (!stream.closed) await once(stream, 'close');
    expect(stream.rstCode).toBe(0);
  });

  it('is incomplete if the client cuts it off', async () => {
    const failed = happening<unknown>();
    const arrived = happening();
    const app = wsgify(async (request) => {
      arrived.happen();
      await request.bytes().catch(failed.happen);
      return null;
    });
    const { url, reported } = await serving(app, true);
    const socket = connect(Number(new URL(url).port), '127.0.0.1').resume();
    closers.push(() => socket.destroy());
    socket.write(Buffer.concat([PREFACE, headersFrame(1, 'POST'), frame(DATA, 0, 1, bytes('half'))]));
    await arrived.promise;
    socket.write(frame(RST_STREAM, 0, 1, Buffer.from([0, 0, 0, 8])));
    expect(await failed.promise).toMatchObject({ name: 'DisconnectionError' });
    expect(reported).toEqual([]);
  });

  it('may be abandoned in the middle', async () => {
    for (const http2 of [false, true]) {
      const app = wsgify(async (request) => {
        for await (const _ of request.body) break;
        return 'enough';
      });
      const { url } = await serving(app, http2);
      if (!http2) {
        expect(await (await fetch(url, { method: 'POST', body: 'hello' })).text()).toBe('enough');
        continue;
      }
      const session = connectHttp2(url);
      closers.push(() => session.destroy());
      const stream = session.request({ ':path': '/', ':method': 'POST' });
      stream.end('hello');
      expect(await text(stream)).toBe('enough');
    }
  });
});
