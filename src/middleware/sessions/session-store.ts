/**
 * Where sessions are kept.
 *
 * @module
 */

/** What a store has of a session. */
export interface StoredSession {
  /** A text of JSON. */
  readonly value: string;
  /** Another one after each change. */
  readonly version: string;
  /** For how many seconds it stays. Of a store that does not say, every request asks to keep the session for longer. */
  readonly ttl?: number;
}

/** What is to change: by key the JSON of the new value, `undefined` where the key is to go. */
export type SessionChanges = ReadonlyMap<string, string | undefined>;

/**
 * A store of sessions. Ids are hashes, of 64 hexadecimal digits: a reader of the store can log in as nobody. Values are
 * JSON objects. The store owns their expiry; `ttl` is in seconds, and `now` the caller's time in milliseconds, which a store
 * may pass over for its own.
 */
export interface SessionStore {
  get(id: string, now?: number): Promise<StoredSession | undefined>;
  /**
   * Compares and sets, in one step.
   *
   * @param expected the version that must be there; `undefined` where the session must not exist.
   * @returns the new version; `undefined`, and nothing is set, where it did not fit.
   */
  set(
    id: string,
    value: string,
    ttl: number,
    expected: string | undefined,
    now?: number,
  ): Promise<string | undefined>;
  /**
   * Changes some keys of a session that others may be changing, in one step. A store that cannot do that is asked to
   * `get` and `set` until it fits.
   *
   * @returns whether the session exists; it is never made again.
   */
  merge?(id: string, changes: SessionChanges, ttl: number, now?: number): Promise<boolean>;
  /** Keeps a session for longer. @returns whether it exists. */
  touch(id: string, ttl: number, now?: number): Promise<boolean>;
  delete(id: string): Promise<void>;
}
