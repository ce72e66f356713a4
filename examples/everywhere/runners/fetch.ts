/**
 * The Fetch gateway in this process: by itself, inside frameworks, and around one.
 *
 * @module
 */
import { H3 } from 'h3';
import { Hono } from 'hono';
import { fromFetchHandler, toFetchHandler } from 'wheatpaste/fetch';
import { serve } from 'wheatpaste/node';
import { asking } from '../ask.ts';
import { askingFetch } from '../ask-fetch.ts';
import type { Host } from '../runner.ts';

const ORIGIN = 'http://localhost';
const MOUNT = '/shop';
const OPTIONS = { mount: MOUNT, onError: () => {} };
const nothing = async () => {};

export const hosts: Readonly<Record<string, Host>> = {
  'Fetch, in process': {
    run: async (app) => {
      const handler = toFetchHandler(app, { onError: () => {} });
      return { ask: askingFetch(handler, ORIGIN), [Symbol.asyncDispose]: nothing };
    },
  },
  'Hono, around': {
    run: async (app) => {
      const site = new Hono().mount(MOUNT, toFetchHandler(app, OPTIONS), { replaceRequest: false });
      return { ask: askingFetch(site.fetch, ORIGIN + MOUNT), [Symbol.asyncDispose]: nothing };
    },
  },
  'h3, around': {
    run: async (app) => {
      const handler = toFetchHandler(app, OPTIONS);
      const site = new H3().all(`${MOUNT}/**`, (event) => handler(event.req));
      return { ask: askingFetch(site.fetch, ORIGIN + MOUNT), [Symbol.asyncDispose]: nothing };
    },
  },
  'Hono, inside': {
    run: async (app) => {
      const handler = toFetchHandler(app, { onError: () => {} });
      const site = new Hono().all('*', (context) => handler(context.req.raw));
      const server = await serve(fromFetchHandler(site), { port: 0 });
      return { ask: asking(server.url), [Symbol.asyncDispose]: () => server.close() };
    },
  },
};
