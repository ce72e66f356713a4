/**
 * Bodies one after another. Loaded with the first that is made of several.
 *
 * @module
 */
import { BodyReader } from './app-iter.ts';
import type { AppIter } from './contract.ts';

/** Concatenates bodies. Each is closed after its last chunk, or when the whole is closed. */
export function chain(...bodies: AppIter[]): AsyncIterable<Uint8Array> & { close(): Promise<void> } {
  const left = bodies.map((body) => new BodyReader(body));
  const close = async () => {
    const closed = await Promise.allSettled(left.splice(0).map((reader) => reader.close()));
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  };
  const read = async function* (): AsyncGenerator<Uint8Array, void> {
    try {
      for (let reader = left[0]; reader; reader = left[0]) {
        for (let result = await reader.next(); !result.done; result = await reader.next()) yield result.value;
        left.shift();
        await reader.close();
      }
    } finally {
      await close();
    }
  };
  return { close, [Symbol.asyncIterator]: read };
}
