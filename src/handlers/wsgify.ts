/**
 * Handlers as applications.
 *
 * @module
 */
import type { BodyInit } from '../body/content.ts';
import { exceptionFor } from '../exceptions/status-map.ts';
import type { FormInit } from '../request/changes.ts';
import { Request, type RequestInit } from '../request/request.ts';
import { responseFromFetch } from '../response/from-fetch.ts';
import { Response } from '../response/response.ts';
import { assertStartResponse } from '../wsgi/answer.ts';
import type { AppIter, Application, Environ, StartResponse, ToApplication } from '../wsgi/contract.ts';
import { toApplication } from '../wsgi/to-application.ts';

/** What a handler may answer with. `null` is an empty response. */
export type HandlerResult = Application | ToApplication | globalThis.Response | BodyInit | null;

/**
 * Answers a request. Behind the request come what a dispatcher took from the path: the positional arguments, then an
 * object of the named ones.
 */
export type Handler<R extends Request = Request, A extends unknown[] = never[]> = (
  request: R,
  ...args: A
) => HandlerResult | Promise<HandlerResult>;

/** Answers a request, with an application at hand to ask. */
export type MiddlewareHandler<C = undefined, R extends Request = Request> = (
  request: R,
  app: Application,
  config: C,
) => HandlerResult | Promise<HandlerResult>;

/** How a handler is called. */
export interface WsgifyOptions<R extends Request> {
  /** The class of its requests. */
  Request?: new (
    environ: Environ,
  ) => R;
}

/** An application that a test can ask without a server. */
export interface WsgifyApplication extends Application {
  /** Answers a request that {@link Request.blank} makes. */
  request(url: string, init?: RequestInit): Promise<Response>;
  get(url: string, init?: RequestInit): Promise<Response>;
  post(url: string, form: FormInit, init?: RequestInit): Promise<Response>;
}

/**
 * Makes an application of a handler. In a class it is a field, `index = wsgify((request) => this.answer(request))`.
 *
 * HTTP exceptions that it throws, and any error with a `status` from 400 to 499 and `expose`, are the answer; other
 * errors go on to the gateway.
 *
 * @example
 * ```ts
 * const app = wsgify((request) => Response.json({ hello: request.query.get('name') }));
 * const response = await app.get('/?name=Ada');
 * await response.json(); // { hello: 'Ada' }
 * ```
 */
export function wsgify<R extends Request = Request, A extends unknown[] = never[]>(
  handler: Handler<R, A>,
  options: WsgifyOptions<R> = {},
): WsgifyApplication {
  const RequestClass = (options.Request ?? Request) as new (environ: Environ) => R;

  return withShortcuts((environ, startResponse) => {
    assertStartResponse(startResponse);
    const answer = (result: HandlerResult) => applicationOf(result)(environ, startResponse);
    try {
      const result = handler(new RequestClass(environ), ...(routingArgs(environ) as A));
      if (!(result instanceof Promise)) return settled(answer(result), environ, startResponse);
      return result.then(answer).catch((error) => answerError(error, environ, startResponse));
    } catch (error) {
      return answerError(error, environ, startResponse);
    }
  });
}

/**
 * Makes a middleware of a handler that is given the application behind it: a function of that application and a
 * configuration.
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
wsgify.middleware = <C = undefined, R extends Request = Request>(
  handler: MiddlewareHandler<C, R>,
  options: WsgifyOptions<R> = {},
) => {
  return (
    app: Application | ToApplication,
    ...[config]: undefined extends C ? [config?: C] : [config: C]
  ) => {
    const inner = toApplication(app);
    return wsgify<R>((request) => handler(request, inner, config as C), options);
  };
};

function applicationOf(result: HandlerResult): Application {
  if (result instanceof Response) return result.toApp();
  if (typeof result === 'function') return result;
  if (result === undefined)
    throw new TypeError('the handler returned undefined: return null for an empty response');
  if (result instanceof globalThis.Response) return responseFromFetch(result).toApp();
  if (typeof result === 'object' && result !== null && 'toApp' in result) return result.toApp();
  return new Response(result).toApp();
}

function routingArgs(environ: Environ): unknown[] {
  const routing = environ['wsgiorg.routing_args'];
  return routing ? [...routing[0], routing[1]] : [];
}

function settled(
  body: AppIter | Promise<AppIter>,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  return body instanceof Promise ? body.catch((error) => answerError(error, environ, startResponse)) : body;
}

function answerError(
  error: unknown,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  const exception = exceptionFor(error);
  if (!exception) throw error;
  return exception.toApp()(environ, (status, headers) => startResponse(status, headers, error));
}

function withShortcuts(app: Application): WsgifyApplication {
  const request = (url: string, init?: RequestInit) => Request.blank(url, init).send(app);
  return Object.assign(app, {
    request,
    get: request,
    post: (url: string, form: FormInit, init: RequestInit = {}) => request(url, { ...init, form }),
  });
}
