/**
 * Reading and closing bodies.
 *
 * @module
 */
import type { AppIter } from './contract.ts';
import { kindOf } from './kind-of.ts';

/** An iterator of chunks, synchronous or not. */
type ChunkIterator = Iterator<Uint8Array> | AsyncIterator<Uint8Array>;

/** A stream of node or the web, which needs more than an iterator's `return()` if nobody has begun to read it. */
interface Stoppable {
  destroy?: () => unknown;
  cancel?: () => unknown;
}

/** The iterator of a body, or of anything else that is iterated, synchronous or not. */
export function iterate<T = Uint8Array>(
  source: Iterable<T> | AsyncIterable<T>,
): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** Whether a value has to be awaited. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * Reads one body and closes it by the contract: `close()` exactly once, after the iterator's `return()` if the body
 * was not read to its end. A body that throws has ended.
 */
export class BodyReader {
  readonly #body: AppIter;
  readonly #begin: () => ChunkIterator;
  #iterator: ChunkIterator | undefined;
  #isWaiting = false;
  #isDone = false;
  #closing: Promise<void> | undefined;

  /** @param begin makes the iterator when the first chunk is asked for. */
  constructor(body: AppIter, begin: () => ChunkIterator = () => iterate(body)) {
    this.#body = body;
    this.#begin = begin;
  }

  /** The next chunk: immediately if the body is synchronous, else a promise. */
  next(): IteratorResult<Uint8Array> | Promise<IteratorResult<Uint8Array>> {
    try {
      this.#iterator ??= this.#begin();
      const result = this.#iterator.next();
      if (isPromise(result)) return this.#later(result);
      this.#isDone = result.done === true;
      return result;
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  /** Closes the body. Further calls do nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #later(pending: PromiseLike<IteratorResult<Uint8Array>>): Promise<IteratorResult<Uint8Array>> {
    this.#isWaiting = true;
    try {
      const result = await pending;
      this.#isDone = result.done === true;
      return result;
    } catch (error) {
      this.#isDone = true;
      throw error;
    } finally {
      this.#isWaiting = false;
    }
  }

  async #close(): Promise<void> {
    let returned: unknown;
    try {
      if (!this.#isDone) returned = this.#iterator ? this.#iterator.return?.() : stopUnread(this.#body);
      // A generator that waits for its next chunk returns only after that chunk, and close() may be what ends the
      // wait.
      if (!this.#isWaiting) await returned;
    } finally {
      await Promise.all([returned, this.#body.close?.()]);
    }
  }
}

/**
 * Releases a body at the end of the exchange, or when nobody reads it: stops it if it was not read, and calls its
 * `close()`. Call this after a `for await` loop over a body.
 *
 * @example
 * ```ts
 * const { appIter } = await callApplication(new Response('Hello').toApp(), blankEnviron());
 * try {
 *   for await (const chunk of appIter) process.stdout.write(chunk);
 * } finally {
 *   await closeBody(appIter);
 * }
 * ```
 */
export function closeBody(body: AppIter): Promise<void> {
  return new BodyReader(body).close();
}

/**
 * Reads a body to its end, into one array, and closes it.
 *
 * @throws TypeError when the body gives something other than bytes.
 *
 * @example
 * ```ts
 * String(Buffer.from(await readAll([new Uint8Array([72]), new Uint8Array([105])]))); // 'Hi'
 * ```
 */
export async function readAll(body: AppIter): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = new BodyReader(body);
  try {
    for (let result = await reader.next(); !result.done; result = await reader.next()) {
      chunks.push(assertChunk(result.value));
    }
  } finally {
    await reader.close();
  }
  return concat(chunks);
}

/**
 * Asserts that a chunk is bytes.
 *
 * @throws TypeError when it is something else, such as text.
 */
export function assertChunk(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError(`a body must give Uint8Array chunks, not ${kindOf(chunk)}`);
}

/** Concatenates the chunks; a single chunk is returned as is. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function stopUnread(body: AppIter): unknown {
  if (Array.isArray(body)) return undefined;
  const { destroy, cancel } = body as Stoppable;
  const stop = destroy ?? cancel;
  return typeof stop === 'function' ? stop.call(body) : iterate(body).return?.();
}
