/**
 * The body of a Fetch request.
 *
 * @module
 */
import { DisconnectionError } from '../../wsgi/body-errors.ts';

/** The body of a Fetch request, which is not touched until it is read. */
export class FetchInput implements AsyncIterable<Uint8Array> {
  readonly #body: ReadableStream<Uint8Array>;
  readonly #request: globalThis.Request;

  #isRead = false;

  constructor(body: ReadableStream<Uint8Array>, request: globalThis.Request) {
    this.#body = body;
    this.#request = request;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#isRead = true;
    return new FetchChunks(this.#body.getReader(), this.#request);
  }

  /** Cancels a body that nobody has begun to read. */
  release(): Promise<void> | undefined {
    return this.#isRead || this.#request.bodyUsed || this.#body.locked ? undefined : this.#body.cancel();
  }
}

const END: IteratorResult<Uint8Array> = { done: true, value: undefined };

class FetchChunks implements AsyncIterator<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #request: globalThis.Request;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, request: globalThis.Request) {
    this.#reader = reader;
    this.#request = request;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const { done, value } = await this.#reader.read();
      return done ? END : { done, value };
    } catch (cause) {
      if (!this.#request.signal.aborted) throw cause;
      throw new DisconnectionError('The client went away while its request body was read.', { cause });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#reader.cancel();
    return END;
  }
}
