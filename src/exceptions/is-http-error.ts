/**
 * Recognizes errors that are a response.
 *
 * @module
 */
import type { HeaderList } from '../wsgi/contract.ts';
import { RequestError } from '../wsgi/request-errors.ts';
import { HTTPException } from './http-exception.ts';
import { type HTTPExceptionClass, httpException } from './status-map.ts';

/** An error in the shape of the package `http-errors`. */
interface StatusError extends Error {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly expose?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether `wsgify` answers with an error: an HTTPException or a class of them, a RequestError, or an error in the
 * shape of the package `http-errors`, which has a `status` or `statusCode` from 400 to 599 and a boolean `expose`.
 *
 * @example
 * ```ts
 * isHTTPError(new HTTPNotFound()); // true
 * isHTTPError(new TypeError('x')); // false
 * ```
 */
export function isHTTPError(error: unknown): boolean {
  return (
    error instanceof HTTPException ||
    error instanceof RequestError ||
    isExceptionClass(error) ||
    (error instanceof Error && statusOf(error) !== undefined)
  );
}

/**
 * The exception to answer with for an error for which {@link isHTTPError} is true; `undefined` for all others. If
 * the error is not an HTTPException, its message becomes the detail, and its headers are sent.
 */
export function exceptionFor(error: unknown): HTTPException | undefined {
  if (error instanceof HTTPException) return error;
  if (isExceptionClass(error)) return new error();
  if (error instanceof RequestError) {
    const { status, expose, message } = error;
    return httpException(status, { detail: message, expose, cause: error });
  }
  if (!(error instanceof Error)) return undefined;
  const status = statusOf(error);
  if (status === undefined) return undefined;
  const { message, expose, headers }: StatusError = error;
  return httpException(status, {
    detail: message,
    expose: expose === true,
    headers: fieldsOf(headers ?? {}),
    cause: error,
  });
}

function isExceptionClass(value: unknown): value is HTTPExceptionClass {
  return value === HTTPException || (typeof value === 'function' && value.prototype instanceof HTTPException);
}

/** The status of an error in the shape of `http-errors`. */
function statusOf({ status, statusCode, expose }: StatusError): number | undefined {
  const code = status ?? statusCode;
  if (typeof expose !== 'boolean' || typeof code !== 'number' || !Number.isInteger(code)) return undefined;
  return code >= 400 && code <= 599 ? code : undefined;
}

function fieldsOf(headers: Readonly<Record<string, unknown>>): HeaderList {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)]),
  );
}
