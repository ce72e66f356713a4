/**
 * An application as a node request listener.
 *
 * @module
 */
import { disposeBody } from '../../body/input/input.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { environFromNode, type NodeEnvironOptions, NodeInput, type NodeRequest } from './environ.ts';
import { NodeExchange, type NodeResponse } from './response.ts';

/** A request listener for `http.createServer`, `http2.createServer` and Express. */
export type NodeHandler = (incoming: NodeRequest, outgoing: NodeResponse) => void;

/** How an application runs under node. */
export interface NodeHandlerOptions extends NodeEnvironOptions {
  /** Whether node leaves `Expect: 100-continue` to this handler, as it does in the event `checkContinue`. */
  continues?: boolean;
}

const EXCHANGE = Symbol('exchange');
/** An unread body up to this many bytes is read away to keep the connection. */
const MOST_BYTES_SKIPPED = 65536;

const SIGNAL: PropertyDescriptor = {
  configurable: true,
  enumerable: true,
  get(this: { [EXCHANGE]: NodeExchange }) {
    return this[EXCHANGE].signal;
  },
  set(value: unknown) {
    Object.defineProperty(this, 'wheatpaste.signal', { ...DATA, value });
  },
};
const DATA: PropertyDescriptor = { configurable: true, enumerable: true, writable: true };

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
  const application = toApplication(app);

  return (incoming, outgoing) => {
    const exchange = new NodeExchange(outgoing, incoming.method === 'HEAD');
    let environ: Environ;
    try {
      environ = environFromNode(incoming, options);
    } catch (error) {
      if (!(error instanceof BadRequestError)) throw error;
      exchange.answer('400 Bad Request', error.message);
      return;
    }
    (environ as { [EXCHANGE]?: NodeExchange })[EXCHANGE] = exchange;
    Object.defineProperty(environ, 'wheatpaste.signal', SIGNAL);
    const fail = (error: unknown) => {
      const { inspect } = process.getBuiltinModule('node:util');
      if (!(exchange.isGone && isAbort(error))) environ['wsgi.errors'].write(`${inspect(error)}\n`);
      exchange.fail();
    };

    const input = environ['wsgi.input'];
    if (input instanceof NodeInput) {
      if (options.continues) input.beforeReading = () => outgoing.writeContinue();
      exchange.closesConnection = () =>
        !incoming.complete && !(Number(environ.CONTENT_LENGTH) <= MOST_BYTES_SKIPPED);
      outgoing.once('close', () => disposeBody(environ).catch(fail));
    }
    try {
      const answer = application(environ, (status, headers, excInfo) =>
        exchange.start(status, headers, excInfo),
      );
      const sent =
        answer instanceof Promise ? answer.then((body) => exchange.send(body)) : exchange.send(answer);
      sent?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

function isAbort(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'AbortError' || name === 'DisconnectionError';
}
