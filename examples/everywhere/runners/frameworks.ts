/**
 * Node frameworks, with the application mounted in them.
 *
 * @module
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { toNodeHandler } from 'wheatpaste/node';
import { asking } from '../ask.ts';
import type { Host, Running } from '../runner.ts';

const MOUNT = '/shop/and%20more';
const OPTIONS = { mount: MOUNT, onError: () => {} };

export const hosts: Readonly<Record<string, Host>> = {
  'a server of node': {
    run: (app) => listening(createServer(toNodeHandler(app, OPTIONS)), MOUNT),
  },
  'Express 5': {
    run: (app) => listening(createServer(express().use('/shop', toNodeHandler(app), failing)), '/shop'),
  },
  'Express 5, after its body parsers': {
    run: (app) => {
      const parsers = [express.urlencoded({ extended: false }), express.json(), express.text()];
      return listening(createServer(express().use(...parsers, toNodeHandler(app), failing)), '');
    },
  },
  'Koa 3': {
    run: (app) => {
      const handler = toNodeHandler(app, OPTIONS);
      const koa = new Koa().use((context) => {
        context.respond = false;
        handler(context.req, context.res);
      });
      return listening(createServer(koa.callback()), MOUNT);
    },
  },
  'Fastify 5': {
    run: async (app) => {
      const handler = toNodeHandler(app, OPTIONS);
      const fastify = Fastify();
      fastify.removeAllContentTypeParsers();
      fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
      fastify.all('/*', (request, reply) => {
        reply.hijack();
        handler(request.raw, reply.raw);
      });
      const url = await fastify.listen({ port: 0, host: '127.0.0.1' });
      return { ask: asking(url + MOUNT), [Symbol.asyncDispose]: () => fastify.close() };
    },
  },
};

const failing: express.ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).type('text/plain').send('Internal Server Error');
};

async function listening(server: Server, mount: string): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { ask: asking(`http://127.0.0.1:${port}${mount}`), [Symbol.asyncDispose]: close };
}
