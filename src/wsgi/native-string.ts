/**
 * Native strings: PEP 3333's way to carry bytes in text, one character (U+0000 to U+00FF) a byte.
 * This is the only place that converts between them, UTF-8 text and bytes.
 *
 * @module
 */

const BEYOND_ASCII = /[^\0-\x7f]/;

/** Decodes a native string as UTF-8; what is not UTF-8 becomes U+FFFD. */
export function textFromNative(native: string): string {
  return BEYOND_ASCII.test(native) ? Buffer.from(native, 'latin1').toString('utf8') : native;
}

/** The native string of a text's UTF-8 bytes. */
export function nativeFromText(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** The bytes that a native string stands for. */
export function bytesFromNative(native: string): Uint8Array {
  return Buffer.from(native, 'latin1');
}

/** The native string that stands for these bytes. */
export function nativeFromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
