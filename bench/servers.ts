/**
 * Complete servers to compare: node's own, ours, and the frameworks with their shortest handlers, without routes if
 * possible.
 *
 * @module
 */
import type { RequestListener } from 'node:http';
import type { Application } from 'wheatpaste';

const HELLO = 'Hello, World!';
const ITEMS = { items: [1, 2, 3].map((id) => ({ id, name: `item ${id}`, price: 9.5, tags: ['a', 'b'] })) };
const TEXT = 'The quick brown fox jumps over the lazy dog. 0123456789 abcdefg\n'.repeat(1024);
const PLAIN = 'text/plain; charset=utf-8';
const FORM = Array.from({ length: 10 }, (_, i) => `field${i}=value+${i}%20x`).join('&');
/** The last field of the form. */
const LAST = 'field9';
/** About a KiB. */
const ORDER = {
  lines: Array.from({ length: 15 }, (_, id) => ({
    id,
    name: `article number ${id}`,
    price: 9.5,
    tags: ['a', 'b'],
  })),
  count: 15,
};
type Order = typeof ORDER;

/** A request to a server. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The requests that servers are measured with. */
export const ASKED = {
  hello: get('/hello'),
  curl: get('/hello', { 'User-Agent': 'curl/8.5.0', Accept: '*/*' }),
  json: get('/json'),
  text: get('/text'),
  form: post('/form', 'application/x-www-form-urlencoded', FORM),
  order: post('/order', 'application/json', JSON.stringify(ORDER)),
} as const satisfies Record<string, Asked>;

/** A server to be started. */
export interface Server {
  readonly listener: () => RequestListener | Promise<RequestListener>;
  /** Whether it has no readers of forms and JSON, so that it is not sent POST requests. */
  readonly readsNothing?: boolean;
}

/** By name. */
export const SERVERS = {
  'node:http': {
    listener: () => (incoming, outgoing) => {
      const answer = (body: string, type = PLAIN) => {
        outgoing.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
        outgoing.end(body);
      };
      if (incoming.url === '/json') return answer(JSON.stringify(ITEMS), 'application/json');
      if (incoming.method === 'GET') return answer(incoming.url === '/text' ? TEXT : HELLO);
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (incoming.url === '/form') answer(String(new URLSearchParams(text).get(LAST)));
        else answer(String((JSON.parse(text) as Order).count));
      });
    },
  },
  wheatpaste: {
    readsNothing: true,
    async listener() {
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
      return toNodeHandler(app);
    },
  },
  'wheatpaste, wsgify': {
    async listener() {
      const { Response, wsgify } = await import('wheatpaste');
      const { toNodeHandler } = await import('wheatpaste/node');
      const plain = (body: string) => new Response(body, { contentType: 'text/plain' });
      const app = wsgify((request) => {
        const { path } = request;
        if (path === '/json') return Response.json(ITEMS);
        if (path === '/form') return request.form().then((form) => plain(String(form.get(LAST))));
        if (path === '/order') return request.json<Order>().then(({ count }) => plain(String(count)));
        return plain(path === '/text' ? TEXT : HELLO);
      });
      return toNodeHandler(app);
    },
  },
  hono: {
    async listener() {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const app = new Hono()
        .get('/hello', (c) => c.text(HELLO))
        .get('/json', (c) => c.json(ITEMS))
        .get('/text', (c) => c.text(TEXT))
        .post('/form', async (c) => c.text(String((await c.req.parseBody())[LAST])))
        .post('/order', async (c) => c.text(String((await c.req.json<Order>()).count)));
      return getRequestListener(app.fetch);
    },
  },
  h3: {
    async listener() {
      const { H3, readFormData, toNodeHandler } = await import('h3');
      const app = new H3()
        .get('/hello', () => HELLO)
        .get('/json', () => ITEMS)
        .get('/text', () => TEXT)
        .post('/form', async (event) => String((await readFormData(event)).get(LAST)))
        .post('/order', async (event) => String(((await event.req.json()) as Order).count));
      return toNodeHandler(app) as RequestListener;
    },
  },
  koa: {
    readsNothing: true,
    async listener() {
      const { default: Koa } = await import('koa');
      const app = new Koa();
      app.use((ctx) => {
        if (ctx.path === '/json') ctx.body = ITEMS;
        else ctx.body = ctx.path === '/text' ? TEXT : HELLO;
      });
      return app.callback();
    },
  },
  express: {
    async listener() {
      const { default: express } = await import('express');
      const app = express().disable('x-powered-by').disable('etag');
      app.post('/form', express.urlencoded(), (request, response) =>
        response.type('text').send(request.body[LAST]),
      );
      app.post('/order', express.json(), (request, response) => {
        response.type('text').send(String(request.body.count));
      });
      app.use((request, response) => {
        if (request.path === '/json') response.json(ITEMS);
        else response.type('text').send(request.path === '/text' ? TEXT : HELLO);
      });
      return app;
    },
  },
  fastify: {
    async listener() {
      const { default: fastify } = await import('fastify');
      const { default: formbody } = await import('@fastify/formbody');
      const app = fastify().register(formbody);
      app.get('/hello', (_, reply) => void reply.send(HELLO));
      app.get('/json', (_, reply) => void reply.send(ITEMS));
      app.get('/text', (_, reply) => void reply.send(TEXT));
      app.post<{ Body: Record<string, string> }>('/form', ({ body }, reply) => void reply.send(body[LAST]));
      app.post<{ Body: Order }>('/order', ({ body }, reply) => void reply.send(String(body.count)));
      await app.ready();
      return app.routing;
    },
  },
} as const satisfies Record<string, Server>;

function get(path: string, headers = {}): Asked {
  return { method: 'GET', path, headers, body: '' };
}

function post(path: string, type: string, body: string): Asked {
  return {
    method: 'POST',
    path,
    headers: { 'Content-Type': type, 'Content-Length': String(body.length) },
    body,
  };
}
