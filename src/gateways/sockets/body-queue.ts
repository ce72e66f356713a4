/**
 * The body of a request, which arrives over a connection in chunks.
 *
 * @module
 */
import { DisconnectionError } from '../../wsgi/body-errors.ts';

/** Counts the bytes that wait for a reader, so that no more arrive than are wanted. */
export interface Flow {
  /** @param bytes how many more bytes wait, or fewer if it is negative. */
  add(bytes: number): void;
}

/**
 * A `wsgi.input` that is filled from a connection. It is read once, by one reader or by several in turn. It gives
 * no more bytes than the request's CONTENT_LENGTH declares, and a reader that reaches its end before that gets a
 * DisconnectionError.
 */
export class BodyQueue implements AsyncIterable<Uint8Array> {
  readonly #flow: Flow;
  #missing: number;
  readonly #isDeclared: boolean;
  #chunks: Uint8Array[] = [];
  #isEnded = false;
  #fault: Error | undefined;
  #arrive: (() => void) | undefined;
  #arrival: Promise<void> | undefined;

  /** @param length the length in bytes; without it the body extends to the end of what arrives. */
  constructor(length: number | undefined, flow: Flow) {
    this.#flow = flow;
    this.#isDeclared = length !== undefined;
    this.#missing = length ?? Infinity;
    this.#isEnded = length === 0;
  }

  /** Whether everything has arrived. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Takes bytes that arrived. Bytes beyond the request's length are dropped. */
  push(chunk: Uint8Array): void {
    if (this.#isEnded || chunk.length === 0) return;
    const wanted = chunk.length > this.#missing ? chunk.subarray(0, this.#missing) : chunk;
    this.#missing -= wanted.length;
    this.#chunks.push(wanted);
    this.#flow.add(wanted.length);
    if (this.#missing === 0) this.#isEnded = true;
    this.#wake();
  }

  /** Call this when nothing more will arrive. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (this.#isDeclared) {
      this.#fault = new DisconnectionError(
        `The request body ended ${this.#missing} bytes before its Content-Length.`,
      );
    }
    this.#wake();
  }

  /**
   * Call this when the client has gone, or when nobody reads the rest. Pending bytes are dropped.
   *
   * @param fault makes the error for a reader that asks for them.
   */
  drop(fault: () => Error): void {
    if (this.#isEnded && this.#chunks.length === 0) return;
    this.#isEnded = true;
    this.#fault = fault();
    for (const chunk of this.#chunks) this.#flow.add(-chunk.length);
    this.#chunks = [];
    this.#wake();
  }

  /** All chunks, if the body has arrived completely and nobody has read any of it. Such a body needs no streaming. */
  takeWhole(): Uint8Array[] | undefined {
    if (!this.#isEnded || this.#fault) return undefined;
    const chunks = this.#chunks;
    for (const chunk of chunks) this.#flow.add(-chunk.length);
    this.#chunks = [];
    return chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#flow.add(-chunk.length);
        yield chunk;
      } else if (this.#fault) throw this.#fault;
      else if (this.#isEnded) return;
      else await this.#nextArrival();
    }
  }

  #nextArrival(): Promise<void> {
    this.#arrival ??= new Promise((resolve) => {
      this.#arrive = resolve;
    });
    return this.#arrival;
  }

  #wake(): void {
    this.#arrive?.();
    this.#arrive = undefined;
    this.#arrival = undefined;
  }
}
