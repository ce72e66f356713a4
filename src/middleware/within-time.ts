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
 * @throws Error when there is no answer in time.
 *
 * @example
 * ```ts
 * await withinTime(Promise.resolve(7), 100, 'the store'); // 7
 * await withinTime(new Promise(() => {}), 10, 'the store'); // throws Error
 * ```
 */
export async function withinTime<T>(work: Promise<T>, milliseconds: number, who: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error(`${who} has not answered within ${Math.round(milliseconds)} ms`));
    timer = setTimeout(fail, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
