/**
 * The cost of the recommended stack of middleware, for complete servers under load.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Contestant, Workload } from '../harness.ts';
import { ask, loadedWith, type ServedRequest, serve } from '../served.ts';

const TEXT = 'Hello';
const TYPE = 'text/plain';
const ORIGIN = 'https://app.example.com';
const LIMIT = 1e9;
/** So long that the fields with the remaining quota keep their length, as the load generator requires. */
const WINDOW = 3_600_000;

/** Lines are formatted, but not written, so that the terminal is not measured. */
const thrownAway = { length: 0 };
const count = (line: string) => {
  thrownAway.length += line.length;
};

export const workload: Workload = {
  about: `A small response to a request from another origin, through a request id, a log line, security headers, compression (for which it is
too small), CORS and a rate limit in memory, with an error handler, sent by servers in separate processes, each pinned to one core
and loaded from another one over 32 keep-alive connections. The figure is the server's own CPU time per request. Log lines are made
and discarded.

Express does it with helmet, cors, compression, morgan and express-rate-limit; fastify with @fastify/helmet, @fastify/cors,
@fastify/compress, @fastify/rate-limit and its own logger, which writes two lines of JSON; hono with its own middleware and
hono-rate-limiter, and with its logger, which writes two short lines; its response declares the length, without which it would be
compressed. "wheatpaste, all of it" includes what the others have no counterpart for: the whole stack that docs/middleware.md
recommends, with trusted proxies, allowed hosts, redirection to HTTPS, CSRF, limits of body and time, error documents and entity tags.`,
  why: 'Each middleware does as much as possible once, when the stack is made, and a body in memory passes through all of them unchanged.',
  longer: 3,
  processes: 3,
  cases: { stack: 'a small response through the stack' },
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    const { 'content-type': type = '', 'x-request-id': id, ...headers } = response.headers;
    const named = ['x-content-type-options', 'access-control-allow-origin'].map((name) => headers[name]);
    return [response.statusCode, type.split(';')[0], String(id).length, ...named, body];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: {
    wheatpaste: serving(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { accessLog, compress, cors, errors, pipeline, rateLimit, requestId, securityHeaders } =
        await import('wheatpaste/middleware');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app = pipeline(
        wsgify(() => new Response(TEXT, { contentType: TYPE })),
        requestId(),
        accessLog({ write: count }),
        securityHeaders(),
        errors(),
        compress(),
        cors({ origins: [ORIGIN] }),
        rateLimit({ limit: LIMIT, window: WINDOW }),
      );
      return toNodeHandler(app);
    }),
    'wheatpaste, all of it': serving(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const all = await import('wheatpaste/middleware');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app = all.pipeline(
        wsgify(() => new Response(TEXT, { contentType: TYPE })),
        all.requestId(),
        all.accessLog({ write: count }),
        all.trustedProxies({ trust: ['loopback'] }),
        all.allowedHosts(['localhost:*', '127.0.0.1:*']),
        all.httpsOnly(),
        all.securityHeaders(),
        all.errors(),
        all.compress(),
        all.cors({ origins: [ORIGIN] }),
        all.csrf({ trustedOrigins: [ORIGIN] }),
        all.rateLimit({ limit: LIMIT, window: WINDOW }),
        all.bodyLimit(10 * 1024 * 1024),
        all.timeout(30_000),
        all.errorDocuments({ 404: '/errors/404', '5xx': '/errors/5xx' }),
        all.recursive(),
        all.etag(),
      );
      return toNodeHandler(app);
    }),
    express: serving(async () => {
      const { default: express } = await import('express');
      const { default: compression } = await import('compression');
      const { default: cors } = await import('cors');
      const { rateLimit } = await import('express-rate-limit');
      const { default: helmet } = await import('helmet');
      const { default: morgan } = await import('morgan');
      const app = express().disable('x-powered-by').disable('etag').set('trust proxy', 'loopback');
      app.use((_request, response, next) => {
        response.setHeader('X-Request-Id', randomUUID());
        next();
      });
      app.use(morgan('combined', { stream: { write: count } }));
      app.use(helmet(), compression(), cors({ origin: [ORIGIN] }));
      app.use(
        rateLimit({ limit: LIMIT, windowMs: WINDOW, standardHeaders: 'draft-8', legacyHeaders: false }),
      );
      app.get('/', (_request, response) => {
        response.type(TYPE).send(TEXT);
      });
      return app;
    }),
    fastify: serving(async () => {
      const { default: fastify } = await import('fastify');
      const app = fastify({ logger: { stream: { write: count } }, genReqId: () => randomUUID() });
      app.addHook('onRequest', async (request, reply) => {
        reply.header('X-Request-Id', request.id);
      });
      await app.register(import('@fastify/helmet'));
      await app.register(import('@fastify/compress'));
      await app.register(import('@fastify/cors'), { origin: [ORIGIN] });
      await app.register(import('@fastify/rate-limit'), { max: LIMIT, timeWindow: WINDOW });
      app.get('/', (_request, reply) => {
        reply.type(TYPE).send(TEXT);
      });
      await app.ready();
      return app.routing;
    }),
    hono: serving(async () => {
      const { getRequestListener } = await import('@hono/node-server');
      const { getConnInfo } = await import('@hono/node-server/conninfo');
      const { Hono } = await import('hono');
      const { compress } = await import('hono/compress');
      const { cors } = await import('hono/cors');
      const { logger } = await import('hono/logger');
      const { requestId } = await import('hono/request-id');
      const { secureHeaders } = await import('hono/secure-headers');
      const { rateLimiter } = await import('hono-rate-limiter');
      const app = new Hono();
      app.use(requestId(), logger(count), secureHeaders(), compress(), cors({ origin: [ORIGIN] }));
      app.use(
        rateLimiter({
          limit: LIMIT,
          windowMs: WINDOW,
          standardHeaders: 'draft-7',
          keyGenerator: (c) => getConnInfo(c).remote.address ?? '',
        }),
      );
      app.get('/', (c) => c.text(TEXT, 200, { 'Content-Length': String(TEXT.length) }));
      app.onError((_error, c) => c.text('Internal Server Error', 500));
      return getRequestListener(app.fetch);
    }),
  },
};

/** A contestant whose task returns the commands to load a listener. */
function serving(listener: () => RequestListener | Promise<RequestListener>): Contestant {
  return async () => {
    const url = `${await serve(await listener())}/`;
    const headers = {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      'Accept-Encoding': 'gzip, deflate, br',
      Origin: ORIGIN,
      Referer: `${ORIGIN}/`,
      'X-Forwarded-For': '192.0.2.7',
      'X-Forwarded-Proto': 'https',
    };
    return { stack: () => ({ url, headers }) };
  };
}
