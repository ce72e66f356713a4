/**
 * A server for connections from a web server: what SCGI and FastCGI have in common.
 *
 * @module
 */
import type { Socket } from 'node:net';
import { assertKnown } from '../../collections/unknown-name.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { assertScriptName } from '../cgi-environ.ts';
import type { ExchangeOptions } from '../exchange.ts';
import { reportTo } from '../report.ts';
import { Connection, type Protocol } from './connection.ts';
import { type ListenOptions, listen } from './listening.ts';
import { type ClosingOptions, handleOf, type ServerHandle } from './server-handle.ts';
import { timeLimit, timer } from './time-limit.ts';

/** Options for serving an application to a web server: where, how long it waits, and how it closes. */
export interface CGIServerOptions extends ListenOptions, ClosingOptions {
  /**
   * The path that the application is mounted at, such as `'/app'`: `SCRIPT_NAME` and `PATH_INFO` are then taken
   * from `REQUEST_URI`, regardless of the web server's own values.
   */
  scriptName?: string | undefined;
  /** The most bytes of a request's variables. Defaults to 1 MiB. */
  maxHeadSize?: number | undefined;
  /** Milliseconds that the variables of a request may take to arrive. Defaults to 60 000. */
  headTimeout?: number | undefined;
  /**
   * Called with the errors of the application, and with an Error for each refused request, whose `rule` says what
   * is wrong. Defaults to writing them to the process's standard error.
   */
  onError?: ((error: unknown) => unknown) | undefined;
}

/** What the connections of a server share. */
export interface Service {
  readonly app: Application;
  readonly scriptName: string | undefined;
  readonly maxHeadSize: number;
  readonly headTimeout: number;
  /** The options for running an application. */
  readonly exchange: ExchangeOptions;
  readonly isClosing: boolean;
  /** Reports a refused request. */
  refused(error: unknown): void;
}

const OPTIONS: Readonly<Record<keyof CGIServerOptions, true>> = {
  path: true,
  port: true,
  hostname: true,
  fd: true,
  mode: true,
  scriptName: true,
  maxHeadSize: true,
  headTimeout: true,
  closeTimeout: true,
  closeOn: true,
  onError: true,
};

/** The specifics of a protocol. */
export interface Kind {
  /** The name of the function, for messages. */
  readonly name: string;
  readonly scheme: string;
  readonly port: number;
  /** Begins to serve a connection. */
  serve(connection: Connection, service: Service): Protocol;
}

/**
 * Serves an application by a protocol.
 *
 * @throws TypeError when an option is unknown or malformed, RangeError when one is out of range, and the error of
 * listening.
 */
export async function serveConnections(
  app: Application | ToApplication,
  options: CGIServerOptions,
  { name, scheme, port, serve }: Kind,
): Promise<ServerHandle> {
  assertKnown(`option of ${name}`, options, Object.keys(OPTIONS));
  const service = new ServerOfConnections(toApplication(app), options);
  const { createServer } = await import('node:net');
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    service.accept(socket, serve),
  );
  const place = await listen(server, options, scheme, port);
  // A connection that cannot be accepted, because there are no descriptors left, does not end the others.
  server.on('error', (error) => service.refused(error));
  return handleOf(place, options, async (timeout) => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    await service.finish(timeout, closed);
  });
}

class ServerOfConnections implements Service {
  readonly app: Application;
  readonly scriptName: string | undefined;
  readonly maxHeadSize: number;
  readonly headTimeout: number;
  readonly exchange: ExchangeOptions;
  readonly #onError: CGIServerOptions['onError'];
  readonly #connections = new Map<Connection, Protocol>();
  #isClosing = false;

  constructor(app: Application, options: CGIServerOptions) {
    const { scriptName, maxHeadSize = 1024 * 1024, onError } = options;
    assertScriptName(scriptName);
    if (!(maxHeadSize > 0))
      throw new RangeError(`maxHeadSize must be a number of bytes above 0: ${maxHeadSize}`);
    this.app = app;
    this.scriptName = scriptName;
    this.maxHeadSize = maxHeadSize;
    this.headTimeout = timeLimit('headTimeout', options.headTimeout, 60_000);
    this.#onError = onError;
    this.exchange = { onError: (error: unknown, _environ: Environ) => this.#tell(error) };
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  accept(socket: Socket, serve: Kind['serve']): void {
    const connection = new Connection(socket);
    const protocol = serve(connection, this);
    this.#connections.set(connection, protocol);
    socket.once('close', () => this.#connections.delete(connection));
    connection.begin(protocol);
  }

  refused(error: unknown): void {
    if (this.#onError) this.#tell(error);
    else process.stderr.write(`A request was refused. ${String(error)}\n`);
  }

  async finish(timeout: number, closed: Promise<void>): Promise<void> {
    this.#isClosing = true;
    for (const protocol of this.#connections.values()) protocol.finish();
    const late = timer(timeout, () => {
      for (const connection of this.#connections.keys()) connection.close();
    });
    await closed;
    clearTimeout(late);
  }

  #tell(error: unknown): void {
    reportTo(this.#onError, process.stderr, error);
  }
}
