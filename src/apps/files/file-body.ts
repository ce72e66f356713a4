/**
 * The bytes of an open file as a body.
 *
 * @module
 */
import type { AppIter } from '../../wsgi/contract.ts';
import type { OpenFile } from './open-file.ts';

const CHUNK_SIZE = 65536;

/**
 * A body that reads an open file, chunk by chunk and from where it is asked to. The file is closed behind the
 * last chunk, by the iterator's `return()` or by `close()`. What it grows by meanwhile is not read.
 */
export class FileBody implements AsyncIterable<Uint8Array> {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#closingBehind(this.range(0, this.#file.stats.size));
  }

  /** Iterates as otherwise, but reads every chunk into the same buffer. */
  lend(): AsyncIterator<Uint8Array, undefined> {
    const { size } = this.#file.stats;
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_SIZE, size));
    return this.#closingBehind(this.#read(0, size, (length) => buffer.subarray(0, length)));
  }

  /**
   * The bytes from `start` up to and without `stop`. The file stays open.
   *
   * @throws Error when the file has become shorter.
   */
  range(start: number, stop: number): AsyncGenerator<Uint8Array, undefined> {
    return this.#read(start, stop, Buffer.allocUnsafeSlow);
  }

  /** The bytes of a range in one chunk, where they are few and the system has them at hand. The file stays open. */
  rangeAtOnce(start: number, stop: number): [Uint8Array] | undefined {
    if (stop - start > CHUNK_SIZE) return undefined;
    const buffer = Buffer.allocUnsafeSlow(stop - start);
    return this.#file.readNow(buffer, start) === buffer.length ? [buffer] : undefined;
  }

  /** All bytes as {@link rangeAtOnce} gives them, with the file closed; or this body, to be iterated. */
  atOnce(): AppIter {
    const whole = this.rangeAtOnce(0, this.#file.stats.size);
    if (whole) this.close();
    return whole ?? this;
  }

  /** Closes the file, once, after a read that is under way. */
  close(): void {
    this.#file.close();
  }

  #closingBehind(chunks: AsyncGenerator<Uint8Array, undefined>): AsyncIterator<Uint8Array, undefined> {
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
