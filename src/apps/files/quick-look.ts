/**
 * Decides when a file operation may run synchronously.
 *
 * @module
 */
import { LONGEST_KEY } from '../../collections/parse-cache.ts';
import { RecentMap } from '../../collections/recent-map.ts';

/** For how many milliseconds after one look the next one is quick. */
const LATELY = 1000;
/** A look that takes so many milliseconds goes to a disk or a network, or this process was kept from running. */
const SLOW = 5;
/** Consecutive slow operations after which a path counts as slow. */
const MOST_SLOW = 3;
/** How long to back off, as a multiple of the last slow operation. */
const PAUSE = 100;
const KEPT_KEYS = 1000;

/** When something was looked at last, or, where that lies ahead, until when it counts as slow. */
interface Look {
  time: number;
  slowInARow: number;
}

/**
 * Looks at files without waking another thread, where that is sure to be quick.
 *
 * What was looked at within the last second is still in the system's memory, and reading it takes less time than handing
 * the question to a thread. Everything else may have to be fetched while all other requests would wait, so it is left to
 * a thread. So is, for a while, what turns out to be slow, such as a network's file system: those looks take no more than
 * a few hundredths of the time.
 *
 * Of an answer only the time is kept; of 1000 to 2000 keys, none longer than 1024 characters.
 */
export class QuickLook {
  readonly #clock: () => number;
  readonly #looks = new RecentMap<string, Look>(KEPT_KEYS);

  /** @param clock tells the time in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** What `look` gives; `undefined`, without a look, when it may not be quick. */
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

  /** What `look` promises. When that is settled, the next look at the key is quick, unless the key is slow. */
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
