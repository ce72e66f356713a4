/**
 * Values as JSON text (RFC 8259).
 *
 * @module
 */

import { isPromise } from './app-iter.ts';
import { kindOf } from './kind-of.ts';

/**
 * The JSON text of a value.
 *
 * @param space the indentation of each level, as `JSON.stringify` takes it.
 * @throws TypeError when JSON cannot express the value: `undefined`, a function, a BigInt, a circular
 * reference, a promise.
 *
 * @example
 * ```ts
 * jsonText({ a: [1] }); // '{"a":[1]}'
 * jsonText(undefined); // throws TypeError
 * ```
 */
export function jsonText(value: unknown, space?: number): string {
  const text: string | undefined = JSON.stringify(value, null, space);
  if (text === undefined || isPromise(value)) throw new TypeError(`not a JSON value: ${kindOf(value)}`);
  return text;
}
