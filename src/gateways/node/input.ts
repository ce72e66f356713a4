/**
 * The body of a request that node received.
 *
 * @module
 */
import { DisconnectionError } from '../../wsgi/request-errors.ts';
import type { NodeRequest } from './request.ts';

/** The body of a node request, which may be left unread without the connection being cut. */
export class NodeInput implements AsyncIterable<Uint8Array> {
  readonly #incoming: NodeRequest;
  #beforeReading: (() => void) | undefined;

  /** @param beforeReading called before the first byte is asked for. */
  constructor(incoming: NodeRequest, beforeReading: (() => void) | undefined) {
    this.#incoming = incoming;
    this.#beforeReading = beforeReading;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#beforeReading?.();
    this.#beforeReading = undefined;
    const chunks: AsyncIterator<Uint8Array> = this.#incoming.iterator({ destroyOnReturn: false });
    return 'stream' in this.#incoming ? this.#whole(chunks) : chunks;
  }

  /** Over HTTP/2 node ends a body that the client cut off as if it were whole. */
  #whole(chunks: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
    const next = async () => {
      const result = await chunks.next();
      if (result.done && this.#incoming.aborted) {
        throw new DisconnectionError('The client went away while its request body was read.');
      }
      return result;
    };
    const end = async () => (await chunks.return?.()) ?? { done: true as const, value: undefined };
    return { next, return: end };
  }
}
