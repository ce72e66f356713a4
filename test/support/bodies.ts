import { bytes } from './bytes.ts';

/** A body that records whether its iterator's `return()` was called before its end. */
export function tracked(texts: string[]): { body: AsyncIterable<Uint8Array>; closed: () => boolean } {
  let isClosed = false;
  const left = [...texts];
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const text = left.shift();
      if (text === undefined) return { done: true, value: undefined };
      return { done: false, value: typeof text === 'string' ? bytes(text) : text };
    },
    async return() {
      isClosed = true;
      return { done: true, value: undefined };
    },
  };
  return { body: { [Symbol.asyncIterator]: () => iterator }, closed: () => isClosed };
}
