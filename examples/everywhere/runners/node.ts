/**
 * The servers of `wheatpaste/node`.
 *
 * @module
 */
import { type ServeOptions, serve } from 'wheatpaste/node';
import { asking } from '../ask.ts';
import { askingHttp2 } from '../ask-http2.ts';
import { tls } from '../certificate.ts';
import type { Ask, Host } from '../runner.ts';

export const hosts: Readonly<Record<string, Host>> = {
  'node, HTTP/1.1': serving({}, asking),
  'node, HTTPS': serving({ tls }, asking),
  'node, HTTP/2 without TLS': serving({ http2: true }, askingHttp2),
  'node, HTTP/2': serving({ http2: true, tls }, askingHttp2),
};

function serving(options: ServeOptions, askingAt: (url: string) => Ask): Host {
  return {
    run: async (app) => {
      const server = await serve(app, { ...options, port: 0, onError: () => {} });
      return { ask: askingAt(server.url), [Symbol.asyncDispose]: () => server.close() };
    },
  };
}
