/**
 * Native strings: PEP 3333's way to carry bytes in text, one character (U+0000 to U+00FF) per byte.
 * This is the only place that converts between them, UTF-8 text and bytes.
 *
 * @module
 */
import type { Environ } from './contract.ts';
import { notString } from './required.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;
const BEYOND_LATIN1 = /[^\0-\xff]/;

let utf8: InstanceType<typeof TextDecoder> | undefined;

/**
 * Decodes a native string as UTF-8; invalid UTF-8 becomes U+FFFD.
 *
 * @throws TypeError when it has a character beyond U+00FF, which represents no byte.
 *
 * @example
 * ```ts
 * textFromNative('\xc3\xa9'); // 'é'
 * textFromNative('€'); // throws TypeError
 * ```
 */
export function textFromNative(native: string): string {
  if (!BEYOND_ASCII.test(native)) return native;
  utf8 ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return utf8.decode(bytesFromNative(native));
}

/**
 * The string that an environ holds under a key, checked to be a native string; `''` if the key is absent.
 *
 * @throws TypeError that names the key, when it is not a string or has a character beyond U+00FF.
 */
export function nativeAt(environ: Environ, key: string): string {
  const value = environ[key];
  if (value === undefined) return '';
  if (typeof value !== 'string') throw notString(key, value);
  if (BEYOND_LATIN1.test(value)) {
    throw new TypeError(
      `environ.${key} must be a native string, one character per byte: use nativeFromText(text)`,
    );
  }
  return value;
}

/**
 * The text that an environ holds under a key as a native string; `''` if the key is absent.
 *
 * @throws TypeError as {@link nativeAt} does.
 */
export function textAt(environ: Environ, key: string): string {
  const value = environ[key];
  const isAscii = typeof value === 'string' && !BEYOND_ASCII.test(value);
  return isAscii ? value : textFromNative(nativeAt(environ, key));
}

/**
 * The native string of a text's UTF-8 bytes.
 *
 * @example
 * ```ts
 * nativeFromText('é'); // '\xc3\xa9'
 * ```
 */
export function nativeFromText(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  let native = '';
  for (const byte of new TextEncoder().encode(text)) native += String.fromCharCode(byte);
  return native;
}

/**
 * The bytes that a native string represents.
 *
 * @throws TypeError as {@link textFromNative} does.
 */
export function bytesFromNative(native: string): Uint8Array<ArrayBuffer> {
  if (BEYOND_LATIN1.test(native)) {
    throw new TypeError('the text must be a native string, one character per byte: use nativeFromText(text)');
  }
  const bytes = new Uint8Array(native.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = native.charCodeAt(i);
  return bytes;
}

/** The native string that represents these bytes. */
export function nativeFromBytes(bytes: Uint8Array): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('latin1');
}
