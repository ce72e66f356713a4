/**
 * Reads node's streams chunk by chunk.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import type { Input } from '../../wsgi/contract.ts';

/** The key under which an input exposes its underlying node stream, for callers that read the stream instead. */
export const STREAM: unique symbol = Symbol('stream');

/** An input that reads a node stream. */
export interface StreamInput {
  [STREAM](): Readable;
}

/** The node stream that an input is or reads, if there is one. */
export function streamIn(input: Input): Readable | undefined {
  if (STREAM in input) return (input as StreamInput)[STREAM]();
  return 'iterator' in input && typeof input.iterator === 'function' ? (input as Readable) : undefined;
}

/**
 * The chunks of a stream. Buffered chunks are returned without waiting, and only the rest uses node's iterator. For
 * a small form that has arrived as a whole, which is the usual case, this halves the time to read it in a server.
 *
 * The stream outlives its iteration, because an IncomingMessage shares its socket with the response.
 */
export class StreamChunks {
  readonly #stream: Readable;
  #iterator: AsyncIterator<Uint8Array> | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  next(): IteratorResult<Uint8Array> | Promise<IteratorResult<Uint8Array>> {
    const value: Uint8Array | null = this.#stream.destroyed ? null : this.#stream.read();
    if (value !== null) return { done: false, value };
    this.#iterator ??= this.#stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    return this.#iterator.next();
  }

  return(): unknown {
    return this.#iterator?.return?.();
  }
}
