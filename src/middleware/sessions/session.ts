/**
 * `session`: keeps data about clients in a store.
 *
 * @module
 */

import { kindOf } from '../../wsgi/kind-of.ts';
import type { Complete } from '../../wsgi/option-types.ts';
import { type AppMiddleware, assertOptions } from '../app-middleware.ts';
import { assertFunction, assertLifetime, assertSeconds } from '../option-checks.ts';
import { keeping } from './request-session.ts';
import { SessionCookie, type SessionCookieOptions } from './session-cookie.ts';
import { sessionIds } from './session-ids.ts';
import type { SessionStore } from './session-store.ts';
import { StoreKeeper } from './store-keeper.ts';

/** How long a session lives, and in which cookie. */
export interface SessionLife {
  /** Defaults to `secure: 'auto'`, `httpOnly: true`, `sameSite: 'lax'` and the path `/`. */
  readonly cookie?: SessionCookieOptions | undefined;
  /** Seconds for which an unused session lives. Defaults to a day. */
  readonly maxAge?: number | undefined;
  /** Seconds after which a session ends, however much it is used. Defaults to 14 days. */
  readonly absolute?: number | undefined;
  /** Seconds after which a session that is only read is extended. Defaults to a tenth of `maxAge`. */
  readonly touchEvery?: number | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Options of {@link session}. */
export interface SessionOptions extends SessionLife {
  /** Where sessions are kept. */
  readonly store: SessionStore;
  /**
   * Milliseconds that the store may take for everything that a request needs, or the response is 503. Defaults to
   * 2000.
   */
  readonly timeout?: number | undefined;
  /** Signs the ids, so that invalid ones are rejected without reading the store. In a list, the first signs. */
  readonly secret?: string | readonly string[] | undefined;
  /** Makes the ids: 16 to 128 letters, digits, `-`, `_` or `~`. Defaults to 32 random bytes in base64url. */
  readonly genId?: (() => string) | undefined;
}

const DAY = 86_400;
const TIMEOUT = 2000;

/**
 * Gives each client a session, which the application reads and changes by `sessionOf(request)`.
 *
 * - It is saved before the head goes out, so no redirection overtakes it. If it cannot be saved in time, the
 * response is 503.
 * - Nothing is stored, and no cookie sent, before something is set; a session without content is deleted, with its
 * cookie.
 * - Concurrent requests that change different keys lose no changes. A session that has ended never comes back.
 * - Ids that clients invent are never accepted. The store has only hashes of ids.
 * - A response for which the session was used has `Vary: Cookie`, and `Cache-Control: private` unless it sets its
 * own.
 *
 * If the application throws, nothing is saved. Put `httpExceptions` inside for exceptions that are responses.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const shop = wsgify(async (request) => {
 *   const cart = await sessionOf<{ items: string[] }>(request);
 *   if (request.method === 'POST') cart.set('items', [...(cart.get('items') ?? []), 'book']);
 *   return Response.json(cart.get('items') ?? []);
 * });
 * const app = session({ store: memoryStore(), maxAge: 3600 })(shop);
 * (await Request.blank('/').send(app)).headers.has('Set-Cookie'); // false
 * const { headers } = await Request.blank('https://localhost/', { method: 'POST' }).send(app);
 * const [cookie = ''] = headers.getSetCookie();
 * cookie.replace(/=[^;]+/, ''); // '__Host-session; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax'
 * ```
 */
export function session(options: SessionOptions): AppMiddleware {
  assertOptions('session', options, {
    ...{ store: true, cookie: true, maxAge: true, absolute: true, touchEvery: true, timeout: true },
    ...{ secret: true, genId: true, now: true },
  });
  const { store, timeout = TIMEOUT, secret, genId, cookie = {} } = options;
  if (typeof store !== 'object' || store === null) {
    throw new TypeError(`session takes a store such as memoryStore(), not ${kindOf(store)}`);
  }
  for (const name of ['get', 'set', 'touch', 'delete'] as const) {
    assertFunction(`${name} of the store of session`, store[name]);
  }
  if (genId !== undefined) assertFunction('genId of session', genId);
  if (!(timeout > 0)) throw new RangeError(`timeout of session must be more than 0 milliseconds: ${timeout}`);
  const life = lifeFrom(options, 'session');
  const keeper = new StoreKeeper({ ...life, store, timeout, ids: sessionIds(secret, genId) });
  return keeping(keeper, new SessionCookie(cookie, 'session'));
}

/** The times of sessions, checked. */
export function lifeFrom(
  { maxAge = DAY, absolute = 14 * DAY, touchEvery = maxAge / 10, now = Date.now }: SessionLife,
  what: string,
): Complete<Omit<SessionLife, 'cookie'>> {
  assertLifetime(`maxAge of ${what}`, maxAge);
  assertLifetime(`absolute of ${what}`, absolute);
  assertSeconds(`touchEvery of ${what}`, touchEvery);
  return { maxAge, absolute, touchEvery, now };
}
