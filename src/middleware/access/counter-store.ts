/**
 * Counters over time windows, which rate limits are based on.
 *
 * @module
 */
import { assertOptions } from '../app-middleware.ts';

/** The state of a counter. */
export interface Count {
  readonly count: number;
  /** Milliseconds until the count is forgotten. */
  readonly reset: number;
}

/** Where counters are kept. */
export interface CounterStore {
  /**
   * Adds to the count of a key, and returns the sum. A count begins with the first addition and is reset when its
   * window is over.
   *
   * @param window the length in milliseconds.
   * @param cost how much to add; 0 only reads, and a negative number takes back.
   * @param now the caller's time in milliseconds; a store may use its own clock.
   */
  hit(key: string, window: number, cost: number, now?: number): Promise<Count>;
}

const MOST_COUNTS = 100_000;

/** A count, and when it is reset. */
interface Entry {
  count: number;
  readonly end: number;
}

/**
 * Counts in the memory of this process. Above `max` keys, those that were counted least recently are forgotten.
 *
 * @param options `max` defaults to 100 000, which takes about 30 MB.
 * @throws RangeError when `max` is not a whole number of 1 or more, and TypeError when an option is unknown.
 *
 * @example
 * ```ts
 * const counter = memoryCounter({ max: 1000 });
 * await counter.hit('ada', 60_000, 1, 0); // { count: 1, reset: 60000 }
 * await counter.hit('ada', 60_000, 1, 20_000); // { count: 2, reset: 40000 }
 * ```
 */
export function memoryCounter(options: { readonly max?: number | undefined } = {}): CounterStore {
  assertOptions('memoryCounter', options, { max: true });
  const { max = MOST_COUNTS } = options;
  if (!Number.isInteger(max) || max < 1) {
    throw new RangeError(`max of memoryCounter must be a whole number of 1 or more: ${String(max)}`);
  }
  return new MemoryCounter(max);
}

/** A store that need not be waited for. */
class MemoryCounter implements CounterStore {
  readonly #max: number;
  readonly #entries = new Map<string, Entry>();

  constructor(max: number) {
    this.#max = max;
  }

  async hit(key: string, window: number, cost: number, now?: number): Promise<Count> {
    return this.hitNow(key, window, cost, now);
  }

  hitNow(key: string, window: number, cost: number, now = Date.now()): Count {
    const entries = this.#entries;
    const known = entries.get(key);
    const entry = known && known.end > now ? known : { count: 0, end: now + window };
    if (cost !== 0) {
      entry.count += cost;
      entries.delete(key);
      entries.set(key, entry);
      dropOldest(entries, this.#max, now);
    }
    return { count: entry.count, reset: entry.end - now };
  }
}

/** Adds to a count in the store, without waiting if it is a `MemoryCounter`. */
export function hit(
  store: CounterStore,
  ...counted: [key: string, window: number, cost: number, now: number]
): Count | Promise<Count> {
  return store instanceof MemoryCounter ? store.hitNow(...counted) : store.hit(...counted);
}

/** Drops entries above the maximum, and expired ones faster than new ones can be added. */
function dropOldest(entries: Map<string, Entry>, max: number, now: number): void {
  let looked = 0;
  for (const [key, { end }] of entries) {
    if (entries.size <= max && (end > now || looked++ === 2)) return;
    entries.delete(key);
  }
}
