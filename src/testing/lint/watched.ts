/**
 * Iterators whose chunks are observed as they pass.
 *
 * @module
 */

/** Callbacks as chunks pass. An error that they throw ends the iteration. */
export interface Watcher {
  /** Called when a chunk is requested. */
  asked?(): void;
  /** Called with each chunk, whose type is not guaranteed. */
  passed(chunk: unknown): void;
  /** Called when there are no more chunks. */
  ended?(): void;
  /** Returns the error to throw in place of one that ends the iteration. */
  insteadOf?(error: unknown): unknown;
}

/** An iterator that can be stopped before its end. */
type Stoppable<Iteration, Stopped> = Iteration & { return(): Stopped };

const DONE = { done: true, value: undefined } as const;

/**
 * The same chunks. Stopping early stops the inner iterator immediately.
 *
 * @param begin makes the inner iterator when the first chunk is requested.
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

/** Does what {@link watched} does, for asynchronous iterators. */
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

/** The state of the iteration. */
class Passage {
  readonly #watcher: Watcher;
  isOver = false;
  /** Whether the watcher has rejected a chunk, so that the inner iterator must be stopped. */
  isRefusing = false;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /** Whether there may be another chunk. */
  isOpen(): boolean {
    this.#watcher.asked?.();
    return !this.isOver;
  }

  /** Ends the iteration early; false if it is already over. */
  leave(): boolean {
    const isLeft = !this.isOver;
    this.isOver = true;
    return isLeft;
  }

  take(result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array, undefined> {
    // The iteration was stopped while the result was awaited.
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

  /** Ends the iteration, and returns the error to throw. */
  failure(error: unknown): unknown {
    this.isOver = true;
    return this.#watcher.insteadOf ? this.#watcher.insteadOf(error) : error;
  }
}
