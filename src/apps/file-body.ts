/**
 * The bytes of an open file as a body.
 *
 * @module
 */
import type { FileHandle } from 'node:fs/promises';

const CHUNK_SIZE = 65536;

/** Node 26 ends the process over a handle that is collected as garbage while it is open. */
const forgotten = new FinalizationRegistry<FileHandle>((handle) => {
  handle.close().catch(() => undefined);
});

/**
 * A body that reads an open file, chunk by chunk and from where it is asked to. The file is closed behind the
 * last chunk, by the iterator's `return()` or by `close()`, and when the body is collected as garbage.
 */
export class FileBody implements AsyncIterable<Uint8Array> {
  readonly #handle: FileHandle;
  readonly #size: number;
  #closing: Promise<void> | undefined;

  /** @param size in bytes: what the file has grown beyond it is not read. */
  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
    forgotten.register(this, handle, this);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    const chunks = this.range(0, this.#size);
    const end = async () => {
      await this.close();
      return { done: true, value: undefined } as const;
    };
    const next = async () => {
      if (this.#closing) return end();
      try {
        const result = await chunks.next();
        return result.done ? end() : result;
      } catch (error) {
        await this.close();
        throw error;
      }
    };
    return { next, return: end };
  }

  /**
   * The bytes from `start` up to and without `stop`. The file stays open.
   *
   * @throws Error when the file has become shorter.
   */
  async *range(start: number, stop: number): AsyncGenerator<Uint8Array, undefined> {
    for (let position = start; position < stop; ) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_SIZE, stop - position));
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Closes the file, once, after a read that is under way. */
  close(): Promise<void> {
    forgotten.unregister(this);
    this.#closing ??= this.#handle.close();
    return this.#closing;
  }
}
