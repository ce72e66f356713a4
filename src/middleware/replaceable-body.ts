/**
 * Bodies in whose place another one may come while they are read.
 *
 * @module
 */
import { BodyReader } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { bodyThrough, type Chunk } from './body-through.ts';

/** What decides which body to go on with. Neither is asked once the body is closed: nobody waits for more then. */
export interface Replacing {
  /** Given what is read; the body that it gives takes the place of the chunk and of what follows. */
  read(chunk: Chunk): Promise<AppIter> | undefined;
  /** Given what the body or `read` throws; gives the body to go on with. Defaults to letting the error go on. */
  failed?(error: unknown): Promise<AppIter>;
}

const DONE = { done: true, value: undefined } as const;

/** The same body, until another one takes its place. Both are closed when the whole is. */
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
