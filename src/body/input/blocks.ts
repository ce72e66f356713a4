/**
 * Bytes in memory that can be appended to.
 *
 * @module
 */

const LARGEST_BLOCK = 1024 * 1024;
const EMPTY = new Uint8Array();

/**
 * Copies of the appended bytes, in blocks that grow with the total. A single growing block would be copied anew
 * each time: 64 MiB that arrive in chunks take half of that time.
 */
export class Blocks {
  readonly #full: Uint8Array[] = [];
  #last: Uint8Array = EMPTY;
  #inLast = 0;
  #size = 0;

  /** The number of bytes. */
  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    if (this.#inLast + bytes.length > this.#last.length) {
      if (this.#inLast > 0) this.#full.push(this.#last.subarray(0, this.#inLast));
      this.#last = Buffer.allocUnsafe(Math.max(bytes.length, Math.min(this.#size, LARGEST_BLOCK)));
      this.#inLast = 0;
    }
    this.#last.set(bytes, this.#inLast);
    this.#inLast += bytes.length;
    this.#size += bytes.length;
  }

  /** All bytes, without a copy if they are in one block. The caller must neither modify nor retain them. */
  view(): Uint8Array {
    const last = this.#inLast === this.#last.length ? this.#last : this.#last.subarray(0, this.#inLast);
    return this.#full.length === 0 ? last : Buffer.concat([...this.#full, last], this.#size);
  }

  /** Copies bytes from `start` on into the target, as many as exist and fit. */
  copyTo(target: Uint8Array, start: number): void {
    let from = start;
    let at = 0;
    for (const block of [...this.#full, this.#last.subarray(0, this.#inLast)]) {
      if (from < block.length) {
        const piece = block.subarray(from, from + target.length - at);
        target.set(piece, at);
        at += piece.length;
      }
      from = Math.max(0, from - block.length);
    }
  }
}
