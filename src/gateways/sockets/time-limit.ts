/**
 * Time limits in options.
 *
 * @module
 */

/** The longest time that node's timers support, in milliseconds: 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * A limit in milliseconds.
 *
 * @throws RangeError when it is not a number above 0.
 */
export function timeLimit(name: string, given: number | undefined, usual: number): number {
  const limit = given ?? usual;
  if (!(limit > 0))
    throw new RangeError(`${name} must be a number of milliseconds above 0: ${String(limit)}`);
  return limit;
}

/** A timer for such a limit; `undefined` if the limit is infinite. */
export function timer(limit: number, run: () => void): NodeJS.Timeout | undefined {
  return limit === Infinity ? undefined : setTimeout(run, Math.min(limit, LONGEST_TIMER));
}
