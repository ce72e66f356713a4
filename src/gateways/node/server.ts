/**
 * A node server for an application.
 *
 * @module
 */
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
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

/** How a server listens, how long it waits, and how it closes. */
export interface ServeOptions
  extends Omit<NodeHandlerOptions, 'fallThrough'>,
    TimeLimits,
    ListenOptions,
    ClosingOptions {
  /** Defaults to 8080; 0 takes a free one. */
  port?: number;
  /** Key and certificate: the server then speaks HTTPS. */
  tls?: SecureContextOptions & TlsOptions;
  /** Speak HTTP/2: with `tls` beside HTTP/1.1, without it alone. */
  http2?: boolean;
  /** Called with the server's URL when it listens. */
  onListening?: (url: string) => void;
}

/** A server that listens. */
export interface ServerHandle extends Handle {
  /** Node's server, for what attaches to it, such as a WebSocket library. */
  readonly server: NodeServer;
}

const SERVE_OPTIONS: readonly string[] = [
  ...['port', 'hostname', 'path', 'mode', 'fd', 'tls', 'http2', 'onListening', 'closeTimeout', 'closeOn'],
  ...Object.keys(DEFAULT_TIME_LIMITS),
];

/**
 * Serves an application.
 *
 * @throws TypeError when an option is unknown, RangeError when a time is out of range, and the error of listening, such
 * as one with the code `EADDRINUSE`.
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
  limits: Required<TimeLimits>,
): Promise<NodeServer> {
  const checking = { connectionsCheckingInterval: checkingIntervalFor(limits) };
  if (http2) {
    const { createSecureServer, createServer } = await import('node:http2');
    return tls ? createSecureServer({ allowHTTP1: true, ...checking, ...tls }) : createServer();
  }
  if (tls) return (await import('node:https')).createServer({ ...checking, ...tls });
  return (await import('node:http')).createServer(checking);
}
