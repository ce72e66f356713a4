/**
 * An application as a node request listener.
 *
 * @module
 */
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { runApplication } from '../exchange.ts';
import { refuse } from '../wire.ts';
import { makeEnviron, type NodeEnvironOptions } from './environ.ts';
import type { NodeRequest } from './request.ts';
import { type NodeResponse, wireOf } from './wire.ts';

/** A request listener for `http.createServer`, `http2.createServer` and Express. */
export type NodeHandler = (incoming: NodeRequest, outgoing: NodeResponse) => void;

/** How an application runs under node. */
export interface NodeHandlerOptions extends NodeEnvironOptions {}

/** What only a server of ours knows. */
export interface ServerSide {
  /** Whether node leaves `Expect: 100-continue` to the handler, as it does in the event `checkContinue`. */
  readonly continues?: boolean;
}

/** An unread body up to this many bytes is read away to keep the connection. */
const MOST_BYTES_SKIPPED = 65536;

/**
 * Makes a request listener of an application.
 *
 * A request that no application should see is answered with 400. What the application throws is
 * reported to `wsgi.errors`, and answered with a 500 that tells nothing or, when the headers are out, by
 * cutting the connection.
 */
export function toNodeHandler(
  app: Application | ToApplication,
  options: NodeHandlerOptions = {},
): NodeHandler {
  return handlerOf(toApplication(app), options, {});
}

/** {@link toNodeHandler} for a server of ours. */
export function handlerOf(
  app: Application,
  options: NodeHandlerOptions,
  { continues = false }: ServerSide,
): NodeHandler {
  return (incoming, outgoing) => {
    let environ: Environ;
    const beforeReading = continues ? () => outgoing.writeContinue() : undefined;
    try {
      environ = makeEnviron(incoming, options, beforeReading);
    } catch (error) {
      if (!(error instanceof BadRequestError)) throw error;
      const wire = wireOf(outgoing, () => true);
      refuse(wire, incoming.method === 'HEAD', { code: 400, reason: 'Bad Request' }, error.message);
      return;
    }
    const { CONTENT_LENGTH: length, 'wsgi.input_terminated': hasBody } = environ;
    const leavesBody = () => !incoming.complete && !(Number(length) <= MOST_BYTES_SKIPPED);
    runApplication(app, environ, wireOf(outgoing, hasBody ? leavesBody : () => false));
  };
}
