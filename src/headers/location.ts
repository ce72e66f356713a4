/**
 * `Location`, safe to send (RFC 9110, section 10.2.2).
 *
 * Browsers read it by the WHATWG URL standard, which is lenient: they drop leading spaces and every tab and line
 * break, and treat `\` as `/`. So a reference that looks like a path of this site may lead to another site.
 *
 * @module
 */

import { parseUrl } from '../url/parse-url.ts';
import { percentEncode } from '../url/percent-encoding.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import type { Field } from './grammar/field.ts';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const WEB_URL = /^https?:\/\/([^/?#]+)/i;
const NOT_AUTHORITY = /[\0-\x20\\]/;
const NOT_URL = /[^!#-;=?-[\]_a-z~]/g;

/**
 * The reference in a form that is safe to send: characters that no URL may contain are percent-encoded as UTF-8,
 * and a reference that would leave the site without a scheme (`//host`, `/\host`) becomes a path of this site.
 *
 * @throws TypeError when it has a scheme other than http and https, or no host after the scheme.
 *
 * @example
 * ```ts
 * safeLocation('/a bé?q=1#top'); // '/a%20b%C3%A9?q=1#top'
 * safeLocation('//evil.example/'); // '/%2Fevil.example/'
 * safeLocation('javascript:alert(1)'); // throws TypeError
 * ```
 */
export function safeLocation(reference: string): string {
  if (!SCHEME.test(reference)) return encoded(reference).replace(/^\/\//, '/%2F');
  const authority = WEB_URL.exec(reference)?.[1];
  const url = parseUrl(reference);
  if (authority === undefined || NOT_AUTHORITY.test(authority) || !url) {
    throw new TypeError(
      `invalid location: ${JSON.stringify(reference)}; only http and https URLs and paths are allowed`,
    );
  }
  const isAscii = encoded(authority) === authority;
  return isAscii ? encoded(reference) : url.href;
}

/** The field that a response reads and writes as `location`; what is written goes through {@link safeLocation}. */
export const location: Field<string | undefined, string | URL> = {
  name: 'Location',
  parse: (value) => value,
  format: (reference) => {
    if (typeof reference === 'string' || reference instanceof URL) return safeLocation(String(reference));
    throw new TypeError(`Location must be text or a URL, not ${typeof reference}`);
  },
};

function encoded(text: string): string {
  return percentEncode(nativeFromText(text), NOT_URL);
}
