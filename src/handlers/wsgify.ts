/**
 * Turns handlers into applications.
 *
 * @module
 */

import type { BodyInit } from '../body/content.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import type { FormInit } from '../request/changes.ts';
import { Request, type RequestInit } from '../request/request.ts';
import { Response } from '../response/response.ts';
import { isPromise } from '../wsgi/app-iter.ts';
import type { AppIter, Application, Environ, StartResponse, ToApplication } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import type { Given } from '../wsgi/option-types.ts';
import { assertStartResponse } from '../wsgi/start-response.ts';
import { toApplication } from '../wsgi/to-application.ts';

/** What a handler may return. `null` is an empty response. */
export type HandlerResult = Application | ToApplication | globalThis.Response | BodyInit | null;

/**
 * Answers a request. After the request come the values that a dispatcher took from the path: the positional
 * arguments, then an object of the named ones.
 */
export type Handler<R extends Request = Request, A extends unknown[] = never[]> = (
  request: R,
  ...args: A
) => HandlerResult | PromiseLike<HandlerResult>;

/** Handles a request and may delegate to the wrapped application. */
export type MiddlewareHandler<C = undefined, R extends Request = Request> = (
  request: R,
  app: Application,
  config: C,
) => HandlerResult | PromiseLike<HandlerResult>;

/** Options of `wsgify`. */
export interface WsgifyOptions<R extends Request> {
  /** The class of the requests that the handler gets. */
  readonly Request: new (
    environ: Environ,
  ) => R;
}

/** A configurable middleware: call it with an application and a configuration. */
export type ConfiguredMiddleware<C> = (
  app: Application | ToApplication,
  ...[config]: undefined extends C ? [config?: C] : [config: C]
) => WsgifyApplication;

/** An application that a test can call without a server. */
export interface WsgifyApplication extends Application {
  /** Answers a request made by {@link Request.blank}. */
  request(url: string, init?: RequestInit): Promise<Response>;
  get(url: string, init?: RequestInit): Promise<Response>;
  post(url: string, form: FormInit, init?: RequestInit): Promise<Response>;
}

/**
 * Makes an application from a handler. In a class, use a field:
 * `index = wsgify((request) => this.answer(request))`. A handler that takes a subclass of Request must pass that
 * class as the option `Request`.
 *
 * If {@link isHTTPError} is true for a thrown error, that error is the response, and its message is sent if its
 * `expose` is true. A server error of another package whose message is not sent is written to `wsgi.errors`. All
 * other errors go on to the gateway.
 *
 * @throws TypeError when the handler is not a function, or an option is unknown.
 *
 * @example
 * ```ts
 * const app = wsgify((request) => Response.json({ hello: request.query.get('name') }));
 * const response = await app.get('/?name=Ada');
 * await response.json(); // { hello: 'Ada' }
 * ```
 */
export function wsgify<A extends unknown[] = never[]>(handler: Handler<Request, A>): WsgifyApplication;
export function wsgify<R extends Request, A extends unknown[] = never[]>(
  handler: Handler<R, A>,
  options: WsgifyOptions<R>,
): WsgifyApplication;
export function wsgify(
  handler: Handler<Request, unknown[]>,
  options: Given<WsgifyOptions<Request>> = {},
): WsgifyApplication {
  if (typeof handler !== 'function') {
    throw new TypeError(`a handler must be a function; got ${kindOf(handler)}`);
  }
  assertKnown('option of wsgify', options, ['Request']);
  const { Request: RequestClass = Request } = options;

  return withShortcuts((environ, startResponse) => {
    assertStartResponse(startResponse);
    let result: ReturnType<typeof handler>;
    try {
      const request = new RequestClass(environ);
      const routing = environ['wsgiorg.routing_args'];
      result = routing ? handler(request, ...routing[0], routing[1]) : handler(request);
    } catch (error) {
      return answerError(error, environ, startResponse);
    }
    return isPromise(result)
      ? answerLater(result, environ, startResponse)
      : answer(result, environ, startResponse);
  });
}

function answer(
  result: HandlerResult,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  try {
    const body = applicationOf(result)(environ, startResponse);
    if (!isPromise(body)) return body;
    return Promise.resolve(body).catch((error) => answerError(error, environ, startResponse));
  } catch (error) {
    return answerError(error, environ, startResponse);
  }
}

function answerLater(
  result: PromiseLike<HandlerResult>,
  environ: Environ,
  startResponse: StartResponse,
): Promise<AppIter> {
  return Promise.resolve(result).then(
    (given) => answer(given, environ, startResponse),
    (error) => answerError(error, environ, startResponse),
  );
}

/**
 * Makes a middleware from a handler that also receives the wrapped application: a function of that application and
 * a configuration.
 *
 * @throws TypeError when an option is unknown.
 *
 * @example
 * ```ts
 * const poweredBy = wsgify.middleware(async (request, app, name: string) => {
 *   const response = await request.send(app);
 *   response.headers.set('X-Powered-By', name);
 *   return response;
 * });
 * const app = poweredBy(wsgify(() => 'Hello'), 'wheat');
 * (await app.get('/')).headers.get('X-Powered-By'); // 'wheat'
 * ```
 */
wsgify.middleware = middleware;

function middleware<C = undefined>(handler: MiddlewareHandler<C>): ConfiguredMiddleware<C>;
function middleware<C = undefined, R extends Request = Request>(
  handler: MiddlewareHandler<C, R>,
  options: WsgifyOptions<R>,
): ConfiguredMiddleware<C>;
function middleware<C>(
  handler: MiddlewareHandler<C>,
  options: WsgifyOptions<Request> = { Request },
): ConfiguredMiddleware<C> {
  return (app, ...[config]) => {
    const inner = checked(toApplication(app));
    return wsgify((request) => handler(request, inner, config as C), options);
  };
}

/** The same application, with an error that helps when it is called as a handler: `app(request)`. */
function checked(app: Application): Application {
  return (environ, startResponse) => {
    assertStartResponse(startResponse);
    return app(environ, startResponse);
  };
}

function applicationOf(result: HandlerResult): Application {
  if (result instanceof Response) return result.toApp();
  if (typeof result === 'function') return result;
  if (result === undefined)
    throw new TypeError('the handler returned undefined; return null for an empty response');
  if (typeof result === 'object' && result !== null && 'toApp' in result) return result.toApp();
  if (isFetchResponse(result)) return Response.fromFetch(result).toApp();
  return new Response(result).toApp();
}

/** Checks the tag, because naming the class would load all of Fetch. */
function isFetchResponse(result: HandlerResult): result is globalThis.Response {
  return Object.prototype.toString.call(result) === '[object Response]';
}

function answerError(
  error: unknown,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  const answerWith = (exception: ToApplication) =>
    exception.toApp()(environ, (status, headers) => startResponse(status, headers, error));
  if (!mayBeAnswer(error)) throw error;
  if (isException(error)) return answerWith(error);
  // With the classes of all statuses, which are loaded with the first error that needs one of them.
  return import('../exceptions/thrown.ts').then(({ exceptionFromThrown }) =>
    answerWith(exceptionFromThrown(error, environ)),
  );
}

/**
 * Whether an error is a class, or has a status. All others are certainly not a response, and are recognized without
 * loading a class.
 */
function mayBeAnswer(error: unknown): boolean {
  return (
    typeof error === 'function' || (error instanceof Error && ('status' in error || 'statusCode' in error))
  );
}

/** Recognizes an HTTP exception by its methods, so that its class need not be loaded here. */
function isException(error: unknown): error is Error & ToApplication {
  return error instanceof Error && 'toApp' in error && typeof error.toApp === 'function';
}

function withShortcuts(app: Application): WsgifyApplication {
  const request = (url: string, init?: RequestInit) => Request.blank(url, init).send(app);
  return Object.assign(app, {
    request,
    get: request,
    post: (url: string, form: FormInit, init: RequestInit = {}) => request(url, { ...init, form }),
  });
}
