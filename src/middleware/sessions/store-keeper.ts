/**
 * Keeps sessions in a store.
 *
 * @module
 */
import type { CookieChange, SessionKeeper } from './request-session.ts';
import { Saving } from './saving.ts';
import { SessionData } from './session-data.ts';
import type { SessionStore } from './session-store.ts';
import { parseValue } from './session-value.ts';
import { TimedStore } from './timed-store.ts';

/** How sessions are kept. Times are in seconds, except `timeout`, which is in milliseconds. */
export interface Keeping {
  readonly store: SessionStore;
  readonly maxAge: number;
  readonly absolute: number;
  readonly touchEvery: number;
  readonly timeout: number;
  readonly now: () => number;
  readonly ids: SessionIds;
}

/** Converts the ids of sessions to and from cookies. */
export interface SessionIds {
  make(): string;
  /** The value of the cookie for an id. */
  seal(id: string): string;
  /** The id in a cookie; `undefined` if it is not one of ours. */
  open(cookie: string): string | undefined;
}

/** Sessions in a store. */
export class StoreKeeper implements SessionKeeper {
  readonly #keeping: Keeping;
  readonly #makeId: () => string;

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
    this.#makeId = () => keeping.ids.make();
  }

  make(): SessionData {
    return new SessionData(this.#makeId, this.#keeping.now());
  }

  async load(cookie: string): Promise<SessionData | undefined> {
    const id = this.#keeping.ids.open(cookie);
    if (id === undefined) return undefined;
    const store = this.#storeInTime();
    const found = await store.get(id);
    const parsed = found && parseValue(found.value);
    if (!parsed) return undefined;
    const { value, version, ttl } = found;
    const { createdAt, values } = parsed;
    const longest = this.#ttlOf(createdAt);
    if (longest <= 0) {
      await store.delete(id);
      return undefined;
    }
    const idle = ttl === undefined ? Infinity : longest - ttl;
    return new SessionData(this.#makeId, createdAt, values, { id, value, version, idle });
  }

  async save(data: SessionData): Promise<CookieChange | undefined> {
    const { saved } = data;
    if (!saved && data.isEmpty) return undefined;
    const ttl = this.#ttlOf(data.createdAt);
    const store = this.#storeInTime();
    const saving = new Saving(store, data, ttl);
    if (!saved) {
      await saving.create();
    } else if (data.isRenewed && !data.isEmpty) {
      await saving.move(saved);
    } else if (saving.hasChanges) {
      await saving.write(saved);
    } else if (saved.idle >= this.#keeping.touchEvery) {
      data.hasEnded = !(await store.touch(saved.id, ttl));
      data.saved = { ...saved, idle: 0 };
    } else {
      return undefined;
    }
    if (data.hasEnded) return undefined;
    return data.saved ? { value: this.#keeping.ids.seal(data.id), maxAge: ttl } : 'none';
  }

  async end({ saved }: SessionData): Promise<void> {
    if (saved) await this.#storeInTime().delete(saved.id);
  }

  /** Seconds for which a session stays valid if it is used now. */
  #ttlOf(createdAt: number): number {
    const { maxAge, absolute, now } = this.#keeping;
    return Math.min(maxAge, absolute - (now() - createdAt) / 1000);
  }

  #storeInTime(): TimedStore {
    const { store, now, timeout } = this.#keeping;
    return new TimedStore(store, now, timeout);
  }
}
