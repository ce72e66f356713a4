/**
 * A node server for an application.
 *
 * @module
 */
import type { Server } from 'node:http';
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { bracketed } from '../../url/ipv6.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { handlerOf, type NodeHandlerOptions } from './handler.ts';

/** How a server listens and closes. */
export interface ServeOptions extends NodeHandlerOptions {
  /** 8080 unless given; 0 takes a free one. */
  port?: number;
  /** The address to listen at: `'127.0.0.1'` unless given. */
  hostname?: string;
  /** Key and certificate: the server then speaks HTTPS. */
  tls?: SecureContextOptions & TlsOptions;
  /** Speak HTTP/2: with `tls` beside HTTP/1.1, without it alone. */
  http2?: boolean;
  /** Called with the server's URL when it listens. */
  onListening?: (url: string) => void;
  /** How many milliseconds {@link ServerHandle.close} waits for what runs: 10 000 unless given. */
  closeTimeout?: number;
  /** Signals on which the server closes, such as `['SIGTERM', 'SIGINT']`. */
  closeOn?: readonly NodeJS.Signals[];
}

/** A server that listens. */
export interface ServerHandle extends AsyncDisposable {
  /** Where it is reached: `'http://127.0.0.1:8080'`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more connections, lets what runs come to its end, then cuts what is left. */
  close(): Promise<void>;
}

type AnyServer = Server | Http2Server;

/**
 * Serves an application.
 *
 * @throws the error of listening, such as one with the code `EADDRINUSE`.
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
  const { port = 8080, hostname = '127.0.0.1', closeTimeout = 10_000, closeOn = [] } = options;
  const server = await serverOf(options);
  const application = toApplication(app);
  server.on('request', handlerOf(application, options, {}));
  server.on('checkContinue', handlerOf(application, options, { continues: true }));
  const connections = new Connections(server);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const url = `${options.tls ? 'https' : 'http'}://${bracketed(address.address)}:${address.port}`;

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeGracefully(server, connections, closeTimeout).finally(() => {
      for (const signal of closeOn) process.off(signal, close);
    });
    return closing;
  };
  for (const signal of closeOn) process.on(signal, close);
  options.onListening?.(url);
  return { url, port: address.port, close, [Symbol.asyncDispose]: close };
}

async function serverOf({ tls, http2 = false }: ServeOptions): Promise<AnyServer> {
  if (http2) {
    const { createSecureServer, createServer } = await import('node:http2');
    return tls ? createSecureServer({ allowHTTP1: true, ...tls }) : createServer();
  }
  return tls ? (await import('node:https')).createServer(tls) : (await import('node:http')).createServer();
}

/** What a server has open, and the two ways to close it. */
class Connections {
  readonly #server: AnyServer;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(server: AnyServer) {
    this.#server = server;
    server.on('connection', (socket: Socket) => remember(this.#sockets, socket));
    server.on('session', (session: ServerHttp2Session) => remember(this.#sessions, session));
  }

  /** Closes what waits for nothing: idle connections, and HTTP/2 sessions behind their last stream. */
  closeIdle(): void {
    if ('closeIdleConnections' in this.#server) this.#server.closeIdleConnections();
    for (const session of this.#sessions) if (!session.closed) session.close();
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function remember<T extends Socket | ServerHttp2Session>(set: Set<T>, connection: T): void {
  set.add(connection);
  connection.once('close', () => set.delete(connection));
}

async function closeGracefully(server: AnyServer, connections: Connections, timeout: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => connections.closeIdle(), 50);
  const late = setTimeout(() => connections.cut(), timeout);
  connections.closeIdle();
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
