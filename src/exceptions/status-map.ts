/**
 * From a status or an error to the exception that answers it.
 *
 * @module
 */

import type { ResponseInit } from '../response/init.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import * as errors from './http-errors.ts';
import { HTTPException, type HTTPExceptionInit } from './http-exception.ts';
import type { HTTPMoveInit } from './http-redirection.ts';
import * as exceptions from './http-success.ts';

type HTTPExceptionClass = new (init: string | HTTPExceptionInit) => HTTPException;

const { HTTPClientError, HTTPError, HTTPServerError } = errors;
const KINDS: ReadonlySet<unknown> = new Set([HTTPClientError, HTTPError, HTTPServerError]);

/** The class of each status. */
export const statusMap: Readonly<Record<number, typeof HTTPException>> = Object.fromEntries(
  [...Object.values(exceptions), ...Object.values(errors)]
    .filter((Class) => !KINDS.has(Class))
    .map((Class) => [Class.status, Class]),
);

/** What any exception can be made with: its detail, or more, and the headers that some statuses demand. */
type AnyInit =
  | string
  | HTTPMoveInit
  | (HTTPExceptionInit & Pick<ResponseInit, 'allow' | 'contentRange' | 'retryAfter' | 'wwwAuthenticate'>);

/**
 * An exception of a status. One from 400 to 599 that has no class of its own is an HTTPClientError or an
 * HTTPServerError.
 *
 * @throws RangeError when no exception has the status, TypeError when it needs a location and has none.
 *
 * @example
 * ```ts
 * httpException(404, 'No such page.') instanceof HTTPNotFound; // true
 * httpException(418).status; // 418
 * httpException(405, { allow: ['GET'] }).headers; // { Allow: 'GET' }
 * httpException(302, { location: '/login' }).headers; // { Location: '/login' }
 * ```
 */
export function httpException(status: number, init: AnyInit = {}): HTTPException {
  const Class = statusMap[status] as HTTPExceptionClass | undefined;
  if (Class) return new Class(init);
  if (status < 400 || status > 599) throw new RangeError(`no exception has the status ${status}`);
  const more = typeof init === 'string' ? { detail: init } : init;
  return status < 500 ? new HTTPClientError({ ...more, status }) : new HTTPServerError({ ...more, status });
}

/** What errors that stand for a response have in common, as the package `http-errors` makes them. */
interface StatusError extends Error {
  readonly status?: unknown;
  readonly expose?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
}

/**
 * The exception that answers for an error: itself, or one of the status of an error whose fault is the client's, as
 * the package `http-errors` makes them: with a `status` from 400 to 499 and `expose`. `undefined` for all others.
 */
export function exceptionFor(error: unknown): HTTPException | undefined {
  if (error instanceof HTTPException) return error;
  if (!(error instanceof Error)) return undefined;
  const { status, expose, headers, message }: StatusError = error;
  if (expose !== true || !isClientErrorStatus(status)) return undefined;
  return httpException(status, { detail: message, headers: fieldsOf(headers ?? {}), cause: error });
}

function isClientErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 499;
}

function fieldsOf(headers: Readonly<Record<string, unknown>>): HeaderList {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)]),
  );
}
