/**
 * Bodies that are handed out before they exist.
 *
 * @module
 */
import { closeBody } from './app-iter.ts';
import type { AppIter } from './contract.ts';

/**
 * The body that a promise resolves to, usable before it does.
 *
 * @example
 * ```ts
 * const body = later(Promise.resolve([Buffer.from('Hello')]));
 * String(Buffer.from(await readAll(body))); // 'Hello'
 * ```
 */
export function later(promise: Promise<AppIter>): AppIter {
  return {
    async *[Symbol.asyncIterator]() {
      yield* await promise;
    },
    close: async () => closeBody(await promise),
  };
}
