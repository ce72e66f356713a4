/**
 * What the system has at hand.
 *
 * @module
 */
import { LONGEST_KEY } from '../../collections/parse-cache.ts';
import { RecentMap } from '../../collections/recent-map.ts';

/** For how many milliseconds what was looked at stays at hand. */
const LATELY = 1000;
/** A look that takes so many milliseconds goes to a disk or a network, or this process was kept from running. */
const SLOW = 5;
/** So many slow looks in a row cannot be chance. */
const MOST_SLOW = 3;
/** For how many times as long as the last of them took no more are ventured. */
const PAUSE = 100;
const KEPT_KEYS = 1000;

/** When something was looked at last; or until when it is slow, where that lies ahead. */
interface Look {
  time: number;
  slowInARow: number;
}

/**
 * Looks at files without waking another thread, where that is sure to be quick.
 *
 * What was looked at within the last second the system has in its memory still, and tells in less time than it takes
 * to hand the question to a thread. What was not may have to be fetched, and everything else would wait meanwhile: that
 * is left to a thread. So is, for a while, what turns out to be slow, as some network's file system is: such looks take
 * no more than some hundredths of the time.
 *
 * Of an answer nothing is kept but the time when it was given; of 1000 to 2000 keys, none longer than 1024 characters.
 */
export class AtHand {
  readonly #clock: () => number;
  readonly #looks = new RecentMap<string, Look>(KEPT_KEYS);

  /** @param clock tells the time in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** What `look` gives, at once; `undefined`, without a look, when the key is not at hand. */
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

  /** What `look` promises. When that is settled the key is at hand, unless it is slow. */
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
