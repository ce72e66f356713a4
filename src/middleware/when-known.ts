/**
 * Continuing with a value that may be a promise.
 *
 * @module
 */
import { isPromise } from '../wsgi/app-iter.ts';

/**
 * Calls `goOn` with a value: immediately if it is known, so that a request that waits for nothing is answered without
 * any promises.
 *
 * @example
 * ```ts
 * whenKnown(1, (value) => value + 1); // 2
 * await whenKnown(Promise.resolve(1), (value) => value + 1); // 2
 * ```
 */
export function whenKnown<Value, Result>(
  value: Value | PromiseLike<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return isPromise(value) ? Promise.resolve(value).then(goOn) : goOn(value);
}
