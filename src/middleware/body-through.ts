/**
 * Bodies that are read and closed through a middleware.
 *
 * @module
 */
import { BodyReader, iterate } from '../wsgi/app-iter.ts';
import { CAPABILITIES, capabilitiesOf, isInMemory } from '../wsgi/capabilities.ts';
import type { AppIter } from '../wsgi/contract.ts';

/** A chunk, or the end. */
export type Chunk = IteratorResult<Uint8Array>;

/** Runs code around the reading of a body. */
export interface BodyPassage {
  /** Returns the next chunk, usually the result of `read`. */
  next(read: () => Chunk | Promise<Chunk>): Chunk | Promise<Chunk>;
  /** Closes the body by calling `close`. It is called once. Defaults to only that. */
  close?(close: () => Promise<void>): Promise<void>;
}

const DONE = { done: true, value: undefined } as const;

/**
 * The same body, read and closed through a passage. It is asynchronous. A body that lends its buffer still does. A
 * body in memory is returned unchanged, because reading it runs no code of the application.
 */
export function bodyThrough(body: AppIter, passage: BodyPassage): AppIter {
  const capabilities = capabilitiesOf(body);
  if (isInMemory(capabilities) && body.close === undefined) return body;
  const { lend } = capabilities;
  let reader: BodyReader | undefined;
  let closing: Promise<void> | undefined;
  const close = () => {
    const current = reader ?? new BodyReader(body);
    closing ??= passage.close ? passage.close(() => current.close()) : current.close();
    return closing;
  };
  const iterator = (begin: () => ReturnType<typeof iterate<Uint8Array>>): AsyncIterator<Uint8Array> => {
    const current = new BodyReader(body, begin);
    reader = current;
    return {
      next: async () => await passage.next(() => current.next()),
      return: async () => {
        await close();
        return DONE;
      },
    };
  };
  const through = { close, [Symbol.asyncIterator]: () => iterator(() => iterate(body)) };
  if (!lend) return through;
  return Object.assign(through, {
    [CAPABILITIES]: { lend: () => iterator(() => lend.call(capabilities)) },
  });
}
