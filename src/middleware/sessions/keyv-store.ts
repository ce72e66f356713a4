/**
 * Stores sessions in Keyv.
 *
 * @module
 */
import type { SessionStore } from './session-store.ts';

/** The interface that a Keyv must have. One of the package `keyv` is recognized by its shape. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  /** @param ttl in milliseconds. */
  set(key: string, value: unknown, ttl?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

interface Entry {
  readonly value: string;
  readonly version: string;
  /** When it expires, in milliseconds. */
  readonly end: number;
}

/**
 * Stores sessions through Keyv, for databases that have no store here.
 *
 * Keyv cannot compare and set. Concurrent requests of one process still lose no changes; those of two processes may
 * overwrite each other. Give Keyv `throwOnErrors: true`, because otherwise it treats a session that it cannot read
 * as missing.
 *
 * @throws TypeError when it is not a Keyv.
 *
 * @example
 * ```ts
 * const map = new Map<string, unknown>();
 * const store = keyvStore({
 *   get: async (key) => map.get(key),
 *   set: async (key, value) => map.set(key, value),
 *   delete: async (key) => map.delete(key),
 * });
 * await store.set('a', '{"n":1}', 60, undefined);
 * (await store.get('a'))?.value; // '{"n":1}'
 * ```
 */
export function keyvStore(keyv: KeyvLike): SessionStore {
  if (
    typeof keyv?.get !== 'function' ||
    typeof keyv.set !== 'function' ||
    typeof keyv.delete !== 'function'
  ) {
    throw new TypeError('keyvStore takes a Keyv: new Keyv(…) of the package keyv');
  }
  const inTurn = turns();
  const find = async (id: string, now: number): Promise<Entry | undefined> => {
    const entry = await keyv.get(id);
    return isEntry(entry) && entry.end > now ? entry : undefined;
  };
  const put = async (id: string, entry: Omit<Entry, 'end'>, ttl: number, now: number) => {
    if ((await keyv.set(id, { ...entry, end: now + ttl * 1000 }, ttl * 1000)) === false) {
      throw new Error('Keyv did not keep the session');
    }
  };
  return {
    async get(id, now = Date.now()) {
      const entry = await find(id, now);
      return entry && { value: entry.value, version: entry.version, ttl: (entry.end - now) / 1000 };
    },
    set: (id, value, ttl, expected, now = Date.now()) =>
      inTurn(id, async () => {
        if ((await find(id, now))?.version !== expected) return undefined;
        const version = process.getBuiltinModule('node:crypto').randomUUID();
        await put(id, { value, version }, ttl, now);
        return version;
      }),
    touch: (id, ttl, now = Date.now()) =>
      inTurn(id, async () => {
        const entry = await find(id, now);
        if (entry) await put(id, entry, ttl, now);
        return entry !== undefined;
      }),
    delete: (id) =>
      inTurn(id, async () => {
        await keyv.delete(id);
      }),
  };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'version' in value && 'end' in value;
}

/** Runs work of the same name one after another. */
function turns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(name);
    const done = before ? before.then(work, work) : work();
    last.set(name, done);
    try {
      return await done;
    } finally {
      if (last.get(name) === done) last.delete(name);
    }
  };
}
