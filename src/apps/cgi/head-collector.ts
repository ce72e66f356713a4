/**
 * Finding the end of the head in what a CGI program writes.
 *
 * @module
 */
import { concat } from '../../wsgi/app-iter.ts';
import { nativeFromBytes } from '../../wsgi/native-string.ts';

const CR = 0x0d;
const LF = 0x0a;

/** Collects a head that comes in chunks: it ends with an empty line, each line with LF or CRLF (RFC 3875, section 6.2). */
export class HeadCollector {
  readonly #maxSize: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  /** What the current line has so far: nothing, a lone CR, or more. */
  #line: 'empty' | 'cr' | 'text' = 'empty';

  /** @param maxSize in bytes. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** Whether there is no room for more. */
  get isFull(): boolean {
    return this.#size >= this.#maxSize;
  }

  /** Takes a chunk: gives what comes after the head in it, or `undefined` where the head goes on. */
  add(chunk: Uint8Array): Uint8Array | undefined {
    const room = Math.min(chunk.length, this.#maxSize - this.#size);
    for (let i = 0; i < room; i++) {
      const byte = chunk[i];
      if (byte === LF) {
        if (this.#line !== 'text') {
          this.#keep(chunk.subarray(0, i + 1));
          return chunk.subarray(i + 1);
        }
        this.#line = 'empty';
      } else {
        this.#line = byte === CR && this.#line === 'empty' ? 'cr' : 'text';
      }
    }
    this.#keep(chunk.subarray(0, room));
    return undefined;
  }

  /** The lines that are whole, as native strings without their ends; the empty one at the end is not among them. */
  lines(): string[] {
    const lines = nativeFromBytes(concat(this.#chunks)).split('\n').slice(0, -1);
    const whole = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    return whole.at(-1) === '' ? whole.slice(0, -1) : whole;
  }

  #keep(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }
}
