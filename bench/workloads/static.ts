/**
 * Files sent by complete servers under load.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, stat, utimesSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Contestant, Task, Workload } from '../harness.ts';
import { ask, loadedWith, type ServedRequest, serve } from '../served.ts';

const ROOT = fileURLToPath(new URL('../files/', import.meta.url));
const NAME = 'film.mp4';
const TYPE = 'video/mp4';
const SIZE = 1024 * 1024;
const CHANGED = new Date('2026-11-20T08:15:00Z');

export const workload: Workload = {
  about: `A file of 1 MiB below a directory, sent by servers in separate processes, each pinned to one core and loaded from another one over
32 keep-alive connections. The figure is the server's own CPU time per request, including its threads. \`If-None-Match\` contains each
server's own tag; hono has none.

Sirv lists its directory when it starts, and never notices a change; with \`dev\` it looks at the file for each request, as the others
do. Only wheatpaste checks where symbolic links lead.`,
  why: 'Recently read files are read again without another thread, and whole files into one buffer each. Each request opens the file, and makes a response with type, tag and date, while sirv keeps all of that from its start; whether a link leads out of the directory is asked again after a second, or if anything has changed. A 304 costs a look at the file and at each directory on the way to it, none of which may be a link; the first one for a file opens it.',
  longer: 3,
  processes: 3,
  quick: ['range'],
  cases: { range: '100 bytes of a file of 1 MiB', full: 'the whole file', notModified: 'a 304' },
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    const hash = createHash('sha1');
    for await (const chunk of response) hash.update(chunk);
    const { 'content-type': type, 'content-length': length, 'content-range': range } = response.headers;
    const fields = response.statusCode === 304 ? [] : [type, length, range];
    return [response.statusCode, fields, hash.digest('hex')];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: {
    'node:http': serving(() => (incoming, outgoing) => {
      stat(ROOT + NAME, (error, { size, mtimeMs }) => {
        if (error) throw error;
        const tag = `"${size}-${mtimeMs}"`;
        if (incoming.headers['if-none-match'] === tag) {
          outgoing.writeHead(304, { ETag: tag }).end();
          return;
        }
        const [, first = 0, last = size - 1] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '') ?? [];
        const [start, end] = [Number(first), Number(last)];
        const isPart = incoming.headers.range !== undefined;
        outgoing.writeHead(isPart ? 206 : 200, {
          ETag: tag,
          'Content-Type': TYPE,
          'Content-Length': end - start + 1,
          ...(isPart && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
        });
        createReadStream(ROOT + NAME, { start, end }).pipe(outgoing);
      });
    }),
    wheatpaste: serving(async () => {
      const { toNodeHandler } = await import('wheatpaste/node');
      const { DirectoryApp } = await import('wheatpaste/static');
      return toNodeHandler(new DirectoryApp(ROOT));
    }),
    send: serving(async () => {
      const { default: send } = await import('send');
      return (incoming, outgoing) => void send(incoming, incoming.url ?? '', { root: ROOT }).pipe(outgoing);
    }),
    sirv: serving(async () => {
      const { default: sirv } = await import('sirv');
      return sirv(ROOT, { etag: true });
    }),
    'sirv, dev': serving(async () => {
      const { default: sirv } = await import('sirv');
      return sirv(ROOT, { etag: true, dev: true });
    }),
    '@fastify/static': serving(async () => {
      const { default: fastify } = await import('fastify');
      const { default: fastifyStatic } = await import('@fastify/static');
      const app = fastify();
      app.register(fastifyStatic, { root: ROOT });
      await app.ready();
      return app.routing;
    }),
    'hono serveStatic': serving(async () => {
      const { getRequestListener } = await import('@hono/node-server');
      const { serveStatic } = await import('@hono/node-server/serve-static');
      const { Hono } = await import('hono');
      const app = new Hono().use('*', serveStatic({ root: ROOT }));
      return getRequestListener(app.fetch);
    }),
  },
};

/** A contestant whose tasks return the commands to load a listener. */
function serving(listener: () => RequestListener | Promise<RequestListener>): Contestant {
  return async () => {
    writeFile();
    const url = `${await serve(await listener())}/${NAME}`;
    const tasks: Record<string, Task> = {
      full: () => ({ url, headers: {} }),
      range: () => ({ url, headers: { Range: 'bytes=1000-1099' } }),
    };
    const tag = await tagOf(url);
    if (tag !== undefined) tasks.notModified = () => ({ url, headers: { 'If-None-Match': tag } });
    return tasks;
  };
}

/** Every contestant writes the same file, and none reads an incomplete one. */
function writeFile(): void {
  const unfinished = `${ROOT}.${process.pid}`;
  mkdirSync(ROOT, { recursive: true });
  writeFileSync(unfinished, Buffer.alloc(SIZE, 'The quick brown fox jumps over the lazy dog.\n'));
  utimesSync(unfinished, CHANGED, CHANGED);
  renameSync(unfinished, ROOT + NAME);
}

async function tagOf(url: string): Promise<string | undefined> {
  const response = await ask({ url, headers: {} });
  response.resume();
  return response.headers.etag;
}
