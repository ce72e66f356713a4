/**
 * `Set-Cookie`: a cookie that a response sets (RFC 6265bis, section 4.1).
 *
 * @module
 */
import { unknownName } from '../collections/unknown-name.ts';
import { shown } from '../headers/grammar/checks.ts';
import { isToken } from '../headers/grammar/field-value.ts';

/** How widely, how long and how securely a cookie is kept. */
export interface CookieOptions {
  /** The domain whose hosts receive it. Defaults to only the host that set it. */
  domain?: string | undefined;
  /** The path below which it is sent. Defaults to `'/'`; `null` leaves it to the browser. */
  path?: string | null | undefined;
  /** Its lifetime in whole seconds. Without this and `expires` it ends with the browser's session. */
  maxAge?: number | null | undefined;
  /** When it expires; `maxAge` takes precedence. */
  expires?: Date | undefined;
  /** Sent over HTTPS only. */
  secure?: boolean | undefined;
  /** Hidden from the page's scripts. */
  httpOnly?: boolean | undefined;
  /** Whether requests from other sites carry it; `'none'` requires `secure`. */
  sameSite?: SameSite | undefined;
  /** Kept apart for each site that embeds this one; requires `secure`. */
  partitioned?: boolean | undefined;
  /** Which cookies Chromium evicts first when there are too many. */
  priority?: 'low' | 'medium' | 'high' | undefined;
}

/** The attributes that decide whether a browser accepts a cookie, either to be written or as read. */
export type CookieAttributes = Pick<
  CookieOptions,
  'domain' | 'path' | 'secure' | 'partitioned' | 'expires'
> & {
  sameSite?: SameSite | boolean | undefined;
};

type SameSite = 'strict' | 'lax' | 'none' | 'Strict' | 'Lax' | 'None';

const LONG_AGO = new Date(0);

/** The most bytes of name and value together that browsers keep (RFC 6265bis, section 5.6). */
export const LONGEST_COOKIE = 4096;

/**
 * Writes a `Set-Cookie` value. The cookie's value is percent-encoded, which `cookies.get` undoes.
 *
 * @throws TypeError when the name is not a token or the value is not text, when an option is unknown or malformed
 * (an attribute with `;` or a control character, a path that does not begin with `/`, an age that is not whole, a
 * date outside the years 0 to 9999), or when browsers would reject the cookie: `__Host-` without `secure` and the
 * path `/` or with a domain, and `__Secure-`, `sameSite: 'none'` or `partitioned` without `secure`.
 * @throws RangeError when name and encoded value have more than 4096 bytes together, which browsers drop (section 5.6);
 * URIError when the value has half a surrogate pair.
 *
 * @example
 * ```ts
 * serializeSetCookie('theme', 'dark; red', { maxAge: 60 }); // 'theme=dark%3B%20red; Max-Age=60; Path=/'
 * serializeSetCookie('__Host-sid', '1', { path: '/app' }); // throws TypeError
 * ```
 */
export function serializeSetCookie(name: string, value: string, options: CookieOptions = {}): string {
  assertCookie(name, value, options);
  const { path = '/', maxAge, domain, expires, httpOnly, secure, partitioned, priority, sameSite } = options;
  const fault = faultOfCookie(name, options, path);
  if (fault !== undefined) throw new TypeError(`cookie ${name}: ${fault}`);
  const encoded = encodeCookieValue(value);
  const length = name.length + encoded.length;
  if (length > LONGEST_COOKIE) {
    throw new RangeError(
      `cookie ${name}: name and value have ${length} bytes, and browsers drop more than ${LONGEST_COOKIE}`,
    );
  }
  let cookie = `${name}=${encoded}`;
  if (maxAge != null) cookie += `; Max-Age=${valid(name, 'maxAge', maxAge, Number.isInteger(maxAge))}`;
  if (domain) cookie += `; Domain=${valid(name, 'domain', domain, DOMAIN.test(domain))}`;
  if (path) cookie += `; Path=${valid(name, 'path', path, path === '/' || PATH.test(path))}`;
  if (expires) cookie += `; Expires=${expires.toUTCString()}`;
  if (httpOnly) cookie += '; HttpOnly';
  if (secure) cookie += '; Secure';
  if (partitioned) cookie += '; Partitioned';
  if (priority) cookie += `; Priority=${wordOf(name, 'priority', priority, PRIORITIES)}`;
  if (sameSite) cookie += `; SameSite=${wordOf(name, 'sameSite', sameSite, SAME_SITES)}`;
  return cookie;
}

/**
 * Why browsers would reject a cookie of this name with these options (RFC 6265bis, section 5.7), or why it cannot
 * be written; `undefined` if it is valid.
 *
 * @param path the one that is sent.
 */
export function faultOfCookie(
  name: string,
  options: CookieAttributes,
  path = options.path,
): string | undefined {
  const { domain, expires } = options;
  const demanding = options.secure ? undefined : demandsSecure(name, options);
  if (demanding !== undefined) return `${demanding} requires secure: true`;
  if (isPrefixed(name, HOST_PREFIX)) {
    if (path !== '/') return "its name prefix requires path: '/'";
    if (domain) return 'its name prefix does not allow a domain';
  }
  if (path && !path.startsWith('/')) return 'the path must begin with /';
  if (expires !== undefined && !(expires instanceof Date && FOUR_DIGITS.test(expires.toUTCString())))
    return 'expires must be a Date in the years 0 to 9999';
  return undefined;
}

function demandsSecure(name: string, { sameSite, partitioned }: CookieAttributes): string | undefined {
  if (isPrefixed(name, SECURE_PREFIX)) return 'its name prefix';
  if (sameSite && String(sameSite).toLowerCase() === 'none') return "sameSite: 'none'";
  return partitioned ? 'partitioned' : undefined;
}

function isPrefixed(name: string, prefix: RegExp): boolean {
  return name.startsWith('__') && prefix.test(name);
}

/** The word that an option stands for. @throws TypeError when the option is unknown. */
function wordOf(cookie: string, option: string, given: string, words: ReadonlyMap<string, string>): string {
  const word = words.get(String(given).toLowerCase());
  return valid(cookie, option, word ?? given, word !== undefined);
}

/** An option's value. @throws TypeError when it is invalid. */
function valid<T>(cookie: string, option: string, value: T, isValid: boolean): T {
  if (isValid) return value;
  throw new TypeError(`cookie ${cookie}: invalid ${option}: ${shown(value)}`);
}

/** Percent-encodes a cookie's value, except `=`, in which base64 ends. */
function encodeCookieValue(value: string): string {
  const encoded = encodeURIComponent(value);
  return value.indexOf('=') === -1 ? encoded : encoded.replaceAll('%3D', '=');
}

/**
 * Writes the `Set-Cookie` value that makes a browser delete a cookie. The path, the domain and `partitioned` must
 * be those the cookie was set with; `secure` is added if the name's prefix requires it.
 *
 * @throws TypeError as {@link serializeSetCookie} does.
 *
 * @example
 * ```ts
 * serializeDeletion('theme'); // 'theme=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
 * ```
 */
export function serializeDeletion(name: string, options: CookieOptions = {}): string {
  const secure = options.secure ?? SECURE_PREFIX.test(name);
  return serializeSetCookie(name, '', { ...options, secure, maxAge: 0, expires: LONG_AGO });
}

function assertCookie(name: unknown, value: unknown, options: CookieOptions): void {
  if (typeof name !== 'string' || !isToken(name)) {
    throw new TypeError(`invalid cookie name: ${JSON.stringify(name)}`);
  }
  if (typeof value !== 'string') {
    throw new TypeError(`cookie ${name}: the value must be text, not ${typeof value}`);
  }
  for (const option in options) {
    if (!OPTIONS.has(option)) throw unknownName(`option of the cookie ${name}`, option, OPTIONS);
  }
}

const OPTIONS: ReadonlySet<string> = new Set([
  ...['domain', 'path', 'maxAge', 'expires', 'secure', 'httpOnly', 'sameSite', 'partitioned', 'priority'],
]);
const PRIORITIES = new Map([
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
]);
/** Express writes `true` for the strict one. */
const SAME_SITES = new Map([
  ['strict', 'Strict'],
  ['true', 'Strict'],
  ['lax', 'Lax'],
  ['none', 'None'],
]);
/** Labels of at most 63 letters, digits and hyphens (RFC 1123, section 2.1). */
const DOMAIN = /^(?:(?:^\.?|\.)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i;
/** ASCII without control characters and `;`. */
const PATH = /^[ -:<-~]*$/;
const SECURE_PREFIX = /^__(?:Host|Secure)-/i;
const HOST_PREFIX = /^__Host-/i;
const FOUR_DIGITS = / \d{4} /;
