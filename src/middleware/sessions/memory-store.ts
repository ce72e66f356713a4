/**
 * Stores sessions in the memory of this process.
 *
 * @module
 */
import { assertOptions } from '../app-middleware.ts';
import type { SessionStore } from './session-store.ts';
import { mergeValue } from './session-value.ts';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** The most sessions to keep. Defaults to 10 000. */
  readonly max?: number | undefined;
}

const MOST_SESSIONS = 10_000;

interface Entry {
  readonly value: string;
  readonly version: string;
  /** When it expires, in milliseconds. */
  readonly end: number;
}

/**
 * Stores sessions in memory, for a single process, until it ends. Above `max`, those that were used least recently
 * are forgotten.
 *
 * @throws TypeError when an option is unknown, RangeError when `max` is not a whole number of 1 or more.
 *
 * @example
 * ```ts
 * const store = memoryStore({ max: 1000 });
 * const version = await store.set('a', '{"n":1}', 60, undefined);
 * (await store.get('a'))?.value; // '{"n":1}'
 * await store.set('a', '{"n":2}', 60, 'another version'); // undefined
 * await store.set('a', '{"n":2}', 60, version) !== undefined; // true
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Required<SessionStore> {
  assertOptions('memoryStore', options, { max: true });
  const { max = MOST_SESSIONS } = options;
  if (!Number.isInteger(max) || max < 1) {
    throw new RangeError(`max of memoryStore must be a whole number of 1 or more: ${String(max)}`);
  }
  const entries = new Map<string, Entry>();
  let versions = 0;
  const find = (id: string, now: number) => {
    const entry = entries.get(id);
    return entry && entry.end > now ? entry : undefined;
  };
  const put = (id: string, value: string, ttl: number, now: number) => {
    const version = String(++versions);
    entries.delete(id);
    entries.set(id, { value, version, end: now + ttl * 1000 });
    dropOldest(entries, max, now);
    return version;
  };
  return {
    async get(id, now = Date.now()) {
      const entry = find(id, now);
      return entry && { value: entry.value, version: entry.version, ttl: (entry.end - now) / 1000 };
    },
    async set(id, value, ttl, expected, now = Date.now()) {
      return find(id, now)?.version === expected ? put(id, value, ttl, now) : undefined;
    },
    async merge(id, changes, ttl, now = Date.now()) {
      const entry = find(id, now);
      if (entry) put(id, mergeValue(entry.value, changes), ttl, now);
      return entry !== undefined;
    },
    async touch(id, ttl, now = Date.now()) {
      const entry = find(id, now);
      if (!entry) return false;
      entries.delete(id);
      entries.set(id, { ...entry, end: now + ttl * 1000 });
      return true;
    },
    async delete(id) {
      entries.delete(id);
    },
  };
}

/** Drops entries above the maximum, and expired ones faster than new ones can be added. */
function dropOldest(entries: Map<string, Entry>, max: number, now: number): void {
  let looked = 0;
  for (const [id, { end }] of entries) {
    if (entries.size <= max && (end > now || looked++ === 2)) return;
    entries.delete(id);
  }
}
