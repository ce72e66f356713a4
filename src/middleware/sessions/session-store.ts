/**
 * Where sessions are kept.
 *
 * @module
 */

/** A session as a store returns it. */
export interface StoredSession {
  /** The session as JSON text. */
  readonly value: string;
  /** Changes with each write. */
  readonly version: string;
  /** Seconds until it expires. If a store does not say, every request extends the session. */
  readonly ttl?: number | undefined;
}

/** The changes: the JSON of each key's new value, or `undefined` to delete the key. */
export type SessionChanges = ReadonlyMap<string, string | undefined>;

/**
 * A store of sessions. Ids are hashes of 64 hexadecimal digits, so that somebody who reads the store cannot log in.
 * Values are JSON objects. The store handles expiry; `ttl` is in seconds, and `now` is the caller's time in
 * milliseconds, for which a store may use its own clock.
 */
export interface SessionStore {
  get(id: string, now?: number): Promise<StoredSession | undefined>;
  /**
   * Compares and sets atomically.
   *
   * @param expected the current version; `undefined` if the session must not exist.
   * @returns the new version; `undefined`, with nothing set, if the version did not match.
   */
  set(
    id: string,
    value: string,
    ttl: number,
    expected: string | undefined,
    now?: number,
  ): Promise<string | undefined>;
  /**
   * Atomically changes some keys of a session that other requests may be changing. For a store that cannot do this,
   * `get` and `set` are called until they succeed.
   *
   * @returns whether the session exists; it is never recreated.
   */
  merge?(id: string, changes: SessionChanges, ttl: number, now?: number): Promise<boolean>;
  /** Extends the life of a session. @returns whether it exists. */
  touch(id: string, ttl: number, now?: number): Promise<boolean>;
  delete(id: string): Promise<void>;
}
