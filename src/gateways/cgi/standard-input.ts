/**
 * The standard input of a CGI program.
 *
 * @module
 */
import type { Readable } from 'node:stream';

/** Standard input, opened when it is first read: a process waits for the end of one that is open. */
export class StandardInput implements AsyncIterable<Uint8Array> {
  readonly #open: () => Readable;
  #stream: Readable | undefined;

  /** @param open gives the stream. */
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
