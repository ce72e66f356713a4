/**
 * A store that responds in time, or fails as unavailable.
 *
 * @module
 */
import { withinTime } from '../within-time.ts';
import type { SessionChanges, SessionStore, StoredSession } from './session-store.ts';
import { SessionUnavailable } from './session-unavailable.ts';

/** A store addressed by the clients' ids. The store itself gets their hashes. */
export class TimedStore {
  readonly #store: SessionStore;
  readonly #now: () => number;
  readonly #timeout: number;
  readonly #end: number;

  /** @param timeout the milliseconds from now in which everything must be done. */
  constructor(store: SessionStore, now: () => number, timeout: number) {
    this.#store = store;
    this.#now = now;
    this.#timeout = timeout;
    this.#end = performance.now() + timeout;
  }

  get(id: string): Promise<StoredSession | undefined> {
    return this.#inTime(() => this.#store.get(keyOf(id), this.#now()));
  }

  set(id: string, value: string, ttl: number, expected: string | undefined): Promise<string | undefined> {
    return this.#inTime(() => this.#store.set(keyOf(id), value, ttl, expected, this.#now()));
  }

  /** Whether the session exists; `undefined`, with nothing done, if the store cannot merge. */
  async merge(id: string, changes: SessionChanges, ttl: number): Promise<boolean | undefined> {
    const store = this.#store;
    if (!store.merge) return undefined;
    const merging = store.merge.bind(store);
    return await this.#inTime(() => merging(keyOf(id), changes, ttl, this.#now()));
  }

  touch(id: string, ttl: number): Promise<boolean> {
    return this.#inTime(() => this.#store.touch(keyOf(id), ttl, this.#now()));
  }

  delete(id: string): Promise<void> {
    return this.#inTime(() => this.#store.delete(keyOf(id)));
  }

  /** Waits for a random time up to this many milliseconds, so that others come first. */
  async pause(milliseconds: number): Promise<void> {
    if (this.#left <= 0) {
      throw new SessionUnavailable(
        new Error(`other requests kept changing the session for ${this.#timeout} ms`),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * milliseconds));
  }

  get #left(): number {
    return this.#end - performance.now();
  }

  async #inTime<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withinTime(work(), Math.max(1, this.#left), 'the session store');
    } catch (error) {
      throw new SessionUnavailable(error);
    }
  }
}

/**
 * A leaked store must not let anybody log in, and a look-up must not reveal how much of an id is right
 * (CVE-2019-16782).
 */
function keyOf(id: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', id, 'hex');
}
