/**
 * What a handler has thrown, as a response.
 *
 * @module
 */
import type { Environ } from '../wsgi/contract.ts';
import type { HTTPException } from './http-exception.ts';
import { exceptionFor } from './is-http-error.ts';

/**
 * The exception to answer with for what a handler has thrown. A server error of another package is logged, which
 * would be lost if its message is not sent.
 *
 * @throws the error itself when it is not a response.
 */
export function exceptionFromThrown(error: unknown, environ: Environ): HTTPException {
  const exception = exceptionFor(error);
  if (!exception) throw error;
  const isHidden = exception.status >= 500 && !exception.expose;
  if (isHidden && error instanceof Error) environ['wsgi.errors'].write(`${error.stack}\n`);
  return exception;
}
