/**
 * Reads a `wsgi.input` up to the end of the request's body.
 *
 * @module
 */

import { parseContentLength } from '../../headers/content-length.ts';
import { isPromise, iterate } from '../../wsgi/app-iter.ts';
import { DisconnectionError } from '../../wsgi/body-errors.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { StreamChunks, streamIn } from './stream-chunks.ts';

/** A chunk, or the end. */
export type Result = IteratorResult<Uint8Array, void>;

const DONE: Result = { done: true, value: undefined };
const DISCONNECTED = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);

/** An iterator of chunks, which may have the next one without waiting. */
export interface ChunkSource {
  next(): Result | Promise<Result>;
  /** Whether the bytes of the chunks so far stay as they are. A stream never reuses them; any other iterable may. */
  readonly isLasting: boolean;
  /** Releases the underlying input. */
  return(): void;
}

/** The iterator of an input. */
interface Chunks {
  next(): IteratorResult<Uint8Array> | PromiseLike<IteratorResult<Uint8Array>>;
  return?(): unknown;
}

/**
 * The chunks of the body that an environ describes: without waiting if the input has them, else as promises. The
 * input is not touched before the first `next()`.
 *
 * That call fails with a BadRequestError (400) when CONTENT_LENGTH is malformed, with a DisconnectionError (400)
 * when the input ends too early, and with a TypeError when it gives something other than bytes. Errors always
 * reject a promise.
 */
export class BoundedInput implements ChunkSource {
  readonly #environ: Environ;
  #iterator: Chunks | undefined;
  #missing = 0;
  #isLasting = false;
  #isOver = false;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  next(): Result | Promise<Result> {
    try {
      this.#iterator ??= this.#begin();
      for (;;) {
        if (this.#missing === 0) this.return();
        if (this.#isOver) return DONE;
        const result = this.#iterator.next();
        if (isPromise(result)) return this.#later(result);
        const chunk = this.#bounded(result);
        if (chunk) return chunk;
      }
    } catch (error) {
      return Promise.reject(faultOf(error));
    }
  }

  get isLasting(): boolean {
    return this.#isLasting;
  }

  return(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const returned = this.#iterator?.return?.();
    // The whole body has arrived, so a failure to release the rest is not an error.
    if (isPromise(returned)) Promise.resolve(returned).catch(() => {});
  }

  #begin(): Chunks {
    const {
      CONTENT_LENGTH: length,
      'wsgi.input': input,
      'wsgi.input_terminated': isTerminated,
    } = this.#environ;
    this.#missing = parseContentLength(length || undefined, BadRequestError) ?? (isTerminated ? Infinity : 0);
    if (this.#missing === 0) return [].values();
    const stream = streamIn(input);
    this.#isLasting = stream !== undefined;
    return stream ? new StreamChunks(stream) : iterate(input);
  }

  #later(pending: PromiseLike<IteratorResult<Uint8Array>>): Promise<Result> {
    return Promise.resolve(pending).then(
      (result) => this.#bounded(result) ?? this.next(),
      (error) => {
        throw faultOf(error);
      },
    );
  }

  /** The part of a chunk that belongs to the body; `undefined` if that is empty. */
  #bounded({ done, value: chunk }: IteratorResult<Uint8Array>): Result | undefined {
    if (done) {
      this.#isOver = true;
      if (this.#missing === Infinity) return DONE;
      throw new DisconnectionError(
        `The request body ended ${this.#missing} bytes before its Content-Length.`,
      );
    }
    if (!(chunk instanceof Uint8Array))
      throw new TypeError(`environ['wsgi.input'] must give bytes (Uint8Array); it gave ${kindOf(chunk)}`);
    if (chunk.length === 0) return undefined;
    const value = chunk.length > this.#missing ? chunk.subarray(0, this.#missing) : chunk;
    this.#missing -= value.length;
    if (this.#missing === 0) this.return();
    return { done: false, value };
  }
}

function faultOf(cause: unknown): unknown {
  if (!DISCONNECTED.has((cause as NodeJS.ErrnoException)?.code ?? '')) return cause;
  return new DisconnectionError('The client went away while its request body was read.', { cause });
}
