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

/**
 * The same chunks. Stopping before the end stops the inner iterator at once.
 *
 * @param begin gives the inner iterator, when the first chunk is asked for.
 */
export function watched(
  begin: () => Iterator<Uint8Array>,
  watcher: Watcher,
): Stoppable<IterableIterator<Uint8Array>, typeof DONE> {
  const passage = new Passage(watcher);
  let inner: Iterator<Uint8Array> | undefined;
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      try {
        if (!passage.isOpen()) return DONE;
        inner ??= begin();
        return passage.take(inner.next());
      } catch (error) {
        if (passage.isRefusing) inner?.return?.();
        throw passage.failure(error);
      }
    },
    return() {
      if (passage.leave()) inner?.return?.();
      return DONE;
    },
  };
}

/** What {@link watched} is, for chunks that take their time. */
export function watchedLater(
  begin: () => AsyncIterator<Uint8Array>,
  watcher: Watcher,
): Stoppable<AsyncIterableIterator<Uint8Array>, Promise<typeof DONE>> {
  const passage = new Passage(watcher);
  let inner: AsyncIterator<Uint8Array> | undefined;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        if (!passage.isOpen()) return DONE;
        inner ??= begin();
        return passage.take(await inner.next());
      } catch (error) {
        if (passage.isRefusing) await inner?.return?.();
        throw passage.failure(error);
      }
    },
    async return() {
      if (passage.leave()) await inner?.return?.();
      return DONE;
    },
  };
}

/** Where chunks pass the watcher. */
class Passage {
  readonly #watcher: Watcher;
  isOver = false;
  /** Whether the watcher does not let a chunk pass, so that the inner iterator must be stopped. */
  isRefusing = false;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /** Whether the next chunk is to be had. */
  isOpen(): boolean {
    this.#watcher.asked?.();
    return !this.isOver;
  }

  /** Ends the iteration before its end; false where it is over already. */
  leave(): boolean {
    const isLeft = !this.isOver;
    this.isOver = true;
    return isLeft;
  }

  take(result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array, undefined> {
    // What was stopped while the result was awaited owes nothing any more.
    if (this.isOver) return DONE;
    if (result.done) {
      this.isOver = true;
      this.#watcher.ended?.();
      return DONE;
    }
    this.isRefusing = true;
    this.#watcher.passed(result.value);
    this.isRefusing = false;
    return result;
  }

  /** Ends the iteration, and gives what to throw. */
  failure(error: unknown): unknown {
    this.isOver = true;
    return this.#watcher.insteadOf ? this.#watcher.insteadOf(error) : error;
  }
}
