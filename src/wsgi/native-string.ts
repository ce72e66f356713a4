/**
 * Native strings: PEP 3333's way to carry bytes in text, one character (U+0000 to U+00FF) a byte.
 * This is the only place that converts between them, UTF-8 text and bytes.
 *
 * @module
 */

const BEYOND_ASCII = /[^\0-\x7f]/;
/** How many bytes become characters in one call: each is an argument on the stack. */
const CHUNK_SIZE = 8192;

let utf8: InstanceType<typeof TextDecoder> | undefined;

/** Decodes a native string as UTF-8; what is not UTF-8 becomes U+FFFD. */
export function textFromNative(native: string): string {
  return BEYOND_ASCII.test(native) ? decodeUtf8(bytesFromNative(native)) : native;
}

/** The native string of a text's UTF-8 bytes. */
export function nativeFromText(text: string): string {
  return BEYOND_ASCII.test(text) ? charactersOf(new TextEncoder().encode(text)) : text;
}

/** The bytes that a native string stands for. */
export function bytesFromNative(native: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(native.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = native.charCodeAt(i);
  return bytes;
}

/** The native string that stands for these bytes. */
export function nativeFromBytes(bytes: Uint8Array): string {
  // ASCII is the same in UTF-8, which is decoded faster than one could go through the bytes.
  const text = decodeUtf8(bytes);
  return BEYOND_ASCII.test(text) ? charactersOf(bytes) : text;
}

function decodeUtf8(bytes: Uint8Array): string {
  utf8 ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return utf8.decode(bytes);
}

function charactersOf(bytes: Uint8Array): string {
  let native = '';
  for (let start = 0; start < bytes.length; start += CHUNK_SIZE) {
    native += String.fromCharCode(...bytes.subarray(start, start + CHUNK_SIZE));
  }
  return native;
}
