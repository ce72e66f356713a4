/**
 * Going on with what may have to be waited for.
 *
 * @module
 */
import { isPromise } from '../wsgi/app-iter.ts';

/**
 * Goes on with a value: at once where it is there, so that a request that nothing holds up is answered without a turn
 * of promises.
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
