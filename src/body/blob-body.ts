/**
 * The bytes of a Blob as a body.
 *
 * @module
 */
import {
  type BodyCapabilities,
  CAPABILITIES,
  type CapableBody,
  type SeekableBody,
} from '../wsgi/capabilities.ts';

/** A Blob or File, which can be read from any byte, and repeatedly. */
export class BlobBody implements SeekableBody, BodyCapabilities, CapableBody {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get [CAPABILITIES](): BodyCapabilities {
    return this;
  }

  get byteLength(): number {
    return this.#blob.size;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#blob.stream()[Symbol.asyncIterator]();
  }

  range(start: number, stop: number): AsyncIterable<Uint8Array> {
    return this.#blob.slice(start, stop).stream();
  }
}
