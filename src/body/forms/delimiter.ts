/**
 * The delimiters between the parts of a multipart body, and how they are found.
 *
 * @module
 */
import { bytesFromNative } from '../../wsgi/native-string.ts';

const CR = 0x0d;

/** The delimiter of a boundary, with the line break before it. */
export class Delimiter {
  readonly #bytes: Buffer;
  /** By byte, how far the search goes on where that byte stands at the delimiter's end; 0 for the delimiter's last. */
  readonly #steps: Uint8Array;
  /** How far it goes on from there. */
  readonly #lastStep: number;

  /** @param boundary a native string of at most 200 characters. */
  constructor(boundary: string) {
    const bytes = Buffer.from(bytesFromNative(`\r\n--${boundary}`));
    const last = bytes.length - 1;
    const steps = new Uint8Array(256).fill(bytes.length);
    for (let i = 0; i < last; i++) steps[bytes[i] as number] = last - i;
    this.#lastStep = steps[bytes[last] as number] as number;
    steps[bytes[last] as number] = 0;
    this.#bytes = bytes;
    this.#steps = steps;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /**
   * Where it begins next, or -1.
   *
   * This is Horspool's search, which looks at one byte of forty: 64 MiB take 0.6 of the time of `indexOf`. It does badly
   * where much looks like the delimiter; after as many comparisons as there are bytes it leaves the rest to that.
   */
  indexIn(data: Buffer, from: number): number {
    const bytes = this.#bytes;
    const steps = this.#steps;
    const last = bytes.length - 1;
    let comparisons = 0;
    for (let i = from + last; i < data.length; ) {
      const step = steps[data[i] as number] as number;
      if (step > 0) {
        i += step;
        continue;
      }
      let alike = 1;
      while (alike <= last && data[i - alike] === bytes[last - alike]) alike++;
      if (alike > last) return i - last;
      i += this.#lastStep;
      comparisons += alike;
      if (comparisons > data.length) return data.indexOf(bytes, i - last);
    }
    return -1;
  }

  /** How many bytes at the end of the data may be its beginning. No boundary has a CR in it. */
  begunIn(data: Buffer, from: number): number {
    const tail = data.subarray(Math.max(from, data.length - this.length + 1));
    const cr = tail.lastIndexOf(CR);
    if (cr === -1) return 0;
    const length = tail.length - cr;
    return tail.compare(this.#bytes, 0, length, cr) === 0 ? length : 0;
  }
}
