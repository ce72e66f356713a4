/**
 * `cookieSession`: what is remembered of clients, in their own cookies.
 *
 * @module
 */
import { secretsFrom } from '../access/auth/checks.ts';
import { type AppMiddleware, assertOptions } from '../app-middleware.ts';
import { CookieKeeper } from './cookie-keeper.ts';
import { keeping } from './request-session.ts';
import { encrypting, remembering, signing } from './seal.ts';
import { lifeFrom, type SessionLife } from './session.ts';
import { SessionCookie } from './session-cookie.ts';

/** Options of {@link cookieSession}. */
export interface CookieSessionOptions extends SessionLife {
  /** 32 random bytes or more. Of several the first seals, and each opens. */
  readonly secret: string | readonly string[];
  /** Whether clients cannot read their sessions (AES-256-GCM), or can and only not change them. Defaults to true. */
  readonly encrypt?: true | 'sign';
  /** How long the cookie's value may be. Defaults to 4000 bytes, with which browsers keep it. */
  readonly maxBytes?: number;
}

const MOST_BYTES = 4000;
const LONGEST = 4096;
const PURPOSE = 'cookieSession';

/**
 * Gives each client a session that is in its cookie, sealed: no store is asked. The application reads and changes it by
 * `sessionOf(request)`, as that of {@link session}. When it expires is said within the seal.
 *
 * The state is the client's: of two requests at once the later answer stands, and who has kept an old cookie can bring it again
 * until it expires, also after `destroy()`. So let nothing stand in it that is spent or taken back, and set `maxAge` short.
 * A session that does not fit the cookie is an error.
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
