/**
 * Waiting no longer than one wants to.
 *
 * @module
 */

/**
 * What comes of some work. What it comes to later is passed over.
 *
 * @param milliseconds how long to wait.
 * @param who whoever works, for the message.
 * @throws Error, by its promise, when there is no answer in time.
 *
 * @example
 * ```ts
 * await withinTime(Promise.resolve(7), 100, 'the store'); // 7
 * await withinTime(new Promise(() => {}), 10, 'the store'); // throws Error
 * ```
 */
export function withinTime<T>(work: Promise<T>, milliseconds: number, who: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${who} has not answered within ${Math.round(milliseconds)} ms`));
    const timer = setTimeout(fail, milliseconds);
    const settled =
      <R>(settle: (result: R) => void) =>
      (result: R) => {
        clearTimeout(timer);
        settle(result);
      };
    work.then(settled(resolve), settled(reject));
  });
}
