/**
 * `Set-Cookie`: the cookie that a response gives (RFC 6265bis, section 4.1).
 *
 * @module
 */
import { parseSetCookie as parse, type SetCookie, stringifySetCookie } from 'cookie';
import { isToken } from '../headers/grammar/field-value.ts';

/** Where, how long and how strictly a cookie is kept. */
export interface CookieOptions {
  /** The domain whose hosts get it back; without one only the host that set it does. */
  domain?: string | undefined;
  /** The path below which it is sent back: `'/'` unless given; `null` leaves it to the browser. */
  path?: string | null | undefined;
  /** Its life in whole seconds. Without this and `expires` it ends with the browser's session. */
  maxAge?: number | null | undefined;
  /** When its life ends; `maxAge` goes before it. */
  expires?: Date | undefined;
  /** Sent over HTTPS only. */
  secure?: boolean | undefined;
  /** Hidden from the page's scripts. */
  httpOnly?: boolean | undefined;
  /** Whether requests from other sites bring it; `'none'` needs `secure`. */
  sameSite?: SameSite | undefined;
  /** Kept apart for each site that embeds this one; needs `secure`. */
  partitioned?: boolean | undefined;
  /** Which cookies Chromium drops first where there are too many. */
  priority?: 'low' | 'medium' | 'high' | undefined;
}

/** What decides whether a browser takes a cookie: written, or as it was read. */
export type CookieAttributes = Pick<
  CookieOptions,
  'domain' | 'path' | 'secure' | 'partitioned' | 'expires'
> & {
  sameSite?: SameSite | boolean | undefined;
};

type SameSite = 'strict' | 'lax' | 'none' | 'Strict' | 'Lax' | 'None';

const LONG_AGO = new Date(0);

/**
 * Writes a `Set-Cookie` value. The cookie's value is percent-encoded, which `cookies.get` undoes.
 *
 * @throws TypeError when the name is not a token, when an option is malformed (an attribute with `;`
 * or a control character, an age that is not whole, a date outside the years 0 to 9999), or when browsers
 * would refuse the cookie: `__Host-` without `secure` and the path `/` or with a domain, and
 * `__Secure-`, `sameSite: 'none'` or `partitioned` without `secure`.
 * @throws URIError when the value has half a surrogate pair.
 *
 * @example
 * ```ts
 * serializeSetCookie('theme', 'dark; red', { maxAge: 60 }); // 'theme=dark%3B%20red; Max-Age=60; Path=/'
 * serializeSetCookie('__Host-sid', '1', { path: '/app' }); // throws TypeError
 * ```
 */
export function serializeSetCookie(name: string, value: string, options: CookieOptions = {}): string {
  if (!isToken(name)) throw new TypeError(`not a cookie name: ${JSON.stringify(name)}`);
  const { domain, path = '/', maxAge, expires, secure, httpOnly, sameSite, partitioned, priority } = options;
  const cookie = {
    name,
    value,
    domain,
    path,
    maxAge: maxAge ?? undefined,
    expires,
    secure,
    httpOnly,
    sameSite,
    partitioned,
    priority,
  };
  const fault = faultOfCookie(name, cookie);
  if (fault !== undefined) throw new TypeError(`cookie ${name}: ${fault}`);
  return stringifySetCookie(cookie as SetCookie, ENCODING);
}

/**
 * Why browsers would refuse a cookie of this name with these options (RFC 6265bis, section 5.7), or why it cannot be
 * written; `undefined` where it is sound. The path is that which is sent.
 */
export function faultOfCookie(name: string, options: CookieAttributes): string | undefined {
  return RULES.find((rule) => rule.isBroken(name, options))?.text;
}

/** Percent-encodes a cookie's value; `=`, in which base64 ends, may stand in it. */
export function encodeCookieValue(value: string): string {
  const encoded = encodeURIComponent(value);
  return value.includes('=') ? encoded.replaceAll('%3D', '=') : encoded;
}

/**
 * Writes the `Set-Cookie` value that makes a browser drop a cookie. The path, the domain and whether
 * it is partitioned must be those it was set with; `secure` is added where the name's prefix needs it.
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

/**
 * Reads a `Set-Cookie` value as a browser does (RFC 6265, section 5.2): attributes that are unknown or
 * malformed are left out, the domain is in lower case without a dot before it, and the value is
 * percent-decoded. `undefined` when there is no name.
 *
 * @example
 * ```ts
 * parseSetCookie('a=%20b; Path=/; Max-Age=x'); // { name: 'a', value: ' b', path: '/' }
 * parseSetCookie('no name'); // undefined
 * ```
 */
export function parseSetCookie(header: string): SetCookie | undefined {
  const { domain, path, ...cookie }: SetCookie = parse(header);
  if (cookie.name === '') return undefined;
  const host = domain?.toLowerCase().replace(/^\./, '');
  return { ...cookie, ...(path?.startsWith('/') && { path }), ...(host && { domain: host }) };
}

const ENCODING = { encode: encodeCookieValue };
const SECURE_PREFIX = /^__(?:Host|Secure)-/i;
const HOST_PREFIX = /^__Host-/i;
const NONE = /^none$/i;
const FOUR_DIGITS = / \d{4} /;

interface Rule {
  readonly text: string;
  isBroken(name: string, options: CookieAttributes): boolean;
}

/** What is cheap to ask comes first: most cookies break no rule. */
const RULES: readonly Rule[] = [
  {
    text: 'its prefix needs secure',
    isBroken: (name, { secure }) => !secure && SECURE_PREFIX.test(name),
  },
  {
    text: 'its prefix needs the path /',
    isBroken: (name, { path }) => path !== '/' && HOST_PREFIX.test(name),
  },
  {
    text: 'its prefix forbids a domain',
    isBroken: (name, { domain }) => !!domain && HOST_PREFIX.test(name),
  },
  {
    text: 'SameSite=None needs secure',
    isBroken: (_, { sameSite, secure }) => !secure && NONE.test(String(sameSite)),
  },
  {
    text: 'Partitioned needs secure',
    isBroken: (_, { partitioned, secure }) => !secure && !!partitioned,
  },
  {
    text: 'not a date to expire at',
    isBroken: (_, { expires }) => !!expires && !FOUR_DIGITS.test(expires.toUTCString()),
  },
];
