/**
 * What a server has open: how long it may stay so, and how it ends.
 *
 * @module
 */
import type { Server } from 'node:http';
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { LONGEST_TIMER, timeLimit } from '../sockets/time-limit.ts';
import type { NodeRequest } from './request.ts';
import type { NodeResponse } from './wire.ts';

/** A server of node's for HTTP/1.1 or HTTP/2. */
export type NodeServer = Server | Http2Server;

/** For how long a client may keep a server waiting, each in milliseconds; `Infinity` lifts the limit. */
export interface TimeLimits {
  /** Until the head of a request is there, from the connection or the end of the request before. Defaults to 60 000. */
  headTimeout?: number;
  /** Until the whole request is there, from its beginning. Defaults to 300 000. */
  bodyTimeout?: number;
  /** Between two requests of a connection of HTTP/1.1. Defaults to 5000. */
  idleTimeout?: number;
  /** While bytes of the response wait for a client that takes none. Defaults to 120 000. */
  stallTimeout?: number;
  /**
   * While nothing moves in an HTTP/2 session: without a stream it then ends, and else where the client does not answer a
   * ping for as long again. Defaults to 120 000.
   */
  sessionTimeout?: number;
}

export const DEFAULT_TIME_LIMITS: Readonly<Required<TimeLimits>> = {
  headTimeout: 60_000,
  bodyTimeout: 300_000,
  idleTimeout: 5000,
  stallTimeout: 120_000,
  sessionTimeout: 120_000,
};

const LONGEST_CHECK = 30_000;

/**
 * The limits, with those that are not given.
 *
 * @throws RangeError when one is not a number above 0.
 */
export function timeLimitsOf(given: TimeLimits): Required<TimeLimits> {
  const limits = { ...DEFAULT_TIME_LIMITS };
  for (const name of Object.keys(DEFAULT_TIME_LIMITS) as (keyof TimeLimits)[]) {
    limits[name] = timeLimit(name, given[name], limits[name]);
  }
  return limits;
}

/** How often node looks for requests that take too long. */
export function checkingIntervalFor({ headTimeout, bodyTimeout }: Required<TimeLimits>): number {
  return Math.max(1, Math.min(LONGEST_CHECK, Math.floor(Math.min(headTimeout, bodyTimeout) / 2)));
}

/** The connections of a server, under limits. */
export class Connections {
  readonly #server: NodeServer;
  readonly #limits: Required<TimeLimits>;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** The last response of each connection of HTTP/1 that had a request. */
  readonly #responses = new WeakMap<object, NodeResponse>();
  #isClosing = false;

  constructor(server: NodeServer, limits: Required<TimeLimits>) {
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

  /** Takes no more connections, lets what runs come to its end, and cuts what is left after a while. */
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

  /** Ends what waits for nothing: connections between requests or before the first, sessions after their last stream. */
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

  /** A connection on which nothing moves: a response that is being made takes its time, a client that does not read is cut off. */
  #endStalled(socket: Socket): void {
    const response = this.#responses.get(socket);
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
    // Node keeps a session that failed, or whose client has vanished, for as long as a stream is open: a ping tells.
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

function limitHttp1(server: NodeServer, limits: Required<TimeLimits>): void {
  Object.assign(server, {
    // Node takes no notice of the second where the first is longer.
    headersTimeout: timerOf(Math.min(limits.headTimeout, limits.bodyTimeout)),
    requestTimeout: timerOf(limits.bodyTimeout),
    keepAliveTimeout: timerOf(limits.idleTimeout),
    timeout: timerOf(limits.stallTimeout),
    // The size of a head is bounded, so that the number of its fields need not be: node would drop what is more.
    maxHeadersCount: 0,
  });
}

function limitStream(stream: ServerHttp2Stream, { bodyTimeout, stallTimeout }: Required<TimeLimits>): void {
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

/** Node's way to say it: 0 means no limit. */
function timerOf(limit: number): number {
  return limit === Infinity ? 0 : Math.min(limit, LONGEST_TIMER);
}
