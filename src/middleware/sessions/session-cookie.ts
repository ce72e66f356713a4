/**
 * The cookie that connects a client with its session.
 *
 * @module
 */
import { RequestCookies } from '../../cookies/request-cookies.ts';
import {
  type CookieOptions,
  LONGEST_COOKIE,
  serializeDeletion,
  serializeSetCookie,
} from '../../cookies/set-cookie.ts';
import { isSameName } from '../../headers/lists/header-list.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { assertOptions } from '../app-middleware.ts';

/** The attributes of a session's cookie. */
export interface SessionCookieOptions
  extends Pick<CookieOptions, 'domain' | 'path' | 'httpOnly' | 'sameSite' | 'partitioned'> {
  /**
   * Defaults to `'__Host-session'`, and to `'__Secure-session'` with a domain or another path. Over HTTP the prefix
   * is omitted, because browsers reject such cookies there.
   */
  readonly name?: string | undefined;
  /** Whether it is sent over HTTPS only. Defaults to `'auto'`: if the request came over HTTPS. */
  readonly secure?: boolean | 'auto' | undefined;
}

/** How many cookies of the name are tried: one of another path or domain may precede ours. */
const MOST_COOKIES = 4;
const PREFIX = /^__(?:Host|Secure)-/i;

/** The cookie, whose value changes. */
export class SessionCookie {
  readonly #name: string;
  readonly #attributes: CookieOptions;
  readonly #secure: boolean | 'auto';
  /** The part of the `Set-Cookie` that is the same for all cookies, by whether it is sent over HTTPS. */
  readonly #written = new Map<boolean, { readonly name: string; readonly attributes: string }>();

  /** @throws TypeError when an option is unknown or malformed, or browsers would reject the cookie. */
  constructor(options: SessionCookieOptions, what: string) {
    assertOptions(`cookie of ${what}`, options, {
      ...{
        name: true,
        domain: true,
        path: true,
        httpOnly: true,
        sameSite: true,
        partitioned: true,
        secure: true,
      },
    });
    const { name, secure = 'auto', httpOnly = true, sameSite = 'lax', ...attributes } = options;
    const { domain, path = '/' } = attributes;
    this.#name = name ?? (domain || path !== '/' ? '__Secure-session' : '__Host-session');
    this.#attributes = { httpOnly, sameSite, ...attributes };
    this.#secure = secure;
    // A cookie that browsers would reject is an error now, not at the first login.
    this.#set(secure !== false, '', 0);
  }

  /** Whether a response to a request sets or deletes it. */
  isSet(environ: Environ, headers: HeaderList): boolean {
    const start = `${this.#nameFor(this.#isSecure(environ))}=`;
    return headers.some(([name, value]) => isSameName(name, 'Set-Cookie') && value.startsWith(start));
  }

  /** The values in a request, in order. */
  read(environ: Environ): string[] {
    const { HTTP_COOKIE: header } = environ;
    if (!header) return [];
    const name = this.#nameFor(this.#isSecure(environ));
    return new RequestCookies(header).getAll(name).slice(0, MOST_COOKIES);
  }

  /** The `Set-Cookie` for a value without characters to escape, and a lifetime in seconds. */
  set(environ: Environ, value: string, maxAge: number): string {
    const written = this.#writtenFor(this.#isSecure(environ));
    if (written.name.length + value.length > LONGEST_COOKIE) {
      return this.#set(this.#isSecure(environ), value, Math.ceil(maxAge));
    }
    return `${written.name}=${value}; Max-Age=${Math.ceil(maxAge)}${written.attributes}`;
  }

  /** The `Set-Cookie` that deletes the cookie. */
  drop(environ: Environ): string {
    const secure = this.#isSecure(environ);
    return serializeDeletion(this.#nameFor(secure), { ...this.#attributes, secure });
  }

  #writtenFor(secure: boolean) {
    const known = this.#written.get(secure);
    if (known) return known;
    const name = this.#nameFor(secure);
    const written = { name, attributes: this.#set(secure, '', 0).slice(`${name}=; Max-Age=0`.length) };
    this.#written.set(secure, written);
    return written;
  }

  #set(secure: boolean, value: string, maxAge: number): string {
    return serializeSetCookie(this.#nameFor(secure), value, { ...this.#attributes, secure, maxAge });
  }

  #isSecure(environ: Environ): boolean {
    return this.#secure === 'auto' ? environ['wsgi.url_scheme'] === 'https' : this.#secure;
  }

  #nameFor(isSecure: boolean): string {
    return isSecure ? this.#name : this.#name.replace(PREFIX, '');
  }
}
