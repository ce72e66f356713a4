/**
 * Reports errors of applications, to the function in the gateway's options or to a log.
 *
 * @module
 */
import { isPromise } from '../wsgi/app-iter.ts';
import type { Environ, ErrorStream } from '../wsgi/contract.ts';
import { report } from '../wsgi/report.ts';

export { isAbort, printed, report } from '../wsgi/report.ts';

/** Called with an application's errors, instead of writing them to `wsgi.errors`. */
export type OnError = (error: unknown, environ: Environ) => unknown;

/**
 * Reports an error to `onError`, with the other given arguments. If there is no `onError`, or it fails, the error
 * is logged.
 */
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
