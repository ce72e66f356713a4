/**
 * Turns Fetch handlers into applications.
 *
 * @module
 */
import { HTTPBadGateway, HTTPNotImplemented } from '../../exceptions/server-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { partsOfFetched } from '../../response/from-fetch.ts';
import type { Application, Environ } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { parseStatus } from '../../wsgi/status.ts';

/** A function from a Fetch request to its response, or to a promise of it. */
export type AnyFetchHandler = (
  request: globalThis.Request,
  environ: Environ,
) => globalThis.Response | PromiseLike<globalThis.Response>;

/** An object with such a method, such as a Hono app or the default export of a Worker. */
export interface FetchObject {
  fetch: AnyFetchHandler;
}

/** The methods with which Fetch makes no request. */
const FORBIDDEN: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Makes an application from a Fetch handler, or from an object with a `fetch` method. The handler is called with
 * the request and, as its second argument, the environ.
 *
 * The bodies of the request and the response are streamed. The request's signal fires when the client goes away,
 * and the response's body is then cancelled. What Fetch cannot represent is answered directly: a method that it
 * forbids (`CONNECT`, `TRACE`, `TRACK`) with 501; a response that cannot be sent, such as `Response.error()` or one
 * with a status below 200, with 502.
 *
 * @throws TypeError when it is neither a function nor an object with a `fetch` method. The application throws one
 * when the handler returns something other than a response, or a response whose body was already read.
 *
 * @example
 * ```ts
 * const app = fromFetchHandler((request) => new globalThis.Response(`You want ${new URL(request.url).pathname}`));
 * const response = await Request.blank('/page').send(app);
 * await response.text(); // 'You want /page'
 * ```
 */
export function fromFetchHandler(handler: AnyFetchHandler | FetchObject): Application {
  const answer = handlerOf(handler);
  return wsgify(async (request) => {
    if (FORBIDDEN.has(request.method.toUpperCase())) {
      throw new HTTPNotImplemented(`The method ${request.method} is not supported here.`);
    }
    const response = await answer(request.toFetch(), request.environ);
    if (Object.prototype.toString.call(response) !== '[object Response]') {
      throw new TypeError(`the Fetch handler returned ${kindOf(response)} instead of a Response`);
    }
    if (response.status < 200) throw new HTTPBadGateway('The response cannot be sent on.');
    return applicationOf(response);
  });
}

/** The response unchanged. For HEAD it declares the length of a body that it does not have. */
function applicationOf(response: globalThis.Response): Application {
  const { status, headerList, body } = partsOfFetched(response);
  const { code, reason } = parseStatus(status);
  return (_environ, startResponse) => {
    startResponse(`${code} ${reason}`, headerList);
    return body ?? [];
  };
}

function handlerOf(handler: AnyFetchHandler | FetchObject): AnyFetchHandler {
  if (typeof handler === 'function') return handler;
  if (typeof handler?.fetch === 'function') return (request, environ) => handler.fetch(request, environ);
  throw new TypeError(`expected a Fetch handler or an object with the method fetch, got ${kindOf(handler)}`);
}
