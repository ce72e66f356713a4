/**
 * Wraps an application in middleware, in the order in which a request passes them.
 *
 * @module
 */
import type { Application, Middleware, ToApplication } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { toApplication } from '../wsgi/to-application.ts';

/**
 * An application inside middleware. The first one is outermost: it sees the request first, and the response last.
 *
 * @throws TypeError when an argument is neither, such as a middleware of Express, or a middleware returns something
 * other than an application.
 *
 * @example
 * ```ts
 * const seen: string[] = [];
 * const noting = (name: string) => (app: Application): Application => (environ, startResponse) => {
 *   seen.push(name);
 *   return app(environ, startResponse);
 * };
 * await Request.blank('/').send(pipeline(new Response('Hello'), noting('outer'), noting('inner')));
 * seen; // ['outer', 'inner']
 * ```
 */
export function pipeline(
  app: Application | ToApplication,
  ...middleware: readonly Middleware[]
): Application {
  return middleware.reduceRight((inner, wrap) => {
    if (typeof wrap !== 'function') {
      throw new TypeError(`a middleware is a function of an application, not ${kindOf(wrap)}`);
    }
    if (wrap.length > 2) {
      throw new TypeError('a middleware is a function of an application, not of (request, response, next)');
    }
    return toApplication(wrap(inner));
  }, toApplication(app));
}
