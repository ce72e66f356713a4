/**
 * Login by a ticket in a cookie, as Paste's `auth_tkt` and Pyramid's AuthTktCookieHelper do.
 *
 * @module
 */

import {
  type CookieOptions,
  LONGEST_COOKIE,
  serializeDeletion,
  serializeSetCookie,
} from '../../../cookies/set-cookie.ts';
import { trimWhitespace } from '../../../headers/grammar/field-value.ts';
import type { Environ, HeaderList } from '../../../wsgi/contract.ts';
import { exchangeOf } from '../../../wsgi/exchange.ts';
import { nativeFromText } from '../../../wsgi/native-string.ts';
import { tap } from '../../../wsgi/tap.ts';
import { withKey } from '../../../wsgi/with-key.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import type { HasEnviron } from '../../notes.ts';
import { assertSeconds } from '../../option-checks.ts';
import { addVary } from '../../vary.ts';
import { Address } from '../address.ts';
import {
  bindingTo,
  readTicket,
  type Settled,
  settled,
  type Ticket,
  type TicketInit,
  type TicketOptions,
  writeTicket,
} from './ticket.ts';
import { identified } from './user.ts';

/** The attributes of the cookie. */
export interface TicketCookieOptions
  extends Pick<CookieOptions, 'domain' | 'path' | 'httpOnly' | 'sameSite' | 'partitioned'> {
  /** Whether it is sent over HTTPS only. Defaults to `'auto'`: if the request came over HTTPS. */
  readonly secure?: boolean | 'auto' | undefined;
}

/** Options of {@link ticketAuth}. */
export interface TicketAuthOptions extends Omit<TicketOptions, 'ip'> {
  /** Defaults to `'auth_tkt'`. */
  readonly cookieName?: string | undefined;
  /** Whether a ticket is valid only for the address that it was issued to. Defaults to false. */
  readonly includeIp?: boolean | undefined;
  /** Seconds after which a ticket expires. Defaults to never. */
  readonly expiresAfter?: number | undefined;
  /** Seconds after which a valid ticket is replaced by a new one. Defaults to never. */
  readonly reissueAfter?: number | undefined;
  /** Seconds for which the browser keeps the cookie. Defaults to the browser's session. */
  readonly maxAge?: number | undefined;
  /** A `PATH_INFO` at which the ticket is revoked; the application responds. */
  readonly logoutPath?: string | undefined;
  /** Defaults to `secure: 'auto'`, `httpOnly: true`, `sameSite: 'lax'` and the path `/`. */
  readonly cookie?: TicketCookieOptions | undefined;
  /** Whether the ticket is written in base64, which every cookie can carry. Defaults to true. */
  readonly base64?: boolean | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** What an application can do with tickets. Get it with {@link ticketOf}. */
export interface Tickets {
  /** The valid ticket of the request; `undefined` if it has none. */
  readonly ticket: Ticket | undefined;
  /**
   * Logs a user in with this response.
   *
   * @throws TypeError when a ticket or a cookie cannot carry this, or an option is unknown; Error when the head has
   * been sent.
   */
  issue(user: string, content?: Pick<TicketInit, 'tokens' | 'data'>): void;
  /** Logs the user out with this response. @throws Error when the head has been sent. */
  revoke(): void;
}

/** The characters that a cookie's value may have without an encoding (RFC 6265bis, section 4.1.1). */
const COOKIE_VALUE = /^[!#-+\--:<-[\]-~]*$/;

/**
 * Keeps users logged in by a signed ticket in a cookie, in the format of Apache's `mod_auth_tkt`, Paste and
 * Pyramid. It does not demand a login itself; put `requireUser` inside for that. The application logs users in with
 * `ticketOf(request).issue(user)`, and out with `ticketOf(request).revoke()`.
 *
 * A valid ticket sets `REMOTE_USER`, `REMOTE_USER_TOKENS`, `REMOTE_USER_DATA` and the `AUTH_TYPE` `cookie`; an
 * invalid one is ignored. A ticket cannot be revoked before it expires, so set `expiresAfter`, and `reissueAfter`
 * for users who stay. Each response has `Vary: Cookie`.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const site = wsgify((request) => {
 *   if (request.pathInfo !== '/login') return `Hello, ${request.remoteUser ?? 'stranger'}`;
 *   ticketOf(request).issue('ada', { tokens: ['staff'] });
 *   return 'Welcome';
 * });
 * const app = ticketAuth({ secret: 'a secret of 32 random bytes or more', expiresAfter: 3600 })(site);
 * const [cookie = ''] = (await Request.blank('/login').send(app)).headers.getSetCookie();
 * await (await Request.blank('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } }).send(app)).text(); // 'Hello, ada'
 * ```
 */
export function ticketAuth(options: TicketAuthOptions): AppMiddleware {
  const settings = settingsFrom(options);
  return middleware((app) => {
    return (environ, startResponse) => {
      exchangeOf(environ);
      const tickets = new RequestTickets(environ, settings);
      const leaving = tap(app, () => ({
        head: (status, headers) => ({ status, headers: tickets.leave(headers) }),
      }));
      return leaving(tickets.environ(), startResponse);
    };
  });
}

/**
 * The tickets of a request, for the application inside `ticketAuth`.
 *
 * @throws TypeError when there is no `ticketAuth` outside.
 */
export function ticketOf({ environ }: HasEnviron): Tickets {
  const tickets = environ['wheatpaste.tickets'] as Tickets | undefined;
  if (!tickets) throw new TypeError('ticketOf needs the middleware ticketAuth around the application');
  return tickets;
}

interface Settings {
  readonly ticket: Settled;
  readonly cookieName: string;
  readonly includeIp: boolean;
  readonly expiresAfter: number;
  readonly reissueAfter: number;
  readonly logoutPath: string | undefined;
  readonly cookie: CookieOptions;
  readonly isSecureAuto: boolean;
  readonly now: () => number;
}

function settingsFrom(options: TicketAuthOptions): Settings {
  assertOptions('ticketAuth', options, {
    ...{ secret: true, digest: true, userIdEncoding: true, base64: true, cookieName: true, includeIp: true },
    ...{ expiresAfter: true, reissueAfter: true, maxAge: true, logoutPath: true, cookie: true, now: true },
  });
  const {
    cookieName = 'auth_tkt',
    includeIp = false,
    cookie = {},
    maxAge,
    logoutPath,
    now = Date.now,
  } = options;
  const { expiresAfter, reissueAfter, secret, digest, userIdEncoding, base64 = true } = options;
  assertSeconds('expiresAfter of ticketAuth', expiresAfter);
  assertSeconds('reissueAfter of ticketAuth', reissueAfter);
  if ((reissueAfter ?? 0) > (expiresAfter ?? Infinity)) {
    throw new RangeError(
      'reissueAfter of ticketAuth must not be longer than expiresAfter: no ticket would be replaced',
    );
  }
  assertOptions('cookie of ticketAuth', cookie, {
    ...{ domain: true, path: true, httpOnly: true, sameSite: true, partitioned: true, secure: true },
  });
  const { secure = 'auto', httpOnly = true, sameSite = 'lax', ...attributes } = cookie;
  const all = { httpOnly, sameSite, ...attributes, maxAge };
  // A cookie that browsers would reject is an error now, not at the first login.
  serializeSetCookie(cookieName, '', { ...all, secure: secure !== false });
  return {
    ticket: settled({
      secret,
      base64,
      ...(digest !== undefined && { digest }),
      ...(userIdEncoding !== undefined && { userIdEncoding }),
    }),
    ...{ cookieName, includeIp, logoutPath, now },
    expiresAfter: (expiresAfter ?? Infinity) * 1000,
    reissueAfter: (reissueAfter ?? Infinity) * 1000,
    cookie: { ...all, secure: secure === true },
    isSecureAuto: secure === 'auto',
  };
}

class RequestTickets implements Tickets {
  readonly ticket: Ticket | undefined;
  readonly #environ: Environ;
  readonly #settings: Settings;
  readonly #options: Settled | undefined;
  /** The `Set-Cookie` of the response. */
  #setCookie: string | undefined;
  #hasLeft = false;

  constructor(environ: Environ, settings: Settings) {
    this.#environ = environ;
    this.#settings = settings;
    this.#options = optionsFor(environ, settings);
    const ticket = this.#read();
    this.ticket = ticket;
    if (environ.PATH_INFO === settings.logoutPath) this.revoke();
    else if (ticket && settings.now() - Number(ticket.time) > settings.reissueAfter) {
      const { user, tokens, data } = ticket;
      this.issue(user, { tokens, data });
    }
  }

  /** The environ for the application. */
  environ(): Environ {
    const environ = withKey(this.#environ, 'wheatpaste.tickets', this);
    if (!this.ticket || environ.REMOTE_USER) return environ;
    const { user: name, tokens, data } = this.ticket;
    const known = identified(environ, 'cookie', { name, roles: tokens });
    known.REMOTE_USER_DATA = nativeFromText(data);
    return known;
  }

  issue(user: string, content: Pick<TicketInit, 'tokens' | 'data'> = {}): void {
    assertOptions('issue', content, { tokens: true, data: true });
    const { tokens = [], data = '' } = content;
    const { cookieName, now } = this.#settings;
    if (user === '') throw new TypeError('a ticket must name a user');
    if (!this.#options) {
      throw new TypeError(
        'a ticket cannot be bound to an address: the peer has none; set includeIp to false',
      );
    }
    const value = writeTicket({ user, tokens, data, time: new Date(now()) }, this.#options);
    if (!COOKIE_VALUE.test(value)) {
      throw new TypeError('no cookie can carry this ticket as it is: set base64 to true');
    }
    if (cookieName.length + value.length > LONGEST_COOKIE) {
      throw new RangeError(
        `the ticket has ${value.length} bytes, and browsers drop cookies of more than ${LONGEST_COOKIE}`,
      );
    }
    const rest = serializeSetCookie(cookieName, '', this.#attributes()).slice(cookieName.length + 1);
    this.#set(`${cookieName}=${value}${rest}`);
  }

  revoke(): void {
    this.#set(serializeDeletion(this.#settings.cookieName, this.#attributes()));
  }

  /** The fields of the response, which is about to be sent. */
  leave(headers: HeaderList): HeaderList {
    this.#hasLeft = true;
    const fields = [...headers];
    addVary(fields, 'Cookie');
    if (this.#setCookie !== undefined) fields.push(['Set-Cookie', this.#setCookie]);
    return fields;
  }

  #set(setCookie: string): void {
    if (this.#hasLeft) throw new Error('the head of the response has been sent: log in and out before that');
    this.#setCookie = setCookie;
  }

  #attributes(): CookieOptions {
    const { cookie, isSecureAuto } = this.#settings;
    return isSecureAuto ? { ...cookie, secure: this.#environ['wsgi.url_scheme'] === 'https' } : cookie;
  }

  #read(): Ticket | undefined {
    const { cookieName, expiresAfter, now } = this.#settings;
    const { HTTP_COOKIE: header } = this.#environ;
    if (!header || !this.#options) return undefined;
    for (const value of cookiesNamed(cookieName, header)) {
      const ticket = readTicket(value, this.#options);
      if (typeof ticket === 'object' && ticket.user !== '' && now() - Number(ticket.time) <= expiresAfter)
        return ticket;
    }
    return undefined;
  }
}

/** How tickets of a request are signed; `undefined` if they are bound to an address that is unknown. */
function optionsFor(environ: Environ, { ticket, includeIp }: Settings): Settled | undefined {
  if (!includeIp) return ticket;
  const address = Address.parse(environ.REMOTE_ADDR);
  return address && { ...ticket, address: bindingTo(address.text) };
}

/** The values of all cookies with a name, as they were sent: a cookie of another path or domain may precede ours. */
function* cookiesNamed(name: string, header: string): Generator<string> {
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && trimWhitespace(pair.slice(0, equals)) === name)
      yield trimWhitespace(pair.slice(equals + 1));
  }
}
