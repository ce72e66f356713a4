/**
 * Names and values in FastCGI (FastCGI 1.0, section 3.4).
 *
 * @module
 */
import { ProtocolError } from '../sockets/protocol-error.ts';

/** Lengths from here on take four bytes, the first with this bit set. */
const LONG = 0x80;
/** How many names are cached. */
const MOST_NAMES = 64;

/**
 * Reads names and values, which are native strings.
 *
 * It caches the names that it read last, because a web server mostly sends the same names in the same order.
 */
export class PairReader {
  #names: string[] = [];

  /** @throws ProtocolError when a pair is longer than the bytes. */
  read(bytes: Buffer, take: (name: string, value: string) => void): void {
    // A single string, of which the others are slices.
    const text = bytes.toString('latin1');
    const names = this.#names;
    let count = 0;
    let at = 0;
    const readLength = () => {
      const first = text.charCodeAt(at);
      const size = first < LONG ? 1 : 4;
      if (at + size > text.length) throw tooLong();
      const length = size === 1 ? first : bytes.readUInt32BE(at) - 0x8000_0000;
      at += size;
      return length;
    };
    while (at < text.length) {
      const nameLength = readLength();
      const valueLength = readLength();
      const middle = at + nameLength;
      const end = middle + valueLength;
      if (end > text.length) throw tooLong();
      const known = names[count];
      const isKnown = known !== undefined && known.length === nameLength && text.startsWith(known, at);
      const name = isKnown ? known : text.slice(at, middle);
      if (!isKnown && count < MOST_NAMES) names[count] = name;
      take(name, text.slice(middle, end));
      count++;
      at = end;
    }
  }
}

/** Writes names and values, which are native strings of less than 128 bytes each. */
export function writePairs(pairs: readonly (readonly [name: string, value: string])[]): Buffer {
  const texts = pairs.map(([name, value]) => String.fromCharCode(name.length, value.length) + name + value);
  return Buffer.from(texts.join(''), 'latin1');
}

function tooLong(): ProtocolError {
  return new ProtocolError('params', 'A variable is longer than its record stream.');
}
