/**
 * `cookieSession`: sessions that are stored in the clients' own cookies.
 *
 * @module
 */

import { type AppMiddleware, assertOptions } from '../app-middleware.ts';
import { secretsFrom } from '../secrets.ts';
import { CookieKeeper } from './cookie-keeper.ts';
import { keeping } from './request-session.ts';
import { encrypting, remembering, signing } from './seal.ts';
import { lifeFrom, type SessionLife } from './session.ts';
import { SessionCookie } from './session-cookie.ts';

/** Options of {@link cookieSession}. */
export interface CookieSessionOptions extends SessionLife {
  /** 32 random bytes or more. In a list, the first seals and all open. */
  readonly secret: string | readonly string[];
  /** Whether sessions are encrypted (`true`, with AES-256-GCM), or readable by clients but signed. Defaults to true. */
  readonly encrypt?: true | 'sign' | undefined;
  /** The longest value of the cookie. Defaults to 4000 bytes, which browsers keep. */
  readonly maxBytes?: number | undefined;
}

const MOST_BYTES = 4000;
const LONGEST = 4096;
const PURPOSE = 'cookieSession';

/**
 * Gives each client a session that is stored in its cookie, sealed, so that no store is needed. The application
 * reads and changes it by `sessionOf(request)`, as with {@link session}. The expiry is part of the sealed contents.
 *
 * The client holds the state: of two concurrent requests, the later response wins, and a client that has kept an
 * old cookie can send it again until it expires, even after `destroy()`. So do not store anything in it that can be
 * spent or revoked, and set `maxAge` short. A session that does not fit into the cookie is an error.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const counting = wsgify(async (request) => {
 *   const visitor = await sessionOf<{ visits: number }>(request);
 *   visitor.set('visits', (visitor.get('visits') ?? 0) + 1);
 *   return `visit ${visitor.get('visits')}`;
 * });
 * const app = cookieSession({ secret: ['a new secret of 32 random bytes', 'the one before'], maxAge: 3600 })(counting);
 * const [cookie = ''] = (await Request.blank('/').send(app)).headers.getSetCookie();
 * await (await Request.blank('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } }).send(app)).text(); // 'visit 2'
 * ```
 */
export function cookieSession(options: CookieSessionOptions): AppMiddleware {
  assertOptions('cookieSession', options, {
    ...{ secret: true, encrypt: true, maxBytes: true, cookie: true, maxAge: true, absolute: true },
    ...{ touchEvery: true, now: true },
  });
  const { secret, encrypt = true, maxBytes = MOST_BYTES, cookie = {} } = options;
  if (encrypt !== true && encrypt !== 'sign') {
    throw new TypeError(`encrypt of cookieSession must be true or 'sign': ${String(encrypt)}`);
  }
  if (!(maxBytes > 0 && maxBytes <= LONGEST)) {
    throw new RangeError(`maxBytes of cookieSession must be a number from 1 to ${LONGEST}: ${maxBytes}`);
  }
  const seal = remembering((encrypt === true ? encrypting : signing)(secretsFrom(secret), PURPOSE));
  const keeper = new CookieKeeper({ ...lifeFrom(options, 'cookieSession'), seal, maxBytes });
  return keeping(keeper, new SessionCookie(cookie, 'cookieSession'));
}
