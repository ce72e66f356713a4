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
    const reader = this.#body.getReader();
    return {
      next: async () => {
        try {
          const { done, value } = await reader.read();
          return done ? END : { done, value };
        } catch (cause) {
          if (!this.#request.signal.aborted) throw cause;
          throw new DisconnectionError('The client went away while its request body was read.', { cause });
        }
      },
      return: async () => {
        await reader.cancel();
        return END;
      },
    };
  }

  /** Cancels a body that nobody has begun to read. */
  release(): Promise<void> | undefined {
    return this.#isRead || this.#request.bodyUsed || this.#body.locked ? undefined : this.#body.cancel();
  }
}

const END: IteratorResult<Uint8Array> = { done: true, value: undefined };
