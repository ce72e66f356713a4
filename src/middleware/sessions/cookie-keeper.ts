/**
 * Keeps sessions in the cookies themselves.
 *
 * @module
 */
import type { CookieChange, SessionKeeper } from './request-session.ts';
import type { Seal } from './seal.ts';
import { SessionData } from './session-data.ts';

/** How sessions are kept. Times are in seconds. */
export interface CookieKeeping {
  readonly seal: Seal;
  readonly maxBytes: number;
  readonly maxAge: number;
  readonly absolute: number;
  readonly touchEvery: number;
  readonly now: () => number;
}

/** The sealed contents. Times are in milliseconds. */
type Sealed = [id: string, createdAt: number, usedAt: number, values: Record<string, unknown>];

const ID_BYTES = 16;

/** Sessions in cookies. */
export class CookieKeeper implements SessionKeeper {
  readonly #keeping: CookieKeeping;

  constructor(keeping: CookieKeeping) {
    this.#keeping = keeping;
  }

  make(): SessionData {
    return new SessionData(makeId, this.#keeping.now());
  }

  async load(cookie: string): Promise<SessionData | undefined> {
    const { seal, maxBytes, maxAge, now } = this.#keeping;
    const text = cookie.length > maxBytes ? undefined : seal.open(cookie);
    if (text === undefined) return undefined;
    const [id, createdAt, usedAt, values]: Sealed = JSON.parse(text);
    const idle = (now() - usedAt) / 1000;
    if (idle >= maxAge || this.#ttlOf(createdAt) <= 0) return undefined;
    return new SessionData(makeId, createdAt, new Map(Object.entries(values)), { id, value: '', idle });
  }

  async save(data: SessionData): Promise<CookieChange | undefined> {
    const { seal, maxBytes, touchEvery, now } = this.#keeping;
    const { saved } = data;
    if (data.isEmpty) {
      if (!saved) return undefined;
      data.restart();
      return 'none';
    }
    const changes = data.changes();
    if (saved && !data.isRenewed && changes.size === 0 && saved.idle < touchEvery) return undefined;
    const { id, createdAt } = data;
    const sealed: Sealed = [id, createdAt, now(), data.values()];
    const value = seal.close(JSON.stringify(sealed));
    if (value.length > maxBytes) {
      throw new RangeError(
        `the session takes ${value.length} bytes, and its cookie has ${maxBytes} at most: keep less in it, or keep it in a store`,
      );
    }
    data.wasSaved({ id, value: '', idle: 0 }, changes);
    return { value, maxAge: this.#ttlOf(createdAt) };
  }

  /** Does nothing, since the client's cookie is all there is. */
  async end(): Promise<void> {}

  /** Seconds for which a session stays valid if it is used now. */
  #ttlOf(createdAt: number): number {
    const { maxAge, absolute, now } = this.#keeping;
    return Math.min(maxAge, absolute - (now() - createdAt) / 1000);
  }
}

function makeId(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(ID_BYTES).toString('base64url');
}
