/**
 * Reporting what went wrong, to `wsgi.errors`: as far as it can be, and without ever failing.
 *
 * @module
 */
import { inspect } from 'node:util';
import { isPromise } from '../wsgi/app-iter.ts';
import type { Environ, ErrorStream } from '../wsgi/contract.ts';
import { writeTo } from '../wsgi/error-stream.ts';

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

/**
 * Writes an error to a log. One that cannot be printed is named as such; where the log itself fails the error goes to the
 * process's standard error, and if that fails, too, nowhere.
 */
export function report(errors: ErrorStream, error: unknown): void {
  const message = `${printed(error)}\n`;
  if (!writeTo(errors, message) && errors !== process.stderr) writeTo(process.stderr, message);
}

/** Whether an error tells only that the client went away. */
export function isAbort(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'AbortError' || name === 'DisconnectionError';
}

/** An error as text, which every error has. */
export function printed(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return `${nameOf(error) || 'An error'} that cannot be printed`;
  }
}

function nameOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.name) : '';
  } catch {
    return '';
  }
}
