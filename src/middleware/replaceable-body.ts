/**
 * Bodies that can be replaced while they are read.
 *
 * @module
 */
import { BodyReader } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { bodyThrough, type Chunk } from './body-through.ts';

/**
 * Decides which body to continue with. Its methods are not called once the body is closed, because nobody waits for
 * more.
 */
export interface Replacing {
  /** Called with what is read. A returned body replaces the chunk and everything after it. */
  read(chunk: Chunk): Promise<AppIter> | undefined;
  /**
   * Called with the error that the body or `read` throws; returns the body to continue with. By default the error
   * passes through.
   */
  failed?(error: unknown): Promise<AppIter>;
}

const DONE = { done: true, value: undefined } as const;

/** The same body, until another one replaces it. Both are closed when the whole is. */
export function replaceableBody(body: AppIter, replacing: Replacing): AppIter {
  let instead: BodyReader | undefined;
  let isClosed = false;
  return bodyThrough(body, {
    async next(read) {
      if (instead) return await instead.next();
      let other: Promise<AppIter> | undefined;
      try {
        const chunk = await read();
        other = isClosed ? undefined : replacing.read(chunk);
        if (!other) return chunk;
      } catch (error) {
        if (isClosed || !replacing.failed) throw error;
        other = replacing.failed(error);
      }
      const reader = new BodyReader(await other);
      instead = reader;
      if (!isClosed) return await reader.next();
      await reader.close();
      return DONE;
    },
    async close(close) {
      isClosed = true;
      try {
        await close();
      } finally {
        await instead?.close();
      }
    },
  });
}
