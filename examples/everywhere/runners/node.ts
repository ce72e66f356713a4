/**
 * The servers of `wheatpaste/node`.
 *
 * @module
 */
import { serve } from 'wheatpaste/node';
import { asking } from '../ask.ts';
import type { Host } from '../runner.ts';

export const hosts: Readonly<Record<string, Host>> = {
  'node, HTTP/1.1': {
    run: async (app) => {
      const server = await serve(app, { port: 0, onError: () => {} });
      return { ask: asking(server.url), [Symbol.asyncDispose]: () => server.close() };
    },
  },
};
