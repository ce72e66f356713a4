/**
 * Remembers the files that were just found to be inside a directory.
 *
 * @module
 */
import { LONGEST_KEY } from '../../collections/parse-cache.ts';
import { RecentMap } from '../../collections/recent-map.ts';
import type { OpenFile } from './open-file.ts';
import { isSameFile } from './seen-files.ts';

const KEPT_FILES = 1000;
/** Milliseconds for which a check counts. */
const LASTS = 1000;

interface Check {
  readonly time: number;
  readonly stats: OpenFile['stats'];
}

/**
 * Files whose place was checked within the last second. If a path without links leads to the same file, unchanged, its
 * place need not be asked for again, which takes a third of the CPU time of a request for a few bytes.
 */
export class CheckedFiles {
  readonly #clock: () => number;
  readonly #checks = new RecentMap<string, Check>(KEPT_FILES);

  /** @param clock returns the time in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  add({ path, stats }: OpenFile): void {
    if (path.length <= LONGEST_KEY) this.#checks.set(path, { time: this.#clock(), stats });
  }

  has({ path, stats }: OpenFile): boolean {
    const last = this.#checks.get(path);
    return last !== undefined && this.#clock() - last.time < LASTS && isSameFile(last.stats, stats);
  }
}
