/**
 * Iterators whose chunks are looked at as they pass.
 *
 * @module
 */

/** What happens as chunks pass. What it throws ends the iteration. */
export interface Watcher {
  /** A chunk is asked for. */
  asked?(): void;
  /** A chunk has come; nothing vouches for its type. */
  passed(chunk: unknown): void;
  /** There are no more chunks. */
  ended?(): void;
  /** What to throw in the place of an error that ends the iteration. */
  insteadOf?(error: unknown): unknown;
}

/** An iterator that can be stopped before its end. */
type Stoppable<Iteration, Stopped> = Iteration & { return(): Stopped };

const DONE = { done: true, value: undefined } as const;

/** The same chunks. Whoever stops before the end stops the inner iterator at once. */
export function watched(
  inner: Iterator<Uint8Array>,
  watcher: Watcher,
): Stoppable<IterableIterator<Uint8Array>, typeof DONE> {
  let isOver = false;
  const stop = () => {
    isOver = true;
    inner.return?.();
    return DONE;
  };
  const checked = (result: IteratorResult<Uint8Array>) => {
    try {
      watcher.passed(result.value);
      return result;
    } catch (error) {
      stop();
      throw error;
    }
  };
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      try {
        watcher.asked?.();
        if (isOver) return DONE;
        const result = inner.next();
        if (!result.done) return checked(result);
        isOver = true;
        watcher.ended?.();
        return DONE;
      } catch (error) {
        isOver = true;
        throw watcher.insteadOf ? watcher.insteadOf(error) : error;
      }
    },
    return: stop,
  };
}

/** What {@link watched} is, for chunks that take their time. */
export function watchedLater(
  inner: AsyncIterator<Uint8Array>,
  watcher: Watcher,
): Stoppable<AsyncIterableIterator<Uint8Array>, Promise<typeof DONE>> {
  let isOver = false;
  const stop = async () => {
    isOver = true;
    await inner.return?.();
    return DONE;
  };
  const checked = async (result: IteratorResult<Uint8Array>) => {
    try {
      watcher.passed(result.value);
      return result;
    } catch (error) {
      await stop();
      throw error;
    }
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        watcher.asked?.();
        if (isOver) return DONE;
        const result = await inner.next();
        if (!result.done) return await checked(result);
        isOver = true;
        watcher.ended?.();
        return DONE;
      } catch (error) {
        isOver = true;
        throw watcher.insteadOf ? watcher.insteadOf(error) : error;
      }
    },
    return: stop,
  };
}
