/**
 * Turns an application into a node request listener.
 *
 * @module
 */
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { type ExchangeOptions, runApplication } from '../exchange.ts';
import { refusalOf } from '../refusal.ts';
import { printed, report } from '../report.ts';
import { FAILED, NOT_FOUND, refuse } from '../wire.ts';
import { makeEnviron } from './environ.ts';
import type { NodeResponse } from './node-response.ts';
import { assertOptions, type NodeHandlerOptions } from './options.ts';
import type { NodeRequest } from './request.ts';
import { wireOf } from './wire.ts';

/** Passes a request on to the framework's next handler, with the error if there is one. */
export type Next = (error?: unknown) => void;

/** A request listener for `http.createServer`, `http2.createServer`, Express and similar frameworks. */
export type NodeHandler = (incoming: NodeRequest, outgoing: NodeResponse, next?: Next) => void;

/** What only our own server knows. */
export interface ServerSide {
  /** Whether node leaves `Expect: 100-continue` to the handler, as it does in the event `checkContinue`. */
  readonly continues: boolean;
  /** Whether the server is closing, along with its connections. */
  readonly isClosing: () => boolean;
}

/** Unread bodies of up to this many bytes are discarded to keep the connection. */
const MOST_BYTES_SKIPPED = 65536;
const FOREIGN: ServerSide = { continues: false, isClosing: () => false };

/**
 * Makes a request listener from an application.
 *
 * A request that no application should see is answered with a 4xx or 501. An error that the application throws
 * before the head goes to `next(error)`, if the framework passes a `next`. Otherwise it is reported, and answered
 * with a 500 that reveals nothing or, after the head is sent, by cutting the connection.
 *
 * Fields that were set on the response before are also sent: `Set-Cookie` is appended to, `Vary` is merged, and
 * other fields of the same name are replaced.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const listener = toNodeHandler(new Response('Hello'), { mount: '/hello' });
 * listener.length; // 3
 * toNodeHandler(new Response('Hello'), { mount: 'hello' }); // throws TypeError
 * ```
 */
export function toNodeHandler(
  app: Application | ToApplication,
  options: NodeHandlerOptions = {},
): NodeHandler {
  assertOptions(options);
  return handlerOf(toApplication(app), options, FOREIGN);
}

/** Does what {@link toNodeHandler} does, for our own server. */
export function handlerOf(
  app: Application,
  options: NodeHandlerOptions,
  { continues, isClosing }: ServerSide,
): NodeHandler {
  const { errors = process.stderr } = options;
  const reporting = (error: unknown) => report(errors, error);
  return (incoming, outgoing, next) => {
    const beforeReading = continues ? () => outgoing.writeContinue() : undefined;
    let environ: Environ | undefined;
    try {
      environ = makeEnviron(incoming, options, beforeReading);
    } catch (error) {
      answerFor(error, incoming, outgoing, reporting, next);
      return;
    }
    if (!environ) {
      if (next) next();
      else refuse(wireOf(outgoing, isClosing), incoming.method === 'HEAD', NOT_FOUND, reporting);
      return;
    }
    const closes = closesFor(environ, incoming, isClosing);
    const wire = wireOf(outgoing, closes, !environ['wsgi.input_terminated']);
    if (!next) {
      runApplication(app, environ, wire, options.onError ? { onError: options.onError } : NO_OPTIONS);
      return;
    }
    const passing = new Passing(next, options);
    const running = runApplication(app, environ, wire, passing);
    if (running) running.then(() => passing.goOn());
    else passing.goOn();
  };
}

/** Responds to a request from which no environ can be made. */
function answerFor(
  error: unknown,
  incoming: NodeRequest,
  outgoing: NodeResponse,
  reporting: (error: unknown) => void,
  next: Next | undefined,
): void {
  const refusal = refusalOf(error);
  if (!refusal && next) {
    next(errorOf(error));
    return;
  }
  if (!refusal) reporting(error);
  const wire = wireOf(outgoing, () => true);
  refuse(wire, incoming.method === 'HEAD', refusal ?? FAILED, reporting);
}

/** The value as an error that a framework recognizes. */
function errorOf(error: unknown): unknown {
  return error instanceof Error
    ? error
    : new Error(`the application threw ${printed(error)}`, { cause: error });
}

const NO_OPTIONS: ExchangeOptions = {};

/**
 * Whether the connection closes after the response, because the rest of the request is not worth reading or not
 * safe.
 */
function closesFor(environ: Environ, incoming: NodeRequest, isClosing: () => boolean): () => boolean {
  if (!environ['wsgi.input_terminated']) return isClosing;
  // An HTTP/1.0 message with a transfer coding may have been framed differently on its way (RFC 9112, section 6.1).
  const isOdd = environ.HTTP_TRANSFER_ENCODING !== undefined && incoming.httpVersion === '1.0';
  const length = Number(environ.CONTENT_LENGTH);
  return () => isOdd || isClosing() || (!incoming.complete && !(length <= MOST_BYTES_SKIPPED));
}

/** Passes a request on, once the application is done with it. */
class Passing implements ExchangeOptions {
  readonly #next: Next;
  readonly #fallThrough: readonly number[];
  readonly onError: ExchangeOptions['onError'];
  #passed: readonly unknown[] | undefined;

  constructor(next: Next, { fallThrough = [], onError }: NodeHandlerOptions) {
    this.#next = next;
    this.#fallThrough = fallThrough;
    this.onError = onError;
  }

  passes = (code: number): boolean => {
    if (!this.#fallThrough.includes(code)) return false;
    this.#passed = [];
    return true;
  };

  fails = (error: unknown): boolean => {
    this.#passed = [errorOf(error)];
    return true;
  };

  goOn(): void {
    if (this.#passed) this.#next(...this.#passed);
  }
}
