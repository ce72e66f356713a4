/**
 * Whole servers under load.
 *
 * @module
 */
import type { RequestListener } from 'node:http';
import type { Application } from 'wheatpaste';
import type { Contestant, Task, Workload } from '../harness.ts';
import { loadedWith, serve } from '../served.ts';

const HELLO = 'Hello, World!';
const ITEMS = { items: [1, 2, 3].map((id) => ({ id, name: `item ${id}`, price: 9.5, tags: ['a', 'b'] })) };
const TEXT = 'The quick brown fox jumps over the lazy dog. 0123456789 abcdefg\n'.repeat(1024);
const PLAIN = 'text/plain; charset=utf-8';

export const workload: Workload = {
  about: `Each server in a process pinned to one core, loaded from another one over 32 keep-alive connections. The figure is the
server's own CPU time per request. Wheatpaste serves plain applications, \`new Response('Hello, World!').toApp()(environ, startResponse)\`,
and through \`wsgify\`; the frameworks serve their shortest handlers, without routes where they can, on node's server.`,
  why: 'An environ, a response and a copied header list are made for each request, where node:http and the quickest peers hand over what they have.',
  cases: { hello: 'Hello, World!', json: 'a little JSON', text: '64 KiB of text' },
  longer: 4,
  quick: ['hello'],
  answer: async (url) => {
    const response = await fetch(url as string);
    return [response.status, response.headers.get('Content-Length'), await response.text()];
  },
  round: (task, milliseconds) =>
    loadedWith({ url: String(task(undefined as never)), headers: {} }, milliseconds),
  contestants: {
    'node:http': serving(() => (incoming, outgoing) => {
      if (incoming.url === '/json') {
        const body = JSON.stringify(ITEMS);
        outgoing.writeHead(200, {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        });
        outgoing.end(body);
        return;
      }
      const body = incoming.url === '/text' ? TEXT : HELLO;
      outgoing.writeHead(200, { 'Content-Type': PLAIN, 'Content-Length': Buffer.byteLength(body) });
      outgoing.end(body);
    }),
    wheatpaste: serving(async () => {
      const { Response } = await import('wheatpaste');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app: Application = (environ, startResponse) => {
        const path = environ.PATH_INFO;
        const response =
          path === '/json'
            ? Response.json(ITEMS)
            : new Response(path === '/text' ? TEXT : HELLO, { contentType: 'text/plain' });
        return response.toApp()(environ, startResponse);
      };
      return toNodeHandler(app) as RequestListener;
    }),
    'wheatpaste, wsgify': serving(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app = wsgify(({ path }) =>
        path === '/json'
          ? Response.json(ITEMS)
          : new Response(path === '/text' ? TEXT : HELLO, { contentType: 'text/plain' }),
      );
      return toNodeHandler(app) as RequestListener;
    }),
    hono: serving(async () => {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const app = new Hono()
        .get('/hello', (c) => c.text(HELLO))
        .get('/json', (c) => c.json(ITEMS))
        .get('/text', (c) => c.text(TEXT));
      return getRequestListener(app.fetch);
    }),
    h3: serving(async () => {
      const { H3, toNodeHandler } = await import('h3');
      const app = new H3()
        .get('/hello', () => HELLO)
        .get('/json', () => ITEMS)
        .get('/text', () => TEXT);
      return toNodeHandler(app) as RequestListener;
    }),
    koa: serving(async () => {
      const { default: Koa } = await import('koa');
      const app = new Koa();
      app.use((ctx) => {
        if (ctx.path === '/json') ctx.body = ITEMS;
        else ctx.body = ctx.path === '/text' ? TEXT : HELLO;
      });
      return app.callback();
    }),
    express: serving(async () => {
      const { default: express } = await import('express');
      const app = express().disable('x-powered-by').disable('etag');
      app.use((request, response) => {
        if (request.path === '/json') response.json(ITEMS);
        else response.type('text').send(request.path === '/text' ? TEXT : HELLO);
      });
      return app;
    }),
    fastify: serving(async () => {
      const { default: fastify } = await import('fastify');
      const app = fastify();
      app.get('/hello', (_, reply) => void reply.send(HELLO));
      app.get('/json', (_, reply) => void reply.send(ITEMS));
      app.get('/text', (_, reply) => void reply.send(TEXT));
      await app.ready();
      return app.routing;
    }),
  },
};

/** A contestant whose tasks tell the URL at which a listener is served. */
function serving(listener: () => RequestListener | Promise<RequestListener>): Contestant {
  return async () => {
    const origin = await serve(await listener());
    return Object.fromEntries(
      Object.keys(workload.cases).map((name): [string, Task] => [name, () => `${origin}/${name}`]),
    );
  };
}
