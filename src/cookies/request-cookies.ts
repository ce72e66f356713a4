/**
 * `Cookie`: the cookies that a request carries (RFC 6265bis, sections 4.2 and 5.6).
 *
 * @module
 */

import { RequestDict } from '../collections/request-dict.ts';
import { isToken, isWhitespace, trimmedSlice } from '../headers/grammar/field-value.ts';
import { percentDecodeText } from '../url/percent-encoding.ts';
import { textFromNative } from '../wsgi/native-string.ts';

const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
/** The names that browsers send: any visible ASCII except `;` and `=`. */
const NAME = /^[!-:<>-~]+$/;

/**
 * The cookies of a `Cookie` header, in its order. Reading never throws.
 *
 * Only `;` separates, only spaces and tabs are trimmed, and the first `=` ends the name; pairs without `=` are
 * dropped. Quotes and commas are part of a value. Bytes beyond ASCII are read as UTF-8, then values are
 * percent-decoded if possible, else kept unchanged. Of several cookies with the same name, browsers send the one
 * with the most specific path first, and `get` returns that one.
 *
 * Parsing waits until a cookie is needed, and `get` searches only for its own cookie.
 *
 * @example
 * ```ts
 * const cookies = new RequestCookies('theme=dark; user=J%C3%BCrgen; theme=light');
 * cookies.get('theme'); // 'dark'
 * cookies.getAll('theme'); // ['dark', 'light']
 * cookies.get('user'); // 'Jürgen'
 * ```
 */
export class RequestCookies extends RequestDict<string> {
  readonly #header: string;

  /** @param header the field value as it arrived, one character per byte. */
  constructor(header: string | undefined) {
    const value = header ?? '';
    super(() => parseCookies(value));
    this.#header = value;
  }

  override get(name: string): string | undefined {
    return isToken(name) ? findCookie(this.#header, name) : super.get(name);
  }
}

/**
 * Writes a `Cookie` header; values are percent-encoded, which `cookies.get` undoes.
 *
 * @throws TypeError when a name cannot be sent; URIError when a value has half a surrogate pair.
 *
 * @example
 * ```ts
 * formatCookies([['theme', 'dark'], ['user', 'Jürgen']]); // 'theme=dark; user=J%C3%BCrgen'
 * ```
 */
export function formatCookies(cookies: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(cookies, ([name, value]) => {
    if (!NAME.test(name)) throw new TypeError(`invalid cookie name: ${JSON.stringify(name)}`);
    return `${name}=${encodeURIComponent(value)}`;
  }).join('; ');
}

function parseCookies(header: string): [name: string, value: string][] {
  const text = textFromNative(header);
  const cookies: [string, string][] = [];
  let start = 0;
  while (start < text.length) {
    const equals = text.indexOf('=', start);
    if (equals === -1) break;
    const end = endOfPair(text, start);
    if (equals < end) {
      cookies.push([
        trimmedSlice(text, start, equals),
        percentDecodeText(trimmedSlice(text, equals + 1, end)),
      ]);
      start = end + 1;
    } else {
      start = text.lastIndexOf(';', equals) + 1;
    }
  }
  return cookies;
}

/** The value of the first pair with this name, which must be a token. Other pairs are not parsed. */
function findCookie(header: string, name: string): string | undefined {
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, at + 1)) {
    let before = at - 1;
    while (before >= 0 && isWhitespace(header.charCodeAt(before))) before--;
    if (before >= 0 && header.charCodeAt(before) !== SEMICOLON) continue;
    let after = at + name.length;
    while (after < header.length && isWhitespace(header.charCodeAt(after))) after++;
    if (header.charCodeAt(after) === EQUALS) {
      const value = trimmedSlice(header, after + 1, endOfPair(header, after));
      return percentDecodeText(textFromNative(value));
    }
  }
  return undefined;
}

function endOfPair(header: string, start: number): number {
  const end = header.indexOf(';', start);
  return end === -1 ? header.length : end;
}
