/**
 * Servers with slow responses: `/wait` never answers, and `/large`, which only some servers have, sends 1 GiB as
 * fast as
 * the client reads it.
 *
 * @module
 */
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Server } from '../servers.ts';

const HELLO = 'Hello, World!';
const NEVER = new Promise<void>(() => {});
const CHUNK = Buffer.alloc(64 * 1024, 'content ');
const CHUNKS = 16_384;

export const HOLDING = {
  'node:http': {
    listener: () => (incoming, outgoing) => {
      if (incoming.url === '/hello') outgoing.end(HELLO);
      else if (incoming.url === '/large') pipeline(Readable.from(large()), outgoing).catch(() => {});
    },
  },
  'wheatpaste, wsgify': {
    async listener() {
      const { wsgify } = await import('wheatpaste');
      const { toNodeHandler } = await import('wheatpaste/node');
      return toNodeHandler(
        wsgify(({ path }) => {
          if (path === '/wait') return NEVER.then(() => HELLO);
          return path === '/large' ? large() : HELLO;
        }),
      );
    },
  },
  fastify: {
    async listener() {
      const { default: fastify } = await import('fastify');
      const app = fastify();
      app.get('/hello', (_, reply) => void reply.send(HELLO));
      app.get('/wait', async () => NEVER);
      await app.ready();
      return app.routing;
    },
  },
  hono: {
    async listener() {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const app = new Hono();
      app.get('/hello', (c) => c.text(HELLO));
      app.get('/wait', (c) => NEVER.then(() => c.text(HELLO)));
      return getRequestListener(app.fetch);
    },
  },
  h3: {
    async listener() {
      const { H3, toNodeHandler } = await import('h3');
      const app = new H3();
      app.get('/hello', () => HELLO);
      app.get('/wait', () => NEVER.then(() => HELLO));
      return toNodeHandler(app) as RequestListener;
    },
  },
} as const satisfies Record<string, Server>;

function* large(): Generator<Uint8Array, void> {
  for (let i = 0; i < CHUNKS; i++) yield CHUNK;
}
