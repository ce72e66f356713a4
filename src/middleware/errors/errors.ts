/**
 * `errors`: a response to failures, with a report for the developer and an incident number for everyone else.
 *
 * @module
 */

import type { HTTPException } from '../../exceptions/http-exception.ts';
import { exceptionFor } from '../../exceptions/is-http-error.ts';
import { httpException } from '../../exceptions/status-map.ts';
import { Request } from '../../request/request.ts';
import type { Response } from '../../response/response.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { Application, Environ, ErrorStream } from '../../wsgi/contract.ts';
import { exchangeOf, signalOf } from '../../wsgi/exchange.ts';
import { isAbort, printed, report as reportError, reportText } from '../../wsgi/report.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { isLocal } from '../local.ts';
import { assertFunction } from '../option-checks.ts';
import { errorReport } from './error-report.ts';
import { reportResponse } from './report-response.ts';
import { rescuing } from './rescuing.ts';

/** Options for reporting errors: the amount of detail, and who sees it. */
export interface ErrorsOptions {
  /**
   * Whether to show the report. It tells the developer everything: messages, causes, source code, the request. By
   * default it is shown outside production (`NODE_ENV`), to requests from this machine for a local host name.
   */
  readonly debug?: boolean | ((request: Request) => boolean) | undefined;
  /** Called with each error, for example to send it on. Errors that it throws are logged. */
  readonly report?: ((error: unknown, request: Request) => unknown) | undefined;
  /** Makes the page that everyone else sees, instead of the plain one. */
  readonly page?: ((error: unknown, request: Request) => Response | Promise<Response>) | undefined;
  /** Where errors are logged. Defaults to `wsgi.errors`. */
  readonly log?: ErrorStream | undefined;
}

/**
 * Responds for an application that fails before it has sent a byte. The developer gets a report (see `debug`) as a
 * page, as Problem Details or as plain text: the message, its causes, the source around each call through source
 * maps, and the request without secrets. Everyone else gets a plain page with an incident number, which is the
 * request's id and is logged.
 *
 * An error that is a response below 500, such as an HTTPNotFound, is sent as that response, and is not an incident.
 * If it is too late for a response, the connection is cut. There is no console: nothing is ever executed for a
 * client.
 *
 * If `environ['wheatpaste.throwErrors']` is true, as under TestApp, errors pass through.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const failing = wsgify(() => {
 *   throw new Error('the password of the database is wrong');
 * });
 * const app = errors({ log: { write() {} } })(failing);
 * const response = await Request.blank('http://example.com/').send(app);
 * response.status; // 500
 * /password/.test(await response.text()); // false
 * ```
 */
export function errors(options: ErrorsOptions = {}): AppMiddleware {
  assertOptions('errors', options, { debug: true, report: true, page: true, log: true });
  for (const name of ['report', 'page'] as const) {
    if (options[name] !== undefined) assertFunction(`${name} of errors`, options[name]);
  }
  const incidents = new Incidents(options);
  return middleware((app) => {
    const answering = rescuing(app, {
      answerFor: (error, environ) => incidents.answerFor(error, environ),
      told: (error, environ, isAnswered) => incidents.tell(error, environ, isAnswered),
    });
    return (environ, startResponse) => {
      const isThrown = environ['wheatpaste.throwErrors'] === true;
      return (isThrown ? app : answering)(environ, startResponse);
    };
  });
}

class Incidents {
  readonly #options: ErrorsOptions;

  constructor(options: ErrorsOptions) {
    this.#options = options;
  }

  async answerFor(error: unknown, environ: Environ): Promise<Application | undefined> {
    if (isClientGone(error, environ)) return undefined;
    const exception = exceptionFor(error);
    if (exception && exception.status < 500) return exception.toApp();
    const incident = incidentOf(environ);
    try {
      const request = new Request(environ);
      if (this.#showsReport(request)) {
        const { status, title } = exception ?? httpException(500);
        return reportResponse(errorReport(error, environ, { status, title, incident }), environ).toApp();
      }
      const page = await this.#options.page?.(error, request);
      if (page) return page.toApp();
    } catch (cause) {
      reportError(this.#log(environ), cause);
    }
    return plainAnswer(exception, incident);
  }

  /** An error that was not answered goes on to the server, which writes it to `wsgi.errors`. */
  tell(error: unknown, environ: Environ, isAnswered: boolean): void {
    const exception = exceptionFor(error);
    if (isClientGone(error, environ) || (exception && exception.status < 500)) return;
    exchangeOf(environ).notes.error = error;
    const log = this.#log(environ);
    if (isAnswered || this.#options.log) reportText(log, logText(error, environ));
    const failed = (cause: unknown) => reportError(log, cause);
    try {
      const reported = this.#options.report?.(error, new Request(environ));
      if (isPromise(reported)) reported.then(undefined, failed);
    } catch (cause) {
      failed(cause);
    }
  }

  #showsReport(request: Request): boolean {
    const { debug } = this.#options;
    if (typeof debug === 'function') return debug(request);
    return debug ?? (process.env.NODE_ENV !== 'production' && isLocal(request.environ));
  }

  #log(environ: Environ): ErrorStream {
    return this.#options.log ?? environ['wsgi.errors'];
  }
}

function isClientGone(error: unknown, environ: Environ): boolean {
  return isAbort(error) && signalOf(environ).aborted;
}

/** The number of an incident is the id of its request. */
function incidentOf(environ: Environ): string {
  const { notes } = exchangeOf(environ);
  notes.requestId ??= crypto.randomUUID();
  return notes.requestId;
}

function plainAnswer(exception: HTTPException | undefined, incident: string): Application {
  const plain = httpException(exception?.status ?? 500, {
    title: exception?.title,
    explanation: `The server could not answer. If you report this, name the incident ${incident}.`,
    detail: exception?.detail,
    expose: exception?.expose ?? false,
    headers: { ...exception?.headers, 'Cache-Control': 'no-store' },
    extensions: { incident },
  });
  return plain.toApp();
}

/** Lines for a log, in which no invisible characters from clients are left. */
function logText(error: unknown, environ: Environ): string {
  const { REQUEST_METHOD: method } = environ;
  const text = `incident ${incidentOf(environ)}: ${method} ${new Request(environ).path}\n${printed(error)}\n`;
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
