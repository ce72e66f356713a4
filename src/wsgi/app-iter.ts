/**
 * Reading and closing bodies that are iterated.
 *
 * @module
 */
import type { AppIter } from './contract.ts';

/** A body that needs more than its iterator's `return()` to let go of what it holds. */
interface Closable {
  close?: () => unknown;
  destroy?: () => unknown;
  cancel?: () => unknown;
}

/** A body that can be read in less memory, by who needs no chunk for longer than it takes to hand it on. */
export type LendingBody = AppIter & {
  /** Iterates chunks each of which holds only until the next one is asked for. */
  lend(): AsyncIterator<Uint8Array>;
};

export function isLending(body: AppIter): body is LendingBody {
  return 'lend' in body && typeof body.lend === 'function';
}

/** The iterator of a body, synchronous or not. */
export function iterate(body: AppIter): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  return Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
}

/** Whether a value has to be awaited. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * Lets go of a body that nobody has begun to read: calls its `close()`, or a stream's `destroy()` or
 * `cancel()`, or else its iterator's `return()`.
 */
export async function closeUnread(body: AppIter): Promise<void> {
  const { close, destroy, cancel } = body as Closable;
  const stop = close ?? destroy ?? cancel;
  if (typeof stop === 'function') await stop.call(body);
  else await iterate(body).return?.();
}

/** Bodies one after the other. Whoever stops before the end stops those that are left, too. */
export function chain(...bodies: AppIter[]): AsyncIterable<Uint8Array> & { close(): Promise<void> } {
  const left = [...bodies];
  const close = async () => {
    for (const body of left.splice(0)) await closeUnread(body);
  };
  return {
    close,
    async *[Symbol.asyncIterator]() {
      try {
        for (let body = left.shift(); body; body = left.shift()) yield* body;
      } finally {
        await close();
      }
    },
  };
}

/**
 * Reads a body to its end, into one array.
 *
 * @throws TypeError when it gives something other than bytes.
 */
export async function readAll(body: AppIter): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError(`not a chunk of bytes: ${typeof chunk}`);
    chunks.push(chunk);
  }
  return concat(chunks);
}

/** The chunks in one array, without a copy where there is but one. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
