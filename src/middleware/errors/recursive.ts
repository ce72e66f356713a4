/**
 * `recursive`: lets an application request other pages of itself while it responds.
 *
 * @module
 */

import { Request } from '../../request/request.ts';
import type { Response } from '../../response/response.ts';
import type { Application, Environ } from '../../wsgi/contract.ts';
import { nativeAt } from '../../wsgi/native-string.ts';
import { type AppMiddleware, assertOptions, middleware, type NoOptions } from '../app-middleware.ts';
import { ForwardRequest } from './forward-request.ts';
import { environFor, innerUrl } from './paths.ts';
import { rescuing } from './rescuing.ts';

/** A request that is forwarded more often than this counts as a loop, whatever the paths. */
const MOST_FORWARDS = 100;

/** The environ keys of this middleware. */
const FORWARDS = 'wheatpaste.forwards';
const RECURSIVE = 'wheatpaste.recursive';

/** The state that `include` needs. */
class Level {
  readonly app: Application;
  readonly scriptName: string;
  /** The pages that include one another, outermost first. */
  readonly pages: readonly string[];

  constructor(app: Application, scriptName: string, pages: readonly string[]) {
    this.app = app;
    this.scriptName = scriptName;
    this.pages = pages;
  }
}

/**
 * Lets an application send another of its pages in place of the requested one, by throwing a
 * {@link ForwardRequest}, and embed pages in pages, by {@link include}.
 *
 * A forward keeps the method, the body and `SCRIPT_NAME`. Its URL is a path inside the application; without a `?`
 * it keeps the query of the request. `environ['wheatpaste.forwards']` lists the paths so far. Returning to one of
 * them is an error that shows the list.
 *
 * @throws TypeError when an option is given.
 */
export function recursive(options: NoOptions = {}): AppMiddleware {
  assertOptions('recursive', options, {});
  return middleware((app) => forwarding(app, [], 0));
}

/** @param forwards the paths so far. @param count how many forwards there were, listed or not. */
function forwarding(app: Application, forwards: readonly string[], count: number): Application {
  const rescued = rescuing(app, {
    answerFor(error, environ) {
      if (!(error instanceof ForwardRequest)) return undefined;
      if (count >= MOST_FORWARDS) throw new Error(`a request was forwarded more than ${MOST_FORWARDS} times`);
      const { to } = error;
      const isListed = typeof to === 'string';
      const next = isListed ? forwardedTo(to, environ, forwards) : { ...environ, ...to.environ };
      const list = isListed ? [...forwards, nativeAt(environ, 'PATH_INFO')] : forwards;
      return (_, startResponse) => forwarding(app, list, count + 1)(next, startResponse);
    },
  });
  return (environ, startResponse) => {
    const level = new Level(app, nativeAt(environ, 'SCRIPT_NAME'), [nativeAt(environ, 'PATH_INFO')]);
    // Adding keys before the copied environ is free; adding them after it takes some µs.
    const inside: Environ = { [FORWARDS]: forwards, [RECURSIVE]: level, ...environ };
    inside[FORWARDS] = forwards;
    inside[RECURSIVE] = level;
    return rescued(inside, startResponse);
  };
}

function forwardedTo(to: string, environ: Environ, forwards: readonly string[]): Environ {
  const current = nativeAt(environ, 'PATH_INFO');
  const url = innerUrl(to, current);
  const way = [...forwards, current];
  if (way.includes(url.path)) {
    throw new Error(`a request was forwarded in a circle: ${[...way, url.path].join(' -> ')}`);
  }
  return environFor(environ, url);
}

/**
 * Requests another page of the application inside `recursive`, to embed it in this one, with GET and without a
 * body, conditions, ranges and codings. A ForwardRequest that the page throws replaces the page that includes it.
 *
 * @param url a path below `SCRIPT_NAME`, or one without a leading slash, relative to that. Without a `?` the query
 * of the request stays.
 * @throws TypeError when it is outside that path, or there is no `recursive`. Error when a page includes itself.
 *
 * @example
 * ```ts
 * const app = recursive()(
 *   wsgify(async (request) => {
 *     if (request.path === '/part') return 'part';
 *     const part = await include(request, '/part');
 *     return ['[', await part.text(), ']'].join('');
 *   }),
 * );
 * await (await Request.blank('/').send(app)).text(); // '[part]'
 * ```
 */
export async function include(
  request: Request,
  url: string,
  options: { readonly environ?: Partial<Environ> | undefined } = {},
): Promise<Response> {
  assertOptions('include', options, { environ: true });
  const level = request.environ[RECURSIVE];
  if (!(level instanceof Level)) throw new TypeError('include needs recursive() around the application');
  const { app, scriptName, pages } = level;
  const given = innerUrl(url, '/');
  const path = url.startsWith('/') ? pathBelow(scriptName, given.path, url) : given.path;
  const chain = [...pages, path];
  if (pages.includes(path)) throw new Error(`a page includes itself: ${chain.join(' -> ')}`);
  const changed: Environ = { ...request.environ, ...options.environ, SCRIPT_NAME: scriptName };
  const environ = environFor(changed, { path, query: given.query });
  environ[RECURSIVE] = new Level(app, scriptName, chain);
  return await new Request(environ).asGet().withoutConditionalHeaders().send(app);
}

function pathBelow(scriptName: string, path: string, url: string): string {
  const rest = path.startsWith(scriptName) ? path.slice(scriptName.length) : undefined;
  if (rest === '' || rest?.startsWith('/')) return rest;
  throw new TypeError(`${JSON.stringify(url)} does not lie under ${JSON.stringify(scriptName)}`);
}
