/**
 * The open connections of a server: how long they may stay open, and how they end.
 *
 * @module
 */

import type { Server } from 'node:http';
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Complete } from '../../wsgi/option-types.ts';
import { LONGEST_TIMER, timeLimit } from '../sockets/time-limit.ts';
import type { NodeResponse } from './node-response.ts';
import type { NodeRequest } from './request.ts';

/** One of node's servers, for HTTP/1.1 or HTTP/2. */
export type NodeServer = Server | Http2Server;

/** How long a client may keep a server waiting, in milliseconds; `Infinity` lifts a limit. */
export interface TimeLimits {
  /**
   * The time until the head of a request is complete, from the connection or the end of the previous request.
   * Defaults to 60 000.
   */
  headTimeout?: number | undefined;
  /** The time until the whole request is complete, from its beginning. Defaults to 300 000. */
  bodyTimeout?: number | undefined;
  /** The time between two requests of an HTTP/1.1 connection. Defaults to 5000. */
  idleTimeout?: number | undefined;
  /** The time that bytes of the response may wait for a client that takes none. Defaults to 120 000. */
  stallTimeout?: number | undefined;
  /**
   * The time without any activity in an HTTP/2 session. A session without streams then ends; others end if the
   * client does not answer a ping for as long again. Defaults to 120 000.
   */
  sessionTimeout?: number | undefined;
}

export const DEFAULT_TIME_LIMITS: Readonly<Complete<TimeLimits>> = {
  headTimeout: 60_000,
  bodyTimeout: 300_000,
  idleTimeout: 5000,
  stallTimeout: 120_000,
  sessionTimeout: 120_000,
};

const LONGEST_CHECK = 30_000;

/**
 * The limits, completed with the defaults.
 *
 * @throws RangeError when a limit is not a number above 0.
 */
export function timeLimitsOf(given: TimeLimits): Complete<TimeLimits> {
  const limits = { ...DEFAULT_TIME_LIMITS };
  for (const name of Object.keys(DEFAULT_TIME_LIMITS) as (keyof TimeLimits)[]) {
    limits[name] = timeLimit(name, given[name], limits[name]);
  }
  return limits;
}

/** How often node looks for requests that take too long. */
export function checkingIntervalFor({ headTimeout, bodyTimeout }: Complete<TimeLimits>): number {
  return Math.max(1, Math.min(LONGEST_CHECK, Math.floor(Math.min(headTimeout, bodyTimeout) / 2)));
}

/** The connections of a server, under these limits. */
export class Connections {
  readonly #server: NodeServer;
  readonly #limits: Complete<TimeLimits>;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** The last response of each HTTP/1 connection that had a request. */
  readonly #responses = new WeakMap<object, NodeResponse>();
  #isClosing = false;

  constructor(server: NodeServer, limits: Complete<TimeLimits>) {
    this.#server = server;
    this.#limits = limits;
    server.on('connection', (socket: Socket) => this.#remember(this.#sockets, socket));
    server.on('secureConnection', (socket: Socket) => this.#remember(this.#sockets, socket));
    server.on('session', (session: ServerHttp2Session) => this.#watch(session));
    server.on('timeout', (connection: Socket | ServerHttp2Session) => {
      // Sessions have their own limit.
      if (!('ping' in connection)) this.#endStalled(connection);
    });
    const watchRequest = (incoming: NodeRequest, outgoing: NodeResponse) => {
      if (!('stream' in incoming)) this.#responses.set(incoming.socket, outgoing);
    };
    server.prependListener('request', watchRequest).prependListener('checkContinue', watchRequest);
    limitHttp1(server, limits);
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Accepts no more connections, lets running requests finish, and cuts the rest after a while. */
  async close(timeout: number): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const idle = setInterval(() => this.#closeIdle(), 50);
    const late = setTimeout(() => this.#cut(), Math.min(timeout, LONGEST_TIMER));
    this.#closeIdle();
    await closed;
    clearInterval(idle);
    clearTimeout(late);
  }

  /** Ends idle connections: those between requests or before the first, and sessions after their last stream. */
  #closeIdle(): void {
    if ('closeIdleConnections' in this.#server) this.#server.closeIdleConnections();
    for (const session of this.#sessions) if (!session.closed) session.close();
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #remember<T extends Socket | ServerHttp2Session>(set: Set<T>, connection: T): void {
    set.add(connection);
    connection.once('close', () => set.delete(connection));
  }

  /**
   * Handles a connection without activity: a response in progress may take its time, but a client that does not
   * read is cut off.
   */
  #endStalled(socket: Socket): void {
    // Of several, the first that is not yet sent.
    const response = (socket as Answering)._httpMessage ?? this.#responses.get(socket);
    const isRunning = response && !response.writableEnded && !response.destroyed;
    if (!isRunning || socket.writableLength > 0) socket.destroy();
  }

  #watch(session: ServerHttp2Session): void {
    const { sessionTimeout } = this.#limits;
    const streams = new Set<ServerHttp2Stream>();
    this.#remember(this.#sessions, session);
    session.on('stream', (stream) => {
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      limitStream(stream, this.#limits);
    });
    if (sessionTimeout === Infinity) return;
    const period = Math.min(sessionTimeout, LONGEST_TIMER);
    // Node keeps a session that failed, or whose client has vanished, as long as a stream is open. A ping finds
    // out.
    let isProbed = false;
    session.setTimeout(period);
    session.on('timeout', () => {
      if (streams.size === 0 || isProbed) {
        session.destroy();
        return;
      }
      isProbed = true;
      session.setTimeout(period);
      session.ping((error) => {
        isProbed = error !== null;
      });
    });
  }
}

/** What node keeps of a connection of HTTP/1, and another runtime may not have. */
interface Answering extends Socket {
  readonly _httpMessage?: NodeResponse | null;
}

function limitHttp1(server: NodeServer, limits: Complete<TimeLimits>): void {
  Object.assign(server, {
    // Node ignores the second limit if the first is longer.
    headersTimeout: timerOf(Math.min(limits.headTimeout, limits.bodyTimeout)),
    requestTimeout: timerOf(limits.bodyTimeout),
    keepAliveTimeout: timerOf(limits.idleTimeout),
    timeout: timerOf(limits.stallTimeout),
    // The size of a head is limited, so the number of its fields need not be: node would drop the excess.
    maxHeadersCount: 0,
  });
}

function limitStream(stream: ServerHttp2Stream, { bodyTimeout, stallTimeout }: Complete<TimeLimits>): void {
  const cancel = () => stream.destroy(new Error('the client kept the server waiting'));
  if (!stream.endAfterHeaders && bodyTimeout !== Infinity) {
    const timer = setTimeout(cancel, Math.min(bodyTimeout, LONGEST_TIMER)).unref();
    const clear = () => clearTimeout(timer);
    stream.once('end', clear).once('close', clear);
  }
  if (stallTimeout === Infinity) return;
  const period = Math.min(stallTimeout, LONGEST_TIMER);
  stream.setTimeout(period, () => {
    if (stream.writableLength > 0) cancel();
    else stream.setTimeout(period);
  });
}

/** In node's options, 0 means no limit. */
function timerOf(limit: number): number {
  return limit === Infinity ? 0 : Math.min(limit, LONGEST_TIMER);
}
