/**
 * Text and JSON from body bytes.
 *
 * @module
 */
import { BadRequestError, UnsupportedCharsetError } from '../wsgi/request-errors.ts';

let jsonDecoder: InstanceType<typeof TextDecoder> | undefined;

/**
 * Decodes a body as text, without its byte order mark. What is not of the encoding becomes U+FFFD.
 *
 * @param charset a label of the WHATWG Encoding standard, in any case: `'utf-8'`, `'latin1'`, `'shift_jis'`.
 * @throws UnsupportedCharsetError (415) when there is no such encoding.
 *
 * @example
 * ```ts
 * decodeText(new Uint8Array([0xe9]), 'iso-8859-1'); // 'é'
 * decodeText(new Uint8Array([0xe9]), 'klingon'); // throws UnsupportedCharsetError
 * ```
 */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  return textDecoder(charset).decode(bytes);
}

/**
 * Reads a body as JSON (RFC 8259): UTF-8 whatever the Content-Type says, with or without a byte order
 * mark.
 *
 * @throws BadRequestError (400) when it is not UTF-8 or not JSON.
 *
 * @example
 * ```ts
 * parseJson(new TextEncoder().encode('{"a": [1]}')); // { a: [1] }
 * parseJson(new TextEncoder().encode("{'a': 1}")); // throws BadRequestError
 * ```
 */
export function parseJson<T = unknown>(bytes: Uint8Array): T {
  try {
    jsonDecoder ??= new TextDecoder('utf-8', { fatal: true });
    return JSON.parse(jsonDecoder.decode(bytes)) as T;
  } catch (cause) {
    throw new BadRequestError('The request body is not valid JSON.', { cause });
  }
}

/**
 * A decoder of the labelled encoding.
 *
 * @throws UnsupportedCharsetError (415) when there is no such encoding.
 */
export function textDecoder(charset: string, options?: ConstructorParameters<typeof TextDecoder>[1]) {
  try {
    return new TextDecoder(charset, options);
  } catch (cause) {
    throw new UnsupportedCharsetError(`The charset ${JSON.stringify(charset)} is not known.`, { cause });
  }
}
