/**
 * Serves an application by SCGI (SCGI, Neil Schemenauer 2008).
 *
 * @module
 */
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { type CGIServerOptions, type Kind, serveConnections } from '../sockets/server.ts';
import type { ServerHandle } from '../sockets/server-handle.ts';
import { SCGIRequest } from './request.ts';

/** Options of {@link serveSCGI}: where it listens, how long it waits, and how it closes. */
export interface SCGIOptions extends CGIServerOptions {
  /** Defaults to 4000; with 0 the system chooses a free port. */
  port?: number | undefined;
}

const SCGI: Kind = {
  name: 'serveSCGI',
  scheme: 'scgi',
  port: 4000,
  serve: (connection, service) => new SCGIRequest(connection, service),
};

/**
 * Serves an application by SCGI, for a web server such as nginx, lighttpd or Apache: each connection carries one
 * request.
 *
 * A malformed request does not reach the application and gets no response: its connection is closed, and `onError`
 * gets an Error whose `rule` says what is wrong. When the application fails after the head, the connection is
 * reset.
 *
 * @throws TypeError when an option is unknown or malformed, RangeError when one is out of range, and the error of
 * listening, such as one with the code `EADDRINUSE`.
 *
 * @example
 * ```ts
 * const app = new Response('Hello').toApp();
 * await using server = await serveSCGI(app, { port: 0, scriptName: '/app' });
 * server.url === `scgi://127.0.0.1:${server.port}`; // true
 * ```
 */
export function serveSCGI(
  app: Application | ToApplication,
  options: SCGIOptions = {},
): Promise<ServerHandle> {
  return serveConnections(app, options, SCGI);
}
