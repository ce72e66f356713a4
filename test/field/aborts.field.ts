import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeOptions, serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import type { Application } from '../../src/wsgi/contract.ts';

const COUNT = 10_000;
const AT_ONCE = 50;
/** The number of streams in a session, kept low because servers close sessions with many resets. */
const STREAMS = 20;
const PART = Buffer.alloc(100_000, 'x');

let folder: string;
const usualFolder = process.env.TMPDIR;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'aborts-'));
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (usualFolder === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usualFolder;
  rmSync(folder, { recursive: true });
});

/** The open sockets and temporary files of the process. */
function open(): { sockets: number; files: number } {
  const targets = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
  return {
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    files: targets.filter((target) => target.startsWith(folder)).length,
  };
}

/** Repeats an action, with a given concurrency. */
async function often(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}

async function serving(app: Application, options: ServeOptions) {
  const reported: string[] = [];
  const errors = { write: (line: string) => reported.push(line) };
  const server = await serve(app, { port: 0, errors, closeTimeout: 100, ...options });
  return { server, reported };
}

const uploads = { begun: 0, ended: 0 };
const upload = wsgify(async (request) => {
  uploads.begun++;
  try {
    return String((await request.bytes()).length);
  } finally {
    uploads.ended++;
  }
});
const downloads = { begun: 0, closed: 0 };
const download: Application = (_environ, start) => {
  downloads.begun++;
  start('200 OK', []);
  const chunks = (async function* () {
    for (;;) {
      yield PART;
      await new Promise(setImmediate);
    }
  })();
  return Object.assign(chunks, { close: () => void downloads.closed++ });
};

/** Starts an HTTP/1.1 request and disconnects in the middle of its body or of the response. */
async function leaveHttp1(port: number, isUpload: boolean, i: number): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const head = isUpload
    ? 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n'
    : 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
  socket.write(head);
  if (isUpload) {
    if (i % 2 === 0) await new Promise((resolve) => socket.write(PART, resolve));
    if (i % 4 === 0) await new Promise(setImmediate);
  } else await once(socket, 'data');
  const closed = once(socket, 'close');
  if (i % 3 === 0) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}

async function leaveHttp2(session: ClientHttp2Session, isUpload: boolean, i: number): Promise<void> {
  const stream = session
    .request({ ':path': '/', ':method': isUpload ? 'POST' : 'GET' })
    .on('error', () => {});
  if (isUpload) stream.write(i % 2 === 0 ? PART : 'x');
  else await once(stream, 'data');
  await new Promise(setImmediate);
  const closed = once(stream, 'close');
  stream.resume().close(8);
  await closed;
}

describe.each(['uploads', 'downloads'] as const)('FG15: %s whose clients disconnect', (kind) => {
  const isUpload = kind === 'uploads';
  const app = isUpload ? upload : download;

  it.each([false, true])(
    'leave an empty log, no descriptor and no file after ten thousand requests (HTTP/2: %s)',
    async (http2) => {
      const before = open();
      const { server, reported } = await serving(app, { http2 });
      if (http2) {
        await often(COUNT / STREAMS, async () => {
          const session = connectHttp2(server.url).on('error', () => {});
          for (let i = 0; i < STREAMS; i++) await leaveHttp2(session, isUpload, i);
          const closed = once(session, 'close');
          session.destroy();
          await closed;
        });
      } else await often(COUNT, (i) => leaveHttp1(server.port, isUpload, i));
      await expect.poll(() => uploads.begun - uploads.ended, { timeout: 20_000 }).toBe(0);
      await expect.poll(() => downloads.begun - downloads.closed, { timeout: 20_000 }).toBe(0);
      expect((isUpload ? uploads : downloads).begun).toBeGreaterThan(COUNT / 4);
      await server.close();
      expect(reported).toEqual([]);
      await expect.poll(open, { timeout: 20_000 }).toEqual(before);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

describe('FG12: a thousand clients', () => {
  const many = 1000;
  const connectionsOf = (server: Awaited<ReturnType<typeof serving>>['server']) =>
    new Promise<number>((resolve) => server.server.getConnections((_error, count) => resolve(count)));

  it.each([
    ['that send nothing', false, ''],
    ['that send nothing, over HTTP/2,', true, ''],
    ['that do not read', false, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'],
  ])('%s are disconnected by timeouts, which frees descriptors and memory', async (_what, http2, message) => {
    const before = open();
    const limits = { headTimeout: 1000, sessionTimeout: 1000, stallTimeout: 1000 };
    const { server, reported } = await serving(download, { http2, ...limits });
    const sockets: Socket[] = [];
    await often(many, async () => {
      const socket = connect(server.port, '127.0.0.1')
        .on('error', () => {})
        .pause();
      sockets.push(socket);
      await once(socket, 'connect');
      if (message !== '') socket.write(message);
    });
    await expect.poll(() => connectionsOf(server), { timeout: 60_000, interval: 200 }).toBe(0);
    for (const socket of sockets) socket.destroy();
    expect(downloads.begun - downloads.closed).toBe(0);
    await server.close();
    expect(reported).toEqual([]);
    await expect.poll(open, { timeout: 20_000 }).toEqual(before);
    expect(process.memoryUsage().external).toBeLessThan(500 * 2 ** 20);
  });
});
