import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { connect as connectHttp2, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { timeLimitsOf } from '../../../src/gateways/node/connections.ts';
import { type ServeOptions, serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { DATA, END_STREAM, frame, headersFrame, PREFACE } from '../../support/http2-frames.ts';
import { happening, received } from '../../support/raw.ts';
import { stoppedClock } from '../../support/stopped-clock.ts';
import { tls } from '../../support/tls.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const clock = stoppedClock();

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

async function serving(app: Application, options: ServeOptions) {
  const reported: string[] = [];
  const errors = { write: (line: string) => reported.push(line) };
  const server = await serve(app, { port: 0, errors, closeTimeout: 50, ...options });
  closers.push(server.close);
  const dial = (message: string | Uint8Array = '') => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    closers.push(() => socket.destroy());
    socket.write(message);
    return socket;
  };
  const sockets: Socket[] = [];
  server.server.on('connection', (socket: Socket) => sockets.push(socket));
  /** Waits until stallTimeout is over on all connections: it is short only while there are requests to answer. */
  const timedOut = () => Promise.all(sockets.map(timeoutOf));
  return { server, reported, dial, timedOut };
}

async function timeoutOf(one: Socket | ServerHttp2Session | ServerHttp2Stream): Promise<void> {
  one.setTimeout(20);
  await once(one, 'timeout');
}

/** An endless body that reports when it is closed. */
function endless() {
  const closed = happening();
  const app: Application = (_environ, start) => {
    start('200 OK', []);
    const chunks = (async function* () {
      for (;;) yield Buffer.alloc(2 ** 16);
    })();
    return Object.assign(chunks, { close: () => closed.happen() });
  };
  return { app, closed: closed.promise };
}

const hello = wsgify(() => 'hello');

describe('timeLimitsOf', () => {
  it('has defaults', () => {
    expect(timeLimitsOf({ idleTimeout: 1 })).toEqual({
      headTimeout: 60_000,
      bodyTimeout: 300_000,
      idleTimeout: 1,
      stallTimeout: 120_000,
      sessionTimeout: 120_000,
    });
  });

  it.each([0, -1, Number.NaN, '5' as never, null as never])('refuses %j', (headTimeout) => {
    const isNumber = typeof headTimeout === 'string' || headTimeout === null;
    if (!isNumber) expect(() => timeLimitsOf({ headTimeout })).toThrow(/headTimeout must be a number/);
  });
});

describe('FG12: a connection', () => {
  it.each([false, true])(
    'that sends nothing ends after headTimeout or sessionTimeout (HTTP/2: %s)',
    async (http2) => {
      const { dial } = await serving(hello, { http2, headTimeout: 100, sessionTimeout: 100 });
      await once(dial().resume(), 'close');
    },
  );

  it('that does not complete its head ends after headTimeout', async () => {
    const { dial } = await serving(hello, { headTimeout: 100 });
    expect(await received(dial('GET / HTTP/1.1\r\nHost: h\r\n'))).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that does not complete its body ends after bodyTimeout, and the reader gets an error', async () => {
    const failed = happening<unknown>();
    const app = wsgify(
      async (request) =>
        await request.bytes().catch((error) => {
          failed.happen(error);
          throw error;
        }),
    );
    for (const http2 of [false, true]) {
      const { dial, reported } = await serving(app, { http2, bodyTimeout: 1000 });
      const head = http2
        ? Buffer.concat([PREFACE, headersFrame(1, 'POST'), frame(DATA, 0, 1, Buffer.from('x'))])
        : 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx';
      const socket = dial(head).resume();
      const closed = http2 ? undefined : once(socket, 'close');
      expect(await failed.promise).toMatchObject({ name: 'DisconnectionError' });
      await closed;
      expect(reported).toEqual([]);
    }
  });

  it('stays open over HTTP/2 after a complete body', async () => {
    clock.stop();
    const { server } = await serving(
      wsgify(async (request) => {
        await request.bytes();
        await clock.pass(120);
        return 'late';
      }),
      { http2: true, bodyTimeout: 60 },
    );
    const session = connectHttp2(server.url);
    closers.push(() => session.destroy());
    const stream = session.request({ ':path': '/', ':method': 'POST' });
    stream.end('x');
    expect(await text(stream)).toBe('late');
  });

  it('that is idle between two requests ends after idleTimeout', async () => {
    const { dial } = await serving(hello, { idleTimeout: 100 });
    expect(await received(dial(GET))).toMatch(/hello$/);
  });

  it('whose client does not read ends after stallTimeout, and the body is closed', async () => {
    const { app, closed } = endless();
    const { dial, reported } = await serving(app, { stallTimeout: 100 });
    dial(GET).pause();
    await closed;
    expect(reported).toEqual([]);
  });

  it('whose client does not read one large chunk ends, too', async () => {
    const { dial, server } = await serving(
      wsgify(() => Buffer.alloc(2 ** 25)),
      { stallTimeout: 100 },
    );
    const socket = dial(GET).pause();
    await expect
      .poll(() => new Promise((resolve) => server.server.getConnections((_error, count) => resolve(count))), {
        timeout: 10_000,
      })
      .toBe(0);
    socket.destroy();
  });

  it('whose client opens no window ends after stallTimeout, over HTTP/2', async () => {
    const { app, closed } = endless();
    const { dial, reported } = await serving(app, { http2: true, stallTimeout: 100 });
    dial(Buffer.concat([PREFACE, headersFrame(1, 'GET', [], END_STREAM)])).resume();
    await closed;
    expect(reported).toEqual([]);
  });

  it('does not end because of a slow application', async () => {
    const { server, timedOut } = await serving(
      wsgify(async () => {
        await timedOut();
        return 'slow';
      }),
      {},
    );
    expect(await (await fetch(server.url)).text()).toBe('slow');
  });

  it('does not end because of a slow application, over HTTP/2', async () => {
    const limited: (ServerHttp2Session | ServerHttp2Stream)[] = [];
    const { server } = await serving(
      wsgify(async () => {
        for (const one of limited) await timeoutOf(one);
        return 'slow';
      }),
      { http2: true },
    );
    server.server.on('session', (session) => limited.push(session));
    server.server.on('stream', (stream) => limited.push(stream));
    const session = connectHttp2(server.url);
    closers.push(() => session.destroy());
    expect(await text(session.request({ ':path': '/' }))).toBe('slow');
  });

  it('does not end because of a slow application if a quick response waits after the slow one', async () => {
    const { dial, timedOut } = await serving(
      wsgify(async ({ path }) => {
        if (path === '/slow') await timedOut();
        return `answer to ${path}`;
      }),
      {},
    );
    const get = (path: string, option: string) =>
      `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: ${option}\r\n\r\n`;
    const answers = await received(dial(get('/slow', 'keep-alive') + get('/quick', 'close')));
    expect(answers.match(/answer to .(?:slow|quick)/g)).toEqual(['answer to /slow', 'answer to /quick']);
  });

  it('whose session failed ends, with its body: DATA on stream 0', async () => {
    const { app, closed } = endless();
    const { dial } = await serving(app, { http2: true, sessionTimeout: 100 });
    const socket = dial(
      Buffer.concat([PREFACE, headersFrame(1, 'GET', [], END_STREAM), frame(DATA, 0, 0, Buffer.from('x'))]),
    );
    socket.resume();
    await closed;
  });

  it('never ends with infinite limits', async () => {
    const { server } = await serving(hello, {
      http2: true,
      headTimeout: Infinity,
      bodyTimeout: Infinity,
      idleTimeout: Infinity,
      stallTimeout: Infinity,
      sessionTimeout: Infinity,
    });
    const session = connectHttp2(server.url);
    closers.push(() => session.destroy());
    const stream = session.request({ ':path': '/', ':method': 'POST' });
    stream.end('x');
    expect(await text(stream)).toBe('hello');
    const h1 = await serving(hello, { headTimeout: Infinity, idleTimeout: Infinity });
    expect(await (await fetch(h1.server.url)).text()).toBe('hello');
  });
});

describe('FG13: close()', () => {
  it.each([false, true])(
    'ends connections immediately on which nothing was sent (TLS: %s)',
    async (isSecure) => {
      const { server } = await serving(hello, { closeTimeout: 10_000, ...(isSecure && { tls }) });
      const socket = isSecure
        ? connectTls({ port: server.port, host: '127.0.0.1', ca: tls.cert, servername: 'localhost' })
        : connect(server.port, '127.0.0.1');
      socket.on('error', () => {}).resume();
      await once(socket, isSecure ? 'secureConnect' : 'connect');
      await new Promise((resolve) => server.server.getConnections(resolve));
      const started = performance.now();
      const ended = once(socket, 'close');
      await server.close();
      await ended;
      expect(performance.now() - started).toBeLessThan(9000);
    },
  );

  it('sends Connection: close with the last responses', async () => {
    const arrived = happening();
    const proceed = happening();
    const { dial, server } = await serving(
      wsgify(async () => {
        arrived.happen();
        await proceed.promise;
        return 'last';
      }),
      { closeTimeout: 10_000 },
    );
    const answer = received(dial(GET));
    await arrived.promise;
    const closed = server.close();
    proceed.happen();
    expect(await answer).toMatch(/\r\nConnection: close\r\n[\s\S]*last$/);
    await closed;
  });
});

describe('serve', () => {
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), 'socket-'));
    closers.push(() => rmSync(made, { recursive: true }));
    return made;
  };

  it('listens on a Unix socket, with the given permissions', async () => {
    const socketPath = path.join(folder(), 's');
    await using server = await serve(hello, { path: socketPath, mode: 0o600 });
    expect([server.url, server.port]).toEqual([`unix:${socketPath}`, 0]);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    const [response] = await once(requestHttp({ socketPath, path: '/' }).end(), 'response');
    expect(await text(response)).toBe('hello');
  });

  it('leaves the permissions to the umask by default', async () => {
    const socketPath = path.join(folder(), 's');
    await using _server = await serve(hello, { path: socketPath });
    expect(statSync(socketPath).isSocket()).toBe(true);
  });

  it('listens on a descriptor that already listens', async () => {
    const listening = createTcpServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
    const runner = ['test/support/run-module.mjs', 'test/support/serve-fd.ts'];
    const child = spawn(process.execPath, runner, { stdio: ['ignore', 'pipe', 'inherit', fd] });
    closers.push(() => child.kill());
    const [url] = await once(child.stdout as Readable, 'data');
    listening.close();
    expect(await (await fetch(String(url).trim())).text()).toBe('from descriptor 3');
  });

  it('rejects an invalid descriptor', async () => {
    await expect(serve(hello, { fd: 9999 })).rejects.toThrow();
  });

  it("exposes node's server, for further listeners", async () => {
    const { server } = await serving(hello, {});
    const upgraded = happening<string>();
    server.server.on('upgrade', (request, socket) => {
      upgraded.happen(request.url);
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    expect(await received(socket)).toMatch(/^HTTP\/1\.1 101/);
    expect(await upgraded.promise).toBe('/ws');
  });

  it('refuses an invalid time', async () => {
    await expect(serve(new Response('x'), { stallTimeout: 0 })).rejects.toThrow(/stallTimeout/);
  });
});
