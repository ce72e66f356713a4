/**
 * The Fetch gateway in this very process, without a server.
 *
 * @module
 */
import { toFetchHandler } from 'wheatpaste/fetch';
import { askingFetch } from '../ask-fetch.ts';
import type { Host } from '../runner.ts';

export const hosts: Readonly<Record<string, Host>> = {
  'Fetch, in process': {
    run: async (app) => ({
      ask: askingFetch(toFetchHandler(app, { onError: () => {} }), 'http://localhost'),
      [Symbol.asyncDispose]: async () => {},
    }),
  },
};
