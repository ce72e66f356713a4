/**
 * Decides when a file operation may run synchronously.
 *
 * @module
 */
import { LONGEST_KEY } from '../../collections/parse-cache.ts';
import { RecentMap } from '../../collections/recent-map.ts';

/** Milliseconds after a look during which the next one is quick. */
const LATELY = 1000;
/** A look that takes this many milliseconds went to a disk or a network, or this process was not running. */
const SLOW = 5;
/** Consecutive slow operations after which a path counts as slow. */
const MOST_SLOW = 3;
/** How long to back off, as a multiple of the last slow operation. */
const PAUSE = 100;
const KEPT_KEYS = 1000;

/** When the path was last looked at or, if that is in the future, until when it counts as slow. */
interface Look {
  time: number;
  slowInARow: number;
}

/**
 * Looks at files synchronously, if that is sure to be quick.
 *
 * Whatever was looked at within the last second is still in the system's memory, and reading it takes less time
 * than involving a thread. Everything else may have to be fetched while all other requests wait, so it is left to a
 * thread. Paths that turn out to be slow, such as those on a network file system, are also left to a thread for a
 * while: looks at them take no more than a few hundredths of the time.
 *
 * Only the time of a look is kept, for 1000 to 2000 keys of up to 1024 characters.
 */
export class QuickLook {
  readonly #clock: () => number;
  readonly #looks = new RecentMap<string, Look>(KEPT_KEYS);

  /** @param clock returns the time in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** The result of `look`; `undefined`, without calling it, when it may not be quick. */
  now<T>(key: string, look: () => T): T | undefined {
    const last = this.#looks.get(key);
    if (!last) return undefined;
    const start = this.#clock();
    if (start < last.time || start - last.time >= LATELY) return undefined;
    try {
      return look();
    } finally {
      const end = this.#clock();
      const taken = end - start;
      last.slowInARow = taken < SLOW ? 0 : last.slowInARow + 1;
      last.time = last.slowInARow < MOST_SLOW ? end : end + PAUSE * taken;
    }
  }

  /** The result of `look`. When it settles, the next look at the key is quick, unless the key is slow. */
  async later<T>(key: string, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } finally {
      if (key.length <= LONGEST_KEY) this.#note(key);
    }
  }

  #note(key: string): void {
    const time = this.#clock();
    const last = this.#looks.get(key);
    if (last) last.time = Math.max(last.time, time);
    else this.#looks.set(key, { time, slowInARow: 0 });
  }
}
