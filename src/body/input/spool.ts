/**
 * Storage for bytes of unknown number: memory for a few, a temporary file for many.
 *
 * @module
 */

import { Blocks } from './blocks.ts';
import { bodyIsGone } from './body-is-gone.ts';
import type { TemporaryFile } from './temporary-file.ts';

/** How many bytes are worth a separate write. */
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
  #memory = new Blocks();
  #disposed = false;

  /** @param threshold in bytes. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The number of bytes. */
  get size(): number {
    return this.#inFile + this.#memory.size;
  }

  /** Adds bytes, at once or, where a promise is given, when that is fulfilled: the next may be added then. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    this.#assertOpen();
    const isFull = this.#memory.size + bytes.length > this.#threshold;
    if (isFull || (this.#file && bytes.length >= SMALLEST_WRITE)) return this.#write(bytes);
    this.#memory.append(bytes);
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
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
    const fromFile = bytes.subarray(0, Math.max(0, inFile - start));
    memory.copyTo(bytes.subarray(fromFile.length), Math.max(0, start - inFile));
    if (fromFile.length > 0) await this.#file?.read(fromFile, start);
    return bytes;
  }

  /** All bytes, without a copy where they are in memory: to be looked at, and neither changed nor kept. */
  view(): Uint8Array | Promise<Uint8Array> {
    this.#assertOpen();
    return this.#inFile === 0 ? this.#memory.view() : this.slice(0, this.size);
  }

  /** Frees the memory and closes the file; to read or append is then a TypeError. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#memory = new Blocks();
    this.#file?.[Symbol.dispose]();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const file = this.#file ?? (await this.#openFile());
    const memory = this.#memory;
    await file.write(memory.view(), this.#inFile);
    await file.write(bytes, this.#inFile + memory.size);
    this.#inFile += memory.size + bytes.length;
    this.#memory = new Blocks();
  }

  /** Most bodies need no file: what makes one is loaded with the first. */
  async #openFile(): Promise<TemporaryFile> {
    const { TemporaryFile } = await import('./temporary-file.ts');
    this.#assertOpen();
    this.#file = new TemporaryFile();
    return this.#file;
  }

  #assertOpen(): void {
    if (this.#disposed) throw bodyIsGone();
  }
}
