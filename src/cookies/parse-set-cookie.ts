/**
 * Reads `Set-Cookie` as a browser does (RFC 6265bis, section 5.6).
 *
 * @module
 */
import { trimWhitespace } from '../headers/grammar/field-value.ts';
import { percentDecodeText } from '../url/percent-encoding.ts';
import { parseCookieDate } from './cookie-date.ts';
import { LONGEST_COOKIE } from './set-cookie.ts';

/** A cookie that a response sets, with the attributes that are present and well-formed. */
export interface ParsedSetCookie {
  /** Empty for a cookie that has only a value. */
  name: string;
  /** Percent-decoded if that gives valid UTF-8, else unchanged. */
  value: string;
  /** In lower case, without a leading dot. */
  domain?: string;
  path?: string;
  /** In seconds; 0 or less deletes the cookie. */
  maxAge?: number;
  expires?: Date;
  secure?: boolean;
  httpOnly?: boolean;
  sameSite?: 'strict' | 'lax' | 'none';
  partitioned?: boolean;
  priority?: 'low' | 'medium' | 'high';
}

const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;
const LONGEST_ATTRIBUTE = 1024;
const SECONDS = /^-?\d+$/;

/**
 * Reads a `Set-Cookie` value, one field at a time. Attributes that are unknown, malformed or longer than 1024 bytes
 * are dropped, and if one is repeated, the last counts. `undefined` for values that a browser ignores: an empty
 * one, one with a control character, or one whose name and value have more than 4096 bytes together.
 *
 * @example
 * ```ts
 * parseSetCookie('a=%20b; Path=/; Max-Age=x'); // { name: 'a', value: ' b', path: '/' }
 * parseSetCookie('a=b; Expires=Wed, 09-Jun-2021 10:18:14 +0200')?.expires; // new Date('2021-06-09T10:18:14Z')
 * parseSetCookie('no name'); // { name: '', value: 'no name' }
 * parseSetCookie('='); // undefined
 * ```
 */
export function parseSetCookie(header: string): ParsedSetCookie | undefined {
  if (CONTROL.test(header)) return undefined;
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const name = trimWhitespace(pair.slice(0, Math.max(equals, 0)));
  const value = trimWhitespace(pair.slice(equals + 1));
  const length = name.length + value.length;
  if (length === 0 || length > LONGEST_COOKIE) return undefined;
  const cookie: ParsedSetCookie = { name, value: percentDecodeText(value) };
  for (const attribute of attributes) readAttribute(cookie, attribute);
  return cookie;
}

function readAttribute(cookie: ParsedSetCookie, attribute: string): void {
  const equals = attribute.indexOf('=');
  const name = trimWhitespace(equals === -1 ? attribute : attribute.slice(0, equals)).toLowerCase();
  const value = equals === -1 ? '' : trimWhitespace(attribute.slice(equals + 1));
  if (value.length <= LONGEST_ATTRIBUTE) ATTRIBUTES.get(name)?.(cookie, value);
}

const ATTRIBUTES: ReadonlyMap<string, (cookie: ParsedSetCookie, value: string) => void> = new Map([
  [
    'domain',
    (cookie, value) => {
      const domain = value.toLowerCase().replace(/^\./, '');
      if (domain === '') delete cookie.domain;
      else cookie.domain = domain;
    },
  ],
  [
    'path',
    (cookie, value) => {
      if (value.startsWith('/')) cookie.path = value;
      else delete cookie.path;
    },
  ],
  [
    'max-age',
    (cookie, value) => {
      if (SECONDS.test(value)) cookie.maxAge = Number(value);
    },
  ],
  [
    'expires',
    (cookie, value) => {
      const date = parseCookieDate(value);
      if (date) cookie.expires = date;
    },
  ],
  [
    'secure',
    (cookie) => {
      cookie.secure = true;
    },
  ],
  [
    'httponly',
    (cookie) => {
      cookie.httpOnly = true;
    },
  ],
  [
    'partitioned',
    (cookie) => {
      cookie.partitioned = true;
    },
  ],
  [
    'samesite',
    (cookie, value) => {
      const sameSite = value.toLowerCase();
      if (sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none') cookie.sameSite = sameSite;
      else delete cookie.sameSite;
    },
  ],
  [
    'priority',
    (cookie, value) => {
      const priority = value.toLowerCase();
      if (priority === 'low' || priority === 'medium' || priority === 'high') cookie.priority = priority;
    },
  ],
]);
