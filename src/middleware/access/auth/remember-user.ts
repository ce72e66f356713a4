/**
 * Remembers a user by a signed cookie, as Paste's `auth.cookie` does.
 *
 * @module
 */
import { SignedSerializer } from '../../../cookies/signed-serializer.ts';
import { namesOf } from '../../../headers/grammar/checks.ts';
import type { Environ, HeaderList } from '../../../wsgi/contract.ts';
import { exchangeOf } from '../../../wsgi/exchange.ts';
import { nativeFromText, textFromNative } from '../../../wsgi/native-string.ts';
import { type TappedHead, tap } from '../../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertLifetime, assertSeconds } from '../../option-checks.ts';
import { secretsFrom } from '../../secrets.ts';
import { SessionCookie, type SessionCookieOptions } from '../../sessions/session-cookie.ts';
import { addVary } from '../../vary.ts';
import { identified } from './user.ts';

/** Options of {@link rememberUser}. */
export interface RememberUserOptions {
  /** Signs what is remembered: 64 random bytes or more. In a list, the first signs and all verify. */
  readonly secret: string | readonly string[];
  /** The keys of the environ that are remembered. Defaults to `['REMOTE_USER', 'REMOTE_USER_TOKENS']`. */
  readonly keys?: readonly string[] | undefined;
  /** Seconds for which a user is remembered. Defaults to 14 days. */
  readonly maxAge?: number | undefined;
  /**
   * Whether using a cookie extends its life: `true` with each response, a number after that many seconds. Defaults
   * to false: the user must log in again after `maxAge`.
   */
  readonly renew?: boolean | number | undefined;
  /** Defaults to the name `'remember'`, `secure: 'auto'`, `httpOnly: true`, `sameSite: 'lax'` and the path `/`. */
  readonly cookie?: SessionCookieOptions | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** The contents of a cookie, with the signed time. */
interface Remembered {
  readonly values: Readonly<Record<string, string>>;
  /** In seconds. */
  readonly since: number;
  readonly until: number;
}

const TWO_WEEKS = 1_209_600;
const USER = 'REMOTE_USER';
const ROLES = 'REMOTE_USER_TOKENS';

/**
 * Remembers the user that the authentication inside has found, so that it need not ask the next time; the
 * `AUTH_TYPE` is then `cookie`. What is remembered is signed but not secret, and it cannot be revoked before it
 * expires.
 *
 * A response that sets or deletes the cookie itself is left alone: the application logs a user out with
 * `response.deleteCookie(name)`. Each response has `Vary: Cookie`.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = pipeline(
 *   wsgify((request) => `Hello, ${request.remoteUser}`),
 *   rememberUser({ secret: 'a secret of 64 random bytes or more', maxAge: 3600 }),
 *   basicAuth({ realm: 'club', verify: (_, password) => password === 'open sesame' }),
 * );
 * const authorization = Authorization.basic('ada', 'open sesame');
 * const [cookie = ''] = (await Request.blank('/', { authorization }).send(app)).headers.getSetCookie();
 * await (await Request.blank('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } }).send(app)).text(); // 'Hello, ada'
 * ```
 */
export function rememberUser(options: RememberUserOptions): AppMiddleware {
  const memory = new Memory(options);
  return middleware((app) => (environ, startResponse) => {
    if (environ.REMOTE_USER) return app(environ, startResponse);
    const remembered = memory.read(environ);
    exchangeOf(environ);
    const known = memory.environ(environ, remembered);
    const observed = tap(app, () => ({
      head: (status, headers): TappedHead => ({
        status,
        headers: memory.leave(headers, environ, known, remembered),
      }),
    }));
    return observed(known, startResponse);
  });
}

class Memory {
  readonly #cookie: SessionCookie;
  readonly #serializer: SignedSerializer<Remembered>;
  readonly #keys: readonly string[];
  readonly #maxAge: number;
  readonly #renewAfter: number;
  readonly #now: () => number;

  constructor(options: RememberUserOptions) {
    assertOptions('rememberUser', options, {
      ...{ secret: true, keys: true, maxAge: true, renew: true, cookie: true, now: true },
    });
    const { secret, maxAge = TWO_WEEKS, renew = false, cookie = {}, now = Date.now } = options;
    assertLifetime('maxAge of rememberUser', maxAge);
    if (typeof renew !== 'boolean') assertSeconds('renew of rememberUser', renew);
    this.#keys = namesOf(options.keys ?? [USER, ROLES], 'keys of rememberUser');
    this.#serializer = new SignedSerializer<Remembered>(secretsFrom(secret), 'rememberUser');
    this.#cookie = new SessionCookie({ ...cookie, name: cookie.name ?? 'remember' }, 'rememberUser');
    this.#maxAge = maxAge;
    this.#renewAfter = typeof renew === 'number' ? renew : renew ? 0 : Infinity;
    this.#now = () => Math.floor(now() / 1000);
  }

  /** The contents of the request's cookie, if it is valid. */
  read(environ: Environ): Remembered | undefined {
    for (const text of this.#cookie.read(environ)) {
      const remembered = this.#opened(text);
      if (remembered && this.#now() < remembered.until) return remembered;
    }
    return undefined;
  }

  /** A copy of the environ with what is remembered. */
  environ(environ: Environ, remembered: Remembered | undefined): Environ {
    const { [USER]: name, [ROLES]: roles, ...others } = remembered?.values ?? {};
    if (!name) return { ...environ };
    const identity = {
      name: textFromNative(name),
      roles: roles?.split(',').map(textFromNative),
    };
    return Object.assign(identified(environ, 'cookie', identity), others);
  }

  /**
   * The fields of the response.
   *
   * @param given the environ that this middleware got.
   * @param known the environ that the application got, and may have changed.
   */
  leave(headers: HeaderList, given: Environ, known: Environ, remembered: Remembered | undefined): HeaderList {
    const fields: HeaderList = [...headers];
    addVary(fields, 'Cookie');
    if (this.#cookie.isSet(given, fields)) return fields;
    const values = this.#valuesOf(given, known);
    const since = this.#now();
    const isSame = JSON.stringify(values) === JSON.stringify(remembered?.values);
    const isFresh = remembered !== undefined && since - remembered.since < this.#renewAfter;
    if (!values[USER] || (isSame && isFresh)) return fields;
    const text = this.#serializer.dumps({ values, since, until: since + this.#maxAge });
    fields.push(['Set-Cookie', this.#cookie.set(given, text, this.#maxAge)]);
    return fields;
  }

  /** The current values of the keys, from the environ or from the notes. */
  #valuesOf(given: Environ, known: Environ): Record<string, string> {
    const { user, roles } = exchangeOf(given).notes;
    const noted: Readonly<Record<string, string | undefined>> = {
      [USER]: user === undefined ? undefined : nativeFromText(user),
      [ROLES]: roles?.map(nativeFromText).join(','),
    };
    const values: Record<string, string> = {};
    for (const key of this.#keys) {
      const value = known[key] === given[key] ? noted[key] : known[key];
      if (typeof value === 'string' && value !== '') values[key] = value;
    }
    return values;
  }

  #opened(text: string): Remembered | undefined {
    try {
      return this.#serializer.loads(text);
    } catch {
      return undefined;
    }
  }
}
