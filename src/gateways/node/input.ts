/**
 * The body of a request that node received.
 *
 * @module
 */
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
    return this.#incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  }
}
