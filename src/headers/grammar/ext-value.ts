/**
 * Extended parameter values, `UTF-8''na%C3%AFve`: text beyond ASCII in a header (RFC 8187, section 3.2).
 *
 * @module
 */
import { percentDecode, percentEncode } from '../../url/percent-encoding.ts';
import { bytesFromNative, nativeFromText } from '../../wsgi/native-string.ts';

const ASCII = /^[\0-\x7f]*$/;
const LANGUAGE = /^[A-Za-z0-9-]*$/;
/**
 * Includes the four characters that `encodeURIComponent` leaves unencoded, although the standard does not allow
 * them.
 */
const CODED = /^[!#$&+.^_`|~0-9A-Za-z%'()*-]*$/;
const BROKEN_CODE = /%(?![0-9A-Fa-f]{2})/;
const NOT_PLAIN = /[^!#$&+.^_`|~0-9A-Za-z-]/g;

let utf8: InstanceType<typeof TextDecoder> | undefined;

const DECODERS: ReadonlyMap<string, (native: string) => string | undefined> = new Map([
  ['utf-8', decodeUtf8],
  ['iso-8859-1', (native: string) => native],
]);

/**
 * Reads a value in UTF-8 or ISO-8859-1 and discards its language; `undefined` when it is malformed or in another
 * charset. Characters that `encodeURIComponent` does not encode are accepted unencoded.
 *
 * @example
 * ```ts
 * decodeExtValue("UTF-8'en'%e2%82%ac%20rates"); // '€ rates'
 * decodeExtValue("UTF-8''%ff"); // undefined
 * ```
 */
export function decodeExtValue(value: string): string | undefined {
  const [charset = '', language = '', ...rest] = value.split("'");
  const decode = DECODERS.get(charset.toLowerCase());
  if (!decode || rest.length === 0) return undefined;
  const coded = rest.join("'");
  if (!LANGUAGE.test(language) || !CODED.test(coded) || BROKEN_CODE.test(coded)) return undefined;
  return decode(percentDecode(coded));
}

/**
 * Writes any text in UTF-8; a lone surrogate becomes U+FFFD.
 *
 * @example
 * ```ts
 * encodeExtValue('€ rates'); // "UTF-8''%E2%82%AC%20rates"
 * ```
 */
export function encodeExtValue(text: string): string {
  return `UTF-8''${percentEncode(nativeFromText(text), NOT_PLAIN)}`;
}

/** Decodes the bytes of a native string; `undefined` when they are not UTF-8. */
export function decodeUtf8(native: string): string | undefined {
  if (ASCII.test(native)) return native;
  try {
    utf8 ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return utf8.decode(bytesFromNative(native));
  } catch {
    return undefined;
  }
}
