/**
 * A FastCGI responder for an application (FastCGI 1.0).
 *
 * @module
 */
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { type CGIServerOptions, type Kind, serveConnections } from '../sockets/server.ts';
import type { ServerHandle } from '../sockets/server-handle.ts';
import { FastCGIConnection } from './connection.ts';
import { inheritedPlace } from './listening-socket.ts';

/** Where a FastCGI server listens, how long it waits, and how it closes. */
export interface FastCGIOptions extends CGIServerOptions {
  /**
   * Defaults to 9000, and where no place is given and a web server has started the process, to the socket that it hands
   * over as descriptor 0; 0 takes a free one.
   */
  port?: number;
}

const FASTCGI: Kind = {
  name: 'serveFastCGI',
  scheme: 'fcgi',
  port: 9000,
  serve: (connection, service) => new FastCGIConnection(connection, service),
};

/**
 * Serves an application by FastCGI, for a web server such as nginx, lighttpd or Apache. Connections stay open where the
 * web server wants that, and may carry several requests at once.
 *
 * Started by lighttpd, `spawn-fcgi` or mod_fcgid it finds its listening socket as descriptor 0, without an option; on other
 * systems than Linux say `{ fd: 0 }`.
 *
 * A malformed request reaches no application and gets no answer: its connection is closed, and `onError` gets an Error
 * whose `rule` says what is wrong. When the application fails after the head, the connection is closed without the record
 * that ends a request. What the application writes to `wsgi.errors` the web server gets, too.
 *
 * @throws TypeError when an option is unknown or malformed, RangeError when one is out of range, and the error of
 * listening, such as one with the code `EADDRINUSE`.
 *
 * @example
 * ```ts
 * const app = new Response('Hello').toApp();
 * await using server = await serveFastCGI(app, { port: 0 });
 * server.url === `fcgi://127.0.0.1:${server.port}`; // true
 * ```
 */
export async function serveFastCGI(
  app: Application | ToApplication,
  options: FastCGIOptions = {},
): Promise<ServerHandle> {
  const { port, hostname, path, fd } = options;
  const isPlaced = [port, hostname, path, fd].some((place) => place !== undefined);
  return serveConnections(app, isPlaced ? options : { ...options, ...(await inheritedPlace(0)) }, FASTCGI);
}
