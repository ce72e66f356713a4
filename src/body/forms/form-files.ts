/**
 * Stores the files of a form, one after another in a single spool, so that any number of them takes one descriptor.
 *
 * @module
 */
import { bodyIsGone } from '../input/body-is-gone.ts';
import { Spool } from '../input/spool.ts';

/** The files of one form. They are released together, or when the last one is disposed of. */
export class FormFiles implements Disposable {
  readonly #spool: Spool;
  #kept = 0;

  /** @param threshold how many bytes to keep in memory, for all files together. */
  constructor(threshold: number) {
    this.#spool = new Spool(threshold);
  }

  /** A new file, to be written after the existing ones. */
  add(): FormFile {
    this.#kept++;
    return new FormFile(this.#spool, () => {
      if (--this.#kept === 0) this[Symbol.dispose]();
    });
  }

  /** Releases all files; reading one is then a TypeError. */
  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}

/** The content of one file, to be read after it is written. */
export class FormFile implements AsyncIterable<Uint8Array>, Disposable {
  readonly #spool: Spool;
  readonly #start: number;
  readonly #onDispose: () => void;
  #size = 0;
  #isDisposed = false;

  /** @param onDispose called once. */
  constructor(spool: Spool, onDispose: () => void) {
    this.#spool = spool;
    this.#start = spool.size;
    this.#onDispose = onDispose;
  }

  /** The number of bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes as {@link Spool.append} does. */
  append(bytes: Uint8Array, isLasting = false): Promise<void> | undefined {
    this.#size += bytes.length;
    return this.#spool.append(bytes, isLasting);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const end = this.#start + this.#size;
    for (let position = this.#start; position < end; ) {
      this.#assertKept();
      const chunk = await this.#spool.read(position, end);
      position += chunk.length;
      yield chunk;
    }
    this.#assertKept();
  }

  /** A copy of all bytes. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    this.#assertKept();
    return this.#spool.slice(this.#start, this.#start + this.#size);
  }

  /** Disposes of the file; reading it is then a TypeError. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#onDispose();
  }

  #assertKept(): void {
    if (this.#isDisposed) throw bodyIsGone();
  }
}
