/**
 * `Set-Cookie`: a cookie that a response sets (RFC 6265bis, section 4.1).
 *
 * @module
 */
import { unknownName } from '../collections/unknown-name.ts';
import { isToken } from '../headers/grammar/field-value.ts';
import { type Attributes, attributesText } from './attributes-text.ts';

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
  if (!isToken(name)) throw new TypeError(`invalid cookie name: ${JSON.stringify(name)}`);
  if (typeof value !== 'string') {
    throw new TypeError(`cookie ${name}: the value must be text, not ${typeof value}`);
  }
  const attributes = attributesOf(options);
  for (const option of Object.keys(options)) {
    if (option !== 'name' && option !== 'value' && Object.hasOwn(attributes, option)) continue;
    throw unknownName(`option of the cookie ${name}`, option, Object.keys(attributes).slice(2));
  }
  const fault = faultOfCookie(name, attributes);
  if (fault !== undefined) throw new TypeError(`cookie ${name}: ${fault}`);
  const encoded = encodeCookieValue(value);
  const length = name.length + encoded.length;
  if (length <= LONGEST_COOKIE) return `${name}=${encoded}${attributesText(attributes)}`;
  throw new RangeError(
    `cookie ${name}: name and value have ${length} bytes, and browsers drop more than ${LONGEST_COOKIE}`,
  );
}

/**
 * Why browsers would reject a cookie of this name with these options (RFC 6265bis, section 5.7), or why it cannot
 * be written; `undefined` if it is valid. The path is given as it is sent.
 */
export function faultOfCookie(name: string, options: CookieAttributes): string | undefined {
  const { domain, path, expires } = options;
  const prefix = prefixOf(name);
  if (!options.secure) {
    const demanding = prefix ? 'its name prefix' : demandsSecure(options);
    if (demanding) return `${demanding} requires secure: true`;
  }
  if (prefix === 'host') {
    if (path !== '/') return "its name prefix requires path: '/'";
    if (domain) return 'its name prefix does not allow a domain';
  }
  if (path && !path.startsWith('/')) return 'the path must begin with /';
  if (expires !== undefined && !(expires instanceof Date && FOUR_DIGITS.test(expires.toUTCString())))
    return 'expires must be a Date in the years 0 to 9999';
  return undefined;
}

/** `'host'` for a name that begins with `__Host-`, `'secure'` for `__Secure-` (section 4.1.3), in any case. */
function prefixOf(name: string): string | undefined {
  // Few names begin like this: looking first saves a tenth of the time of writing a cookie.
  return name.startsWith('__') ? PREFIX.exec(name)?.[1]?.toLowerCase() : undefined;
}

function demandsSecure({ sameSite, partitioned }: CookieAttributes): string | undefined {
  if (sameSite && String(sameSite).toLowerCase() === 'none') return "sameSite: 'none'";
  return partitioned ? 'partitioned' : undefined;
}

/** Percent-encodes a cookie's value, except `=`, in which base64 ends. */
function encodeCookieValue(value: string): string {
  const encoded = encodeURIComponent(value);
  return value.includes('=') ? encoded.replaceAll('%3D', '=') : encoded;
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
  const secure = options.secure ?? prefixOf(name) !== undefined;
  return serializeSetCookie(name, '', { ...options, secure, maxAge: 0, expires: LONG_AGO });
}

/** The attributes in the form that the package accepts, always with the same properties, which engines compare faster. */
function attributesOf(options: CookieOptions): Attributes {
  const { path = '/', maxAge, domain, expires, httpOnly, secure, partitioned, priority, sameSite } = options;
  return {
    name: 'a',
    value: '',
    path,
    maxAge: maxAge ?? undefined,
    domain,
    expires,
    httpOnly,
    secure,
    partitioned,
    priority,
    sameSite,
  } as Attributes;
}

const PREFIX = /^__(Host|Secure)-/i;
const FOUR_DIGITS = / \d{4} /;
