/**
 * Serves an application as a FastCGI responder (FastCGI 1.0).
 *
 * @module
 */
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { type CGIServerOptions, type Kind, serveConnections } from '../sockets/server.ts';
import type { ServerHandle } from '../sockets/server-handle.ts';
import { FastCGIConnection } from './connection.ts';
import { inheritedPlace } from './listening-socket.ts';

/** Options of {@link serveFastCGI}: where it listens, how long it waits, and how it closes. */
export interface FastCGIOptions extends CGIServerOptions {
  /**
   * Defaults to 9000 or, if no place is given and a web server has started the process, to the socket passed as
   * descriptor 0. With 0 the system chooses a free port.
   */
  port?: number | undefined;
}

const FASTCGI: Kind = {
  name: 'serveFastCGI',
  scheme: 'fcgi',
  port: 9000,
  serve: (connection, service) => new FastCGIConnection(connection, service),
};

/**
 * Serves an application by FastCGI, for a web server such as nginx, lighttpd or Apache. Connections stay open if
 * the web server wants that, and may carry several requests at once.
 *
 * When lighttpd, `spawn-fcgi` or mod_fcgid starts it, it finds its listening socket as descriptor 0 without an
 * option; on systems other than Linux, pass `{ fd: 0 }`.
 *
 * A malformed request does not reach the application and gets no response: its connection is closed, and `onError`
 * gets an Error whose `rule` says what is wrong. When the application fails after the head, the connection is
 * closed without the record that ends a request. The web server also gets what the application writes to
 * `wsgi.errors`.
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
