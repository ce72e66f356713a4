/**
 * Storage for bytes of unknown number: memory for a few, a temporary file for many.
 *
 * @module
 */

import { bodyIsGone } from './body-is-gone.ts';
import type { TemporaryFile } from './temporary-file.ts';

const EMPTY = new Uint8Array();
/** What is worth a write of its own, in bytes. */
const SMALLEST_WRITE = 16 * 1024;
const READ_SIZE = 64 * 1024;

/**
 * Bytes to which one writer appends and which any number of readers read, from any position, also
 * while it does. The last of them, up to `threshold` bytes, are in memory; the rest is in a
 * temporary file.
 */
export class Spool implements AsyncIterable<Uint8Array>, Disposable {
  readonly #threshold: number;
  #file: TemporaryFile | undefined;
  #inFile = 0;
  #memory: Uint8Array = EMPTY;
  #inMemory = 0;
  #disposed = false;

  /** @param threshold in bytes. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The number of bytes. */
  get size(): number {
    return this.#inFile + this.#inMemory;
  }

  /** Adds bytes, at once or, where a promise is given, when that is fulfilled: the next may be added then. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    this.#assertOpen();
    const isFull = this.#inMemory + bytes.length > this.#threshold;
    if (isFull || (this.#file && bytes.length >= SMALLEST_WRITE)) return this.#write(bytes);
    this.#remember(bytes);
    return undefined;
  }

  /** Some of the bytes from a position on, and before `end`: none only when there is none. */
  async read(position: number, end = this.size): Promise<Uint8Array> {
    return this.slice(position, Math.min(end, position + READ_SIZE));
  }

  /** The bytes from the start, up to where they end when the reader gets there. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (let position = 0; position < this.size || this.#disposed; ) {
      const chunk = await this.read(position);
      position += chunk.length;
      yield chunk;
    }
  }

  /** A copy of all bytes. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.slice(0, this.size);
  }

  /** A copy of the bytes from `start` up to and without `end`. */
  async slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    this.#assertOpen();
    const inFile = this.#inFile;
    const memory = this.#memory;
    if (start >= inFile) return new Uint8Array(memory.subarray(start - inFile, end - inFile));
    const bytes = new Uint8Array(end - start);
    const fromFile = bytes.subarray(0, inFile - start);
    bytes.set(memory.subarray(0, Math.max(0, end - inFile)), fromFile.length);
    await this.#file?.read(fromFile, start);
    return bytes;
  }

  /** All bytes, without a copy where they are in memory: to be looked at, and neither changed nor kept. */
  view(): Uint8Array | Promise<Uint8Array> {
    this.#assertOpen();
    return this.#inFile === 0 ? this.#remembered() : this.slice(0, this.size);
  }

  /** Frees the memory and closes the file; to read or append is then a TypeError. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#memory = EMPTY;
    this.#file?.[Symbol.dispose]();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const file = this.#file ?? (await this.#openFile());
    const remembered = this.#remembered();
    await file.write(remembered, this.#inFile);
    await file.write(bytes, this.#inFile + remembered.length);
    this.#inFile += remembered.length + bytes.length;
    this.#memory = EMPTY;
    this.#inMemory = 0;
  }

  /** Most bodies need no file: what makes one is loaded with the first. */
  async #openFile(): Promise<TemporaryFile> {
    const { TemporaryFile } = await import('./temporary-file.ts');
    this.#assertOpen();
    this.#file = new TemporaryFile();
    return this.#file;
  }

  #remember(bytes: Uint8Array): void {
    const needed = this.#inMemory + bytes.length;
    if (needed > this.#memory.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(2 * this.#memory.length, this.#threshold)));
      larger.set(this.#remembered());
      this.#memory = larger;
    }
    this.#memory.set(bytes, this.#inMemory);
    this.#inMemory = needed;
  }

  #remembered(): Uint8Array {
    const { length } = this.#memory;
    return length === this.#inMemory ? this.#memory : this.#memory.subarray(0, this.#inMemory);
  }

  #assertOpen(): void {
    if (this.#disposed) throw bodyIsGone();
  }
}
