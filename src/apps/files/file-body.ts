/**
 * The bytes of an open file as a body.
 *
 * @module
 */
import {
  type BodyCapabilities,
  CAPABILITIES,
  type CapableBody,
  type SeekableBody,
} from '../../wsgi/capabilities.ts';
import type { OpenFile } from './open-file.ts';

const CHUNK_SIZE = 65536;

/**
 * A body that reads an open file, chunk by chunk and from any position. The file is closed after the last chunk of
 * the whole, by the iterator's `return()` or by `close()`; ranges leave it open. Bytes that are added to the file
 * in the meantime are not read.
 */
export class FileBody implements SeekableBody, BodyCapabilities, CapableBody {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  get [CAPABILITIES](): BodyCapabilities {
    return this;
  }

  /** The size that the file had when it was opened. */
  get byteLength(): number {
    return this.#file.stats.size;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#closingAfter(this.range(0, this.byteLength));
  }

  /** Iterates the whole file, reading every chunk into the same buffer. */
  lend(): AsyncIterator<Uint8Array, undefined> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_SIZE, this.byteLength));
    return this.#closingAfter(this.#read(0, this.byteLength, (length) => buffer.subarray(0, length)));
  }

  /** @throws Error when the file has become shorter. */
  range(start: number, stop: number): AsyncGenerator<Uint8Array, undefined> {
    return this.#read(start, stop, Buffer.allocUnsafeSlow);
  }

  /** The bytes of a range in one chunk, if they are few and quick to read. */
  rangeNow(start: number, stop: number): [Uint8Array] | undefined {
    if (stop - start > CHUNK_SIZE) return undefined;
    const buffer = Buffer.allocUnsafeSlow(stop - start);
    return this.#file.readNow(buffer, start) === buffer.length ? [buffer] : undefined;
  }

  /** Closes the file once, after a read in progress. */
  close(): void {
    this.#file.close();
  }

  #closingAfter(chunks: AsyncGenerator<Uint8Array, undefined>): AsyncIterator<Uint8Array, undefined> {
    const end = async () => {
      this.close();
      return { done: true, value: undefined } as const;
    };
    const next = async () => {
      if (this.#file.isClosed) return end();
      try {
        const result = await chunks.next();
        return result.done ? end() : result;
      } catch (error) {
        this.close();
        throw error;
      }
    };
    return { next, return: end };
  }

  async *#read(
    start: number,
    stop: number,
    bufferOf: (length: number) => Buffer,
  ): AsyncGenerator<Uint8Array, undefined> {
    for (let position = start; position < stop; ) {
      const buffer = bufferOf(Math.min(CHUNK_SIZE, stop - position));
      const length = await this.#file.read(buffer, position);
      if (length === 0) throw new Error('the file became shorter while it was being sent');
      position += length;
      yield length === buffer.length ? buffer : buffer.subarray(0, length);
    }
  }
}
