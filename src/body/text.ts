/**
 * Text from body bytes.
 *
 * @module
 */
import type { Fault } from '../wsgi/request-errors.ts';

/**
 * Decodes a body as text, without its byte order mark. Bytes that are invalid in the encoding become U+FFFD.
 *
 * @param charset a label of the WHATWG Encoding standard, in any case: `'utf-8'`, `'latin1'`, `'shift_jis'`.
 * @param UnknownCharset the class of error thrown when there is no such encoding; for requests an
 * UnsupportedCharsetError (415).
 *
 * @example
 * ```ts
 * decodeText(new Uint8Array([0xe9]), 'iso-8859-1'); // 'é'
 * decodeText(new Uint8Array([0xe9]), 'klingon'); // throws TypeError
 * ```
 */
export function decodeText(bytes: Uint8Array, charset = 'utf-8', UnknownCharset: Fault = TypeError): string {
  return textDecoder(charset, UnknownCharset).decode(bytes);
}

/**
 * A decoder of the labelled encoding.
 *
 * @param UnknownCharset the class of error thrown when there is no such encoding.
 */
export function textDecoder(
  charset: string,
  UnknownCharset: Fault,
  options?: ConstructorParameters<typeof TextDecoder>[1],
) {
  try {
    const decoder = new TextDecoder(charset);
    // Only UTF has byte order marks; for other encodings, node 20 and 22 mistake a leading 0xFF for one.
    return options && decoder.encoding.startsWith('utf-') ? new TextDecoder(charset, options) : decoder;
  } catch (cause) {
    throw new UnknownCharset(`The charset ${JSON.stringify(charset)} is unknown.`, { cause });
  }
}
