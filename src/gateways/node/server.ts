/**
 * Serves an application on node.
 *
 * @module
 */

import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import type { Complete } from '../../wsgi/option-types.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { type ListenOptions, listen } from '../sockets/listening.ts';
import { type ClosingOptions, type ServerHandle as Handle, handleOf } from '../sockets/server-handle.ts';
import {
  Connections,
  checkingIntervalFor,
  DEFAULT_TIME_LIMITS,
  type NodeServer,
  type TimeLimits,
  timeLimitsOf,
} from './connections.ts';
import { handlerOf } from './handler.ts';
import { assertOptions, type NodeHandlerOptions } from './options.ts';

/** Options of {@link serve}: how it listens, how long it waits, and how it closes. */
export interface ServeOptions
  extends Omit<NodeHandlerOptions, 'fallThrough'>,
    TimeLimits,
    ListenOptions,
    ClosingOptions {
  /** Defaults to 8080; with 0 the system chooses a free port. */
  port?: number | undefined;
  /** Key and certificate for HTTPS. */
  tls?: (SecureContextOptions & TlsOptions) | undefined;
  /** Whether to serve HTTP/2: with `tls` in addition to HTTP/1.1, without it exclusively. */
  http2?: boolean | undefined;
  /** Called with the server's URL when it starts listening. */
  onListening?: ((url: string) => void) | undefined;
}

/** A listening server. */
export interface ServerHandle extends Handle {
  /** Node's server, for libraries that attach to it, such as those for WebSockets. */
  readonly server: NodeServer;
}

const SERVE_OPTIONS: readonly string[] = [
  ...['port', 'hostname', 'path', 'mode', 'fd', 'tls', 'http2', 'onListening', 'closeTimeout', 'closeOn'],
  ...Object.keys(DEFAULT_TIME_LIMITS),
];

/**
 * Serves an application.
 *
 * @throws TypeError when an option is unknown, RangeError when a time is out of range, and the error of listening,
 * such as one with the code `EADDRINUSE`.
 *
 * @example
 * ```ts
 * const app = new Response('Hello').toApp();
 * await using server = await serve(app, { port: 0 });
 * const response = await fetch(server.url);
 * await response.text(); // 'Hello'
 * ```
 */
export async function serve(
  app: Application | ToApplication,
  options: ServeOptions = {},
): Promise<ServerHandle> {
  assertOptions(options, SERVE_OPTIONS);
  const limits = timeLimitsOf(options);
  const application = toApplication(app);
  const server = await serverOf(options, limits);
  const connections = new Connections(server, limits);
  const isClosing = () => connections.isClosing;
  const on = (event: 'request' | 'checkContinue', continues: boolean) => {
    const handle = handlerOf(application, options, { continues, isClosing });
    server.on(event, (incoming, outgoing) => handle(incoming, outgoing));
  };
  on('request', false);
  on('checkContinue', true);

  const place = await listen(server, options, options.tls ? 'https' : 'http', 8080);
  const handle = handleOf(place, options, (timeout) => connections.close(timeout));
  options.onListening?.(place.url);
  return { ...handle, server };
}

async function serverOf(
  { tls, http2 = false }: ServeOptions,
  limits: Complete<TimeLimits>,
): Promise<NodeServer> {
  const checking = { connectionsCheckingInterval: checkingIntervalFor(limits) };
  if (http2) {
    const { createSecureServer, createServer } = await import('node:http2');
    return tls ? createSecureServer({ allowHTTP1: true, ...checking, ...tls }) : createServer();
  }
  if (tls) return (await import('node:https')).createServer({ ...checking, ...tls });
  return (await import('node:http')).createServer(checking);
}
