/**
 * The `Content-Type` of a response: which types name their charset.
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { checkedValue } from './lists/header-list.ts';
import { MediaType } from './media-type.ts';

/**
 * The value to send for a type, with the charset added if the type is text or XML and names none.
 *
 * @throws TypeError when it is not a media type, or cannot be sent (RFC 9110, section 5.5).
 *
 * @example
 * ```ts
 * withDefaultCharset('text/plain', 'UTF-8'); // 'text/plain; charset=UTF-8'
 * withDefaultCharset('image/svg+xml', 'UTF-8'); // 'image/svg+xml; charset=UTF-8'
 * withDefaultCharset('image/png', 'UTF-8'); // 'image/png'
 * withDefaultCharset('text/html; charset=latin1', 'UTF-8'); // 'text/html; charset=latin1'
 * ```
 */
export function withDefaultCharset(contentType: MediaType | string, charset: string): string {
  return completedWith(charset)(
    typeof contentType === 'string' ? contentType : String(MediaType.from(contentType)),
  );
}

const completedWith = withParseCache((charset) =>
  withParseCache((contentType) =>
    checkedValue(
      'Content-Type',
      lacksCharset(contentType) ? `${contentType}; charset=${charset}` : contentType,
    ),
  ),
);

function lacksCharset(contentType: string): boolean {
  const type = MediaType.from(contentType);
  if (type.charset !== undefined) return false;
  return type.type === 'text' || type.subtype === 'xml' || type.subtype.endsWith('+xml');
}
