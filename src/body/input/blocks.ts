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
  /** The positions at which the full blocks end. */
  readonly #ends: number[] = [];
  #last: Uint8Array = EMPTY;
  #inLast = 0;
  #size = 0;

  /** The number of bytes. */
  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    if (this.#inLast + bytes.length > this.#last.length) {
      this.#endBlock();
      this.#last = Buffer.allocUnsafe(Math.max(bytes.length, Math.min(this.#size, LARGEST_BLOCK)));
    }
    this.#last.set(bytes, this.#inLast);
    this.#inLast += bytes.length;
    this.#size += bytes.length;
  }

  /** Appends bytes without a copy. They must never change. */
  keep(bytes: Uint8Array): void {
    this.#endBlock();
    this.#size += bytes.length;
    this.#full.push(bytes);
    this.#ends.push(this.#size);
  }

  /** All bytes, without a copy if they are in one block. The caller must neither modify nor retain them. */
  view(): Uint8Array {
    const [first] = this.#full;
    if (first?.length === this.#size) return first;
    const last = this.#last.subarray(0, this.#inLast);
    return first ? Buffer.concat([...this.#full, last], this.#size) : last;
  }

  /** Copies bytes from `start` on into the target, as many as exist and fit. */
  copyTo(target: Uint8Array, start: number): void {
    let i = this.#indexAt(start);
    let from = start - (this.#ends[i - 1] ?? 0);
    for (let at = 0; at < target.length && i <= this.#full.length; i++) {
      const block = this.#full[i] ?? this.#last.subarray(0, this.#inLast);
      const piece = block.subarray(from, from + target.length - at);
      target.set(piece, at);
      at += piece.length;
      from = 0;
    }
  }

  /** The index of the block with a position: that of a full block, or their number. */
  #indexAt(position: number): number {
    let low = 0;
    for (let high = this.#full.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] as number) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Counts what is in the last block as a block, and goes on with the rest of it. */
  #endBlock(): void {
    if (this.#inLast === 0) return;
    this.#full.push(this.#last.subarray(0, this.#inLast));
    this.#ends.push(this.#size);
    this.#last = this.#last.subarray(this.#inLast);
    this.#inLast = 0;
  }
}
