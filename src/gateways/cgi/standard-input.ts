/**
 * The standard input of a CGI program.
 *
 * @module
 */
import type { Readable } from 'node:stream';

/** Standard input, opened when it is first read, because a process does not end while it is open. */
export class StandardInput implements AsyncIterable<Uint8Array> {
  readonly #open: () => Readable;
  #stream: Readable | undefined;

  /** @param open returns the stream. */
  constructor(open: () => Readable) {
    this.#open = open;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#stream ??= this.#open();
    return this.#stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  }

  close(): void {
    this.#stream?.destroy();
  }
}
