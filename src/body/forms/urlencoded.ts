/**
 * `application/x-www-form-urlencoded`, in query strings and in forms, as the WHATWG URL standard reads
 * and writes it (section 5).
 *
 * @module
 */
import { UnsupportedCharsetError } from '../../wsgi/request-errors.ts';
import { textDecoder } from '../text.ts';

/** Options of {@link parseUrlencoded}. */
interface UrlencodedOptions {
  /** The label of an encoding other than UTF-8. */
  charset?: string | undefined;
  /** Called for each pair with the number of pairs so far and the pair's length as sent; may throw. */
  check?: ((count: number, length: number) => void) | undefined;
}

const LAST_OF_ASCII = 0x7f;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/**
 * Parses the pairs of a native string (one character per byte), in order.
 *
 * No input is malformed: a `%` without two hexadecimal digits is kept, a byte sequence that is invalid in the
 * encoding becomes U+FFFD, and `;` is data.
 *
 * @throws UnsupportedCharsetError (415) when `charset` is unknown.
 *
 * @example
 * ```ts
 * parseUrlencoded('q=caf%C3%A9+noir&page=2'); // [['q', 'café noir'], ['page', '2']]
 * parseUrlencoded('a=%zz;b'); // [['a', '%zz;b']]
 * ```
 */
export function parseUrlencoded(
  native: string,
  { charset, check }: UrlencodedOptions = {},
): [name: string, value: string][] {
  const decoder =
    charset === undefined ? undefined : textDecoder(charset, UnsupportedCharsetError, { ignoreBOM: true });
  const pairs: [name: string, value: string][] = [];
  findPair(native, (start, nameEnd, end) => {
    check?.(pairs.length + 1, end - start);
    pairs.push([decode(native, start, nameEnd, decoder), decode(native, nameEnd + 1, end, decoder)]);
  });
  return pairs;
}

/**
 * The value of the first pair with this name, or `undefined`: the same value that {@link parseUrlencoded} would
 * find, without parsing the others.
 */
export function findUrlencoded(native: string, name: string): string | undefined {
  return findPair(native, (start, nameEnd, end) =>
    decode(native, start, nameEnd) === name ? decode(native, nameEnd + 1, end) : undefined,
  );
}

/**
 * Writes pairs, as UTF-8.
 *
 * @example
 * ```ts
 * serializeUrlencoded([['q', 'café noir'], ['page', '2']]); // 'q=caf%C3%A9+noir&page=2'
 * ```
 */
export function serializeUrlencoded(pairs: Iterable<readonly [name: string, value: string]>): string {
  return new URLSearchParams(pairs as Iterable<[string, string]>).toString();
}

/** Visits the positions of the pairs in turn, until a visit returns a result. */
function findPair<Found>(
  native: string,
  visit: (start: number, nameEnd: number, end: number) => Found | undefined,
): Found | undefined {
  let equals = -1;
  for (let start = 0, end = 0; start < native.length; start = end + 1) {
    end = indexOrEnd(native, '&', start);
    if (end === start) continue;
    if (equals < start) equals = indexOrEnd(native, '=', start);
    const found = visit(start, Math.min(equals, end), end);
    if (found !== undefined) return found;
  }
  return undefined;
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from);
  return index === -1 ? text.length : index;
}

/**
 * Decodes the name or value between two positions, the second of which is that of a separator or the end, where no
 * escape continues. It is empty when the first is after the second.
 */
function decode(
  native: string,
  start: number,
  end: number,
  decoder?: ReturnType<typeof textDecoder>,
): string {
  const ascii = decoder ? undefined : decodeAscii(native, start, end);
  if (ascii !== undefined) return ascii;
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
  const length = decodeInto(native, start, end, bytes);
  return decoder ? decoder.decode(bytes.subarray(0, length)) : bytes.toString('utf8', 0, length);
}

/** Decodes a text of ASCII only; `undefined` for any other, which needs an encoding. */
function decodeAscii(native: string, start: number, end: number): string | undefined {
  let text = '';
  let kept = start;
  for (let i = start; i < end; i++) {
    const byte = native.charCodeAt(i);
    if (byte > LAST_OF_ASCII) return undefined;
    if (byte !== PLUS && byte !== PERCENT) continue;
    const decoded = byte === PLUS ? SPACE : percentByte(native, i);
    if (decoded > LAST_OF_ASCII) return undefined;
    if (decoded < 0) continue;
    text += native.slice(kept, i) + String.fromCharCode(decoded);
    if (byte === PERCENT) i += 2;
    kept = i + 1;
  }
  return text + native.slice(kept, end);
}

/** Writes the decoded bytes of a text into `target`, and returns their number. */
function decodeInto(native: string, start: number, end: number, target: Buffer): number {
  let length = 0;
  for (let i = start; i < end; i++) {
    let byte = native.charCodeAt(i);
    if (byte === PLUS) {
      byte = SPACE;
    } else if (byte === PERCENT) {
      const encoded = percentByte(native, i);
      if (encoded >= 0) {
        byte = encoded;
        i += 2;
      }
    }
    target[length++] = byte;
  }
  return length;
}

/** The byte that the three characters from the `%` on encode; negative if they are not a valid escape. */
function percentByte(native: string, index: number): number {
  return (hexDigit(native, index + 1) << 4) | hexDigit(native, index + 2);
}

/** The digit's value, or -1, which makes any number that it is combined with negative. */
function hexDigit(text: string, index: number): number {
  return HEX_DIGITS[text.charCodeAt(index)] ?? -1;
}
