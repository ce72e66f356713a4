/**
 * Percent-encoding of native strings (RFC 3986, section 2.1).
 *
 * @module
 */

const NOT_PATH = /[^A-Za-z0-9/_.~!$&'()*+,;=:@-]/g;

/** Encodes each byte that `unsafe` matches; it must have the `g` flag. */
export function percentEncode(native: string, unsafe: RegExp): string {
  return native.replace(unsafe, (byte) => {
    const digits = (byte.charCodeAt(0) & 0xff).toString(16).toUpperCase();
    return digits.length === 1 ? `%0${digits}` : `%${digits}`;
  });
}

/** Decodes `%XX` to the byte's character; a `%` without two digits is kept. */
export function percentDecode(native: string): string {
  if (native.indexOf('%') === -1) return native;
  return native.replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Decodes `%XX` to the bytes of UTF-8 text; text that cannot be decoded is kept. */
export function percentDecodeText(text: string): string {
  if (text.indexOf('%') === -1) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Encodes a native string's bytes for the path of a URL, except those that a path may contain. */
export function percentEncodePath(native: string): string {
  return percentEncode(native, NOT_PATH);
}
