/**
 * Waits for a limited time.
 *
 * @module
 */

/**
 * The result of some work. A later result is ignored.
 *
 * @param milliseconds how long to wait.
 * @param who what does the work, for the message.
 * @throws Error, through its promise, when there is no result in time.
 *
 * @example
 * ```ts
 * await withinTime(Promise.resolve(7), 100, 'the store'); // 7
 * await withinTime(new Promise(() => {}), 10, 'the store'); // throws Error
 * ```
 */
export function withinTime<T>(work: Promise<T>, milliseconds: number, who: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${who} did not answer within ${Math.round(milliseconds)} ms`));
    let turn: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // If this process was blocked, a result that arrived in the meantime counts.
      turn = setImmediate(fail);
    }, milliseconds);
    const settled =
      <R>(settle: (result: R) => void) =>
      (result: R) => {
        clearTimeout(timer);
        clearImmediate(turn);
        settle(result);
      };
    work.then(settled(resolve), settled(reject));
  });
}
