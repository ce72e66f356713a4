/**
 * Descriptors of what is opened by path.
 *
 * @module
 */
import { type BigIntStats, constants, fstatSync, open, openSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Descriptor } from '../../body/input/descriptor.ts';
import { QuickLook } from './quick-look.ts';
import { restAfterTurn } from './unread-files.ts';

const openAt = promisify(open);

/** Do not wait for a pipe that nobody writes to. */
/* v8 ignore next -- @preserve Windows does not know the flag */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Metadata with exact numbers, and with times in nanoseconds. */
const EXACT = { bigint: true } as const;

/** Paths that were looked at. */
const paths = new QuickLook();

/** The number of a new descriptor for a path. @throws the system's error. */
export async function openPath(path: string): Promise<number> {
  return paths.now(path, () => openSync(path, FLAGS)) ?? (await paths.later(path, () => openAt(path, FLAGS)));
}

/** The number of a new descriptor for a path, without waiting. @throws the system's error. */
export function openPathNow(path: string): number {
  return openSync(path, FLAGS);
}

/** The result of `look` for a path; `undefined`, without calling it, if that may take long, or if it fails. */
export function lookNow<T>(path: string, look: () => T | undefined): T | undefined {
  try {
    return paths.now(path, look);
  } catch {
    return undefined;
  }
}

/**
 * The descriptor of what was opened by a path. While nobody has used it, it can rest: it is closed, and opened again
 * for its first use.
 */
export class PathDescriptor {
  readonly #path: string;
  #open: Descriptor;
  #isClosed = false;
  /** Whether it may rest. */
  #isUnused = false;
  /** What must be found at the path, while it rests. */
  #resting: BigIntStats | undefined;
  #waking: Promise<void> | undefined;

  /** @param number the open descriptor, which this object closes. */
  constructor(path: string, number: number) {
    this.#path = path;
    this.#open = new Descriptor(number);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The result of work that does not wait; `undefined`, without doing it, while it rests. @throws TypeError when it is closed. */
  useNow<T>(work: (number: number) => T): T | undefined {
    this.#isUnused = false;
    if (this.#resting) return undefined;
    this.#open.assertOpen();
    return work(this.#open.number);
  }

  /**
   * Runs work with the descriptor, which stays open until it is done.
   *
   * @throws TypeError when it is closed, and an Error when it rested and its path no longer leads to the same file.
   */
  async use<T>(work: (number: number) => Promise<T>): Promise<T> {
    this.#isUnused = false;
    if (this.#resting) await this.#wake(this.#resting);
    return this.#open.use(work);
  }

  /** Also closes it if it is garbage-collected. */
  closeWhenForgotten(): void {
    this.#open.closeWhenForgotten();
  }

  /**
   * Lets it rest if it is not used by the end of this turn of the event loop. Later it is also closed if it is
   * garbage-collected. Call this before handing it to code that may drop it.
   */
  restUnlessUsed(): void {
    if (this.#isClosed) return;
    this.#open.closeWhenForgotten();
    this.#isUnused = true;
    restAfterTurn(this);
  }

  /** Closes it until it is used. Does nothing if it was used or closed, or its path leads elsewhere. */
  async rest(): Promise<void> {
    if (!this.#isUnused) return;
    const path = this.#path;
    try {
      const named =
        paths.now(path, () => statSync(path, EXACT)) ?? (await paths.later(path, () => stat(path, EXACT)));
      const own = this.#isUnused ? fstatSync(this.#open.number, EXACT) : undefined;
      if (own === undefined || !isSameFile(named, own)) return;
      this.#resting = own;
      this.#open.close();
    } catch {
      // It could not be opened again, so it stays open.
    }
  }

  /** Closes it once, after the work in progress. */
  close(): void {
    this.#isClosed = true;
    this.#isUnused = false;
    this.#resting = undefined;
    this.#open.close();
  }

  #wake(resting: BigIntStats): Promise<void> {
    this.#waking ??= this.#reopen(resting).finally(() => {
      this.#waking = undefined;
    });
    return this.#waking;
  }

  async #reopen(resting: BigIntStats): Promise<void> {
    const number = await openPath(this.#path).catch((cause) => {
      throw new Error(CHANGED, { cause });
    });
    const reopened = new Descriptor(number);
    try {
      if (!isSameFile(fstatSync(number, EXACT), resting)) throw new Error(CHANGED);
    } catch (error) {
      reopened.close();
      throw error;
    }
    if (this.#isClosed) {
      reopened.close();
      return;
    }
    reopened.closeWhenForgotten();
    this.#open = reopened;
    this.#resting = undefined;
  }
}

const CHANGED = 'the file was changed, replaced or removed before its bytes were asked for';

/** Whether it is the same file with the same content. */
function isSameFile(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.dev === other.dev && one.ino === other.ino && one.size === other.size && one.mtimeNs === other.mtimeNs
  );
}
