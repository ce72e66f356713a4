/**
 * Finds the end of the head in a CGI program's output.
 *
 * @module
 */
import { concat } from '../../wsgi/app-iter.ts';
import { nativeFromBytes } from '../../wsgi/native-string.ts';

const CR = 0x0d;
const LF = 0x0a;

/**
 * Collects a head that arrives in chunks. It ends with an empty line, and each line ends with LF or CRLF (RFC 3875,
 * section 6.2).
 */
export class HeadCollector {
  readonly #maxSize: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  /** The content of the current line so far: nothing, a lone CR, or more. */
  #line: 'empty' | 'cr' | 'text' = 'empty';

  /** @param maxSize the longest head, in bytes. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** Whether the head has reached its largest size. */
  get isFull(): boolean {
    return this.#size >= this.#maxSize;
  }

  /** Takes a chunk. Returns the part of it after the head, or `undefined` while the head is incomplete. */
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

  /** The complete lines, as native strings without their ends, excluding the empty one at the end. */
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
