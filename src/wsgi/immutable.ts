/**
 * The error for attempts to write to a request.
 *
 * @module
 */

/**
 * The error for an attempt to change a request in place.
 *
 * @param attempt what cannot be done: `'headers.set() does not exist'`.
 * @param change the argument of `with()` that achieves it.
 *
 * @example
 * ```ts
 * immutableError('request.method cannot be assigned', 'method: …').message;
 * // 'request.method cannot be assigned: a request is immutable; request.with({ method: … }) gives a changed one'
 * ```
 */
export function immutableError(attempt: string, change = '…'): TypeError {
  return new TypeError(`${attempt}: a request is immutable; request.with({ ${change} }) gives a changed one`);
}
