/**
 * A node server for an application.
 *
 * @module
 */
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { bracketed } from '../../url/ipv6.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
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
export interface ServeOptions extends Omit<NodeHandlerOptions, 'fallThrough'>, TimeLimits {
  /** Defaults to 8080; 0 takes a free one. */
  port?: number;
  /** The address to listen at. Defaults to `'127.0.0.1'`. */
  hostname?: string;
  /** The path of a Unix socket to listen at, instead of a port. */
  path?: string;
  /** The permissions of that socket, such as `0o660`. Defaults to what the process's umask leaves. */
  mode?: number;
  /** A file descriptor that listens already, instead of a port: systemd's is 3. */
  fd?: number;
  /** Key and certificate: the server then speaks HTTPS. */
  tls?: SecureContextOptions & TlsOptions;
  /** Speak HTTP/2: with `tls` beside HTTP/1.1, without it alone. */
  http2?: boolean;
  /** Called with the server's URL when it listens. */
  onListening?: (url: string) => void;
  /** How many milliseconds {@link ServerHandle.close} waits for what runs. Defaults to 10 000. */
  closeTimeout?: number;
  /** Signals on which the server closes, such as `['SIGTERM', 'SIGINT']`. */
  closeOn?: readonly NodeJS.Signals[];
}

/** A server that listens. */
export interface ServerHandle extends AsyncDisposable {
  /** Where it is reached: `'http://127.0.0.1:8080'`, or `'unix:'` and the path of its socket. */
  readonly url: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Node's server, for what attaches to it, such as a WebSocket library. */
  readonly server: NodeServer;
  /** Takes no more connections, lets what runs come to its end, then cuts what is left. */
  close(): Promise<void>;
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
  const { closeTimeout = 10_000, closeOn = [] } = options;
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

  await listen(server, options);
  const { url, port } = placeOf(server, options);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= connections.close(closeTimeout).finally(() => {
      for (const signal of closeOn) process.off(signal, close);
    });
    return closing;
  };
  for (const signal of closeOn) process.on(signal, close);
  options.onListening?.(url);
  return { url, port, server, close, [Symbol.asyncDispose]: close };
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

async function listen(server: NodeServer, options: ServeOptions): Promise<void> {
  const { port = 8080, hostname = '127.0.0.1', path, mode, fd } = options;
  await new Promise<void>((resolve, reject) => {
    const place = fd !== undefined ? { fd } : path !== undefined ? { path } : { port, host: hostname };
    server.once('error', reject).listen(place, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (path !== undefined && mode !== undefined) await (await import('node:fs/promises')).chmod(path, mode);
}

function placeOf(server: NodeServer, { tls }: ServeOptions): { url: string; port: number } {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') return { url: `unix:${String(address)}`, port: 0 };
  const scheme = tls ? 'https' : 'http';
  return { url: `${scheme}://${bracketed(address.address)}:${address.port}`, port: address.port };
}
