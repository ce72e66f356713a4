/**
 * Checks what an application returns; the error for a mismatch says what to wrap.
 *
 * @module
 */
import type { AppIter, HeaderList } from './contract.ts';
import { kindOf } from './kind-of.ts';

/**
 * Asserts that an application returned a body.
 *
 * @throws TypeError that says what it returned instead, and what to do.
 */
export function assertBody(body: unknown): AppIter {
  if (typeof body === 'object' && body !== null) {
    if (Symbol.asyncIterator in body || Symbol.iterator in body) return body as AppIter;
  }
  const advice =
    body === undefined
      ? 'wrap a handler in wsgify(handler); a node listener is not an application'
      : 'wrap a handler in wsgify(handler)';
  throw new TypeError(`the application returned ${kindOf(body)} instead of an iterable of bytes: ${advice}`);
}

/**
 * Asserts that the headers given to `startResponse` are a list of pairs.
 *
 * @throws TypeError that says what they must be.
 */
export function assertHeaderList(headers: unknown): asserts headers is HeaderList {
  if (Array.isArray(headers) && headers.every((field) => Array.isArray(field) && field.length === 2)) return;
  const advice = Array.isArray(headers)
    ? ''
    : `; got ${kindOf(headers)}; convert an object with Object.entries()`;
  throw new TypeError(`the headers given to startResponse must be a list of [name, value] pairs${advice}`);
}
