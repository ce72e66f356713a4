/**
 * `httpExceptions`: sends thrown responses, whichever application throws them.
 *
 * @module
 */
import { exceptionFor } from '../../exceptions/is-http-error.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { report } from '../../wsgi/report.ts';
import { type AppMiddleware, assertOptions, middleware, type NoOptions } from '../app-middleware.ts';
import { rescuing } from './rescuing.ts';

/**
 * Responds with an error that is a response: an HTTPException or a class of them, an error of reading the request,
 * or an error in the shape of the package `http-errors`. So plain applications can throw them as handlers of
 * `wsgify` do, also from the first step of a body. All other errors pass through.
 *
 * A server error whose message is not sent is written to `wsgi.errors`.
 *
 * @throws TypeError when an option is given.
 *
 * @example
 * ```ts
 * const app = httpExceptions()(() => {
 *   throw new HTTPNotFound('There is no article 7.');
 * });
 * (await Request.blank('/').send(app)).status; // 404
 * ```
 */
export function httpExceptions(options: NoOptions = {}): AppMiddleware {
  assertOptions('httpExceptions', options, {});
  return middleware((app) =>
    rescuing(app, {
      answerFor(error, environ) {
        const exception = exceptionFor(error);
        if (!exception) return undefined;
        exchangeOf(environ).notes.error = error;
        if (exception !== error && exception.status >= 500 && !exception.expose) {
          report(environ['wsgi.errors'], error);
        }
        return exception.toApp();
      },
    }),
  );
}
