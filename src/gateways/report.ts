/**
 * Telling of the errors of applications: whom the gateway's options name, or a log.
 *
 * @module
 */
import { isPromise } from '../wsgi/app-iter.ts';
import type { Environ, ErrorStream } from '../wsgi/contract.ts';
import { report } from '../wsgi/report.ts';

export { isAbort, printed, report } from '../wsgi/report.ts';

/** Told of an application's errors instead of `wsgi.errors`. */
export type OnError = (error: unknown, environ: Environ) => unknown;

/** Reports an error: to `onError`, with what else that is given, or, without one and where that fails, to a log. */
export function reportTo<Given extends readonly unknown[]>(
  onError: ((error: unknown, ...given: Given) => unknown) | undefined,
  errors: ErrorStream,
  error: unknown,
  ...given: Given
): void {
  if (!onError) {
    report(errors, error);
    return;
  }
  const failed = (cause: unknown) => {
    report(errors, error);
    report(errors, cause);
  };
  try {
    const reported = onError(error, ...given);
    if (isPromise(reported)) reported.then(undefined, failed);
  } catch (cause) {
    failed(cause);
  }
}
