/**
 * `Content-Type` of what is sent: which types name their charset.
 *
 * @module
 */
import { MediaType } from './media-type.ts';
import { withParseCache } from './parse-cache.ts';

/**
 * Adds the charset to a type that is text or XML and names none.
 *
 * @example
 * ```ts
 * withDefaultCharset('text/plain', 'UTF-8'); // 'text/plain; charset=UTF-8'
 * withDefaultCharset('image/svg+xml', 'UTF-8'); // 'image/svg+xml; charset=UTF-8'
 * withDefaultCharset('image/png', 'UTF-8'); // 'image/png'
 * withDefaultCharset('text/html; charset=latin1', 'UTF-8'); // 'text/html; charset=latin1'
 * ```
 */
export function withDefaultCharset(contentType: string, charset: string): string {
  return completedWith(charset)(contentType);
}

/** The same text for the same type: what is then done with it again and again need not read it again. */
const completedWith = withParseCache((charset) =>
  withParseCache((contentType) =>
    lacksCharset(contentType) ? `${contentType}; charset=${charset}` : contentType,
  ),
);

function lacksCharset(contentType: string): boolean {
  const type = MediaType.parse(contentType);
  if (!type || type.charset !== undefined) return false;
  return type.type === 'text' || type.subtype === 'xml' || type.subtype.endsWith('+xml');
}
