/**
 * The cost of logging requests and of request ids, for complete servers under load.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Contestant, Workload } from '../harness.ts';
import { ask, loadedWith, type ServedRequest, serve } from '../served.ts';

const TEXT = 'Hello';
const TYPE = 'text/plain';

/** Lines are formatted, but not written, so that the terminal is not measured. */
const thrownAway = { length: 0 };
const count = (line: string) => {
  thrownAway.length += line.length;
};

export const workload: Workload = {
  about: `A small response with a line in the log, a request id in \`X-Request-Id\`, and an error handler around it, sent by servers in separate
processes, each pinned to one core and loaded from another one over 32 keep-alive connections. The figure is the server's own CPU
time per request. The lines are made and discarded.

The line is in Apache's combined format, with the number of bytes sent; hono's logger makes two short lines, without the client, the
bytes and the headers.`,
  why: 'The format is parsed once, the time is formatted once a second, and a body in memory passes through the log unchanged. Plain node with morgan has neither an application to call nor errors to handle.',
  longer: 3,
  processes: 3,
  quick: ['log'],
  cases: { log: 'a small response, logged and named' },
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    const { 'content-type': type = '', 'x-request-id': id } = response.headers;
    return [response.statusCode, type.split(';')[0], String(id).length, body];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: {
    wheatpaste: serving(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { accessLog, errors, pipeline, requestId } = await import('wheatpaste/middleware');
      const { toNodeHandler } = await import('wheatpaste/node');
      const hello = wsgify(() => new Response(TEXT, { contentType: TYPE }));
      return toNodeHandler(pipeline(hello, requestId(), accessLog({ write: count }), errors()));
    }),
    'node:http, morgan': serving(async () => {
      const { default: morgan } = await import('morgan');
      const log = morgan('combined', { stream: { write: count } });
      return (incoming, outgoing) => {
        log(incoming, outgoing, () => {
          const headers = {
            'Content-Type': TYPE,
            'Content-Length': TEXT.length,
            'X-Request-Id': randomUUID(),
          };
          outgoing.writeHead(200, headers).end(TEXT);
        });
      };
    }),
    'express, morgan': serving(async () => {
      const { default: express } = await import('express');
      const { default: morgan } = await import('morgan');
      const app = express().disable('x-powered-by').disable('etag');
      app.use((_request, response, next) => {
        response.setHeader('X-Request-Id', randomUUID());
        next();
      });
      app.use(morgan('combined', { stream: { write: count } }));
      app.get('/', (_request, response) => {
        response.type(TYPE).send(TEXT);
      });
      return app;
    }),
    'hono, its logger': serving(async () => {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const { logger } = await import('hono/logger');
      const { requestId } = await import('hono/request-id');
      const app = new Hono().use(requestId(), logger(count)).get('/', (c) => c.text(TEXT));
      app.onError((_error, c) => c.text('Internal Server Error', 500));
      return getRequestListener(app.fetch);
    }),
  },
};

/** A contestant whose task returns the commands to load a listener. */
function serving(listener: () => RequestListener | Promise<RequestListener>): Contestant {
  return async () => {
    const url = `${await serve(await listener())}/`;
    const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)', Referer: 'http://127.0.0.1/' };
    return { log: () => ({ url, headers }) };
  };
}
