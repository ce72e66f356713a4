/**
 * Responses compressed by complete servers under load.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Contestant, Task, Workload } from '../harness.ts';
import { ask, loadedWith, type ServedRequest, serve } from '../served.ts';

const CHUNKS = 16;
const DECODERS: Readonly<Record<string, (coded: Uint8Array) => Uint8Array>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
};

/** The answer of a service: this many records, all different. */
function records(count: number): string {
  const all = Array.from({ length: count }, (_, id) => {
    const hash = createHash('md5').update(String(id)).digest('hex');
    return { id, name: `record ${hash.slice(0, 6)}`, tags: ['a', hash.slice(6, 9)], price: id * 7.3, hash };
  });
  return JSON.stringify(all);
}

const BODIES: Readonly<Record<string, string>> = {
  small: records(30),
  large: records(3000),
  stream: records(1000),
};

export const workload: Workload = {
  about: `JSON of 4 KB, of 400 KB, and of 130 KB in a stream of ${CHUNKS} chunks, compressed by servers in separate processes, each pinned to
one core and loaded from another one over 32 keep-alive connections. The figure is the server's own CPU time per request, including
its threads. The level of gzip is 6, that of br is 4. Hono's middleware does not support br.`,
  why: 'Small bodies in memory are compressed synchronously, without a stream. Streams are flushed after each chunk, which costs time; the others hold data back until there is more.',
  longer: 3,
  processes: 3,
  quick: ['small'],
  cases: {
    small: '4 KB, gzip',
    large: '400 KB, gzip',
    stream: '130 KB in a stream, gzip',
    'small-br': '4 KB, br',
  },
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const { 'content-encoding': coding = '', 'content-type': type } = response.headers;
    const decoded = DECODERS[coding]?.(Buffer.concat(chunks)) ?? new Uint8Array();
    return [
      response.statusCode,
      coding,
      type?.split(';')[0],
      createHash('sha1').update(decoded).digest('hex'),
    ];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: {
    wheatpaste: serving(['gzip', 'br'], async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { compress } = await import('wheatpaste/middleware');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app = wsgify(({ path }) => {
        const body = path === '/stream' ? pieces() : BODIES[path.slice(1)];
        return new Response(body ?? '', { contentType: 'application/json' });
      });
      return toNodeHandler(compress()(app));
    }),
    'express, compression': serving(['gzip', 'br'], async () => {
      const { default: express } = await import('express');
      const { default: compression } = await import('compression');
      const app = express().disable('etag').use(compression());
      app.get('/stream', async (_, response) => {
        response.type('application/json');
        for (const piece of pieces()) response.write(piece);
        response.end();
      });
      app.get('/:name', ({ params }, response) => {
        response.type('application/json').send(BODIES[params.name]);
      });
      return app;
    }),
    'hono, compress': serving(['gzip'], async () => {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const { compress } = await import('hono/compress');
      const { stream } = await import('hono/streaming');
      const app = new Hono().use(compress());
      app.get('/stream', (context) => {
        context.header('Content-Type', 'application/json');
        return stream(context, async (out) => {
          for (const piece of pieces()) await out.write(piece);
        });
      });
      app.get('/:name', (context) => {
        context.header('Content-Type', 'application/json');
        return context.body(BODIES[context.req.param('name')] ?? '');
      });
      return getRequestListener(app.fetch);
    }),
  },
};

function* pieces(): Generator<Uint8Array, void> {
  const bytes = Buffer.from(BODIES.stream ?? '');
  const size = Math.ceil(bytes.length / CHUNKS);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A contestant whose tasks return the commands to load a listener. */
function serving(codings: readonly string[], listener: () => Promise<RequestListener>): Contestant {
  return async () => {
    const origin = await serve(await listener());
    const asking =
      (name: string, coding: string): Task =>
      () => ({ url: `${origin}/${name}`, headers: { 'Accept-Encoding': coding } });
    return {
      ...Object.fromEntries(Object.keys(BODIES).map((name) => [name, asking(name, 'gzip')])),
      ...(codings.includes('br') && { 'small-br': asking('small', 'br') }),
    };
  };
}
