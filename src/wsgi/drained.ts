/**
 * Back-pressure of node's writable streams.
 *
 * @module
 */
import type { Writable } from 'node:stream';

type Draining = Pick<Writable, 'on' | 'off'>;

const waits = new WeakMap<Draining, Promise<void>>();

/**
 * Resolves when the stream accepts bytes again, or will accept no more. All callers that wait for a stream share
 * one promise.
 */
export function drained(stream: Draining): Promise<void> {
  const known = waits.get(stream);
  if (known) return known;
  const wait = new Promise<void>((resolve) => {
    const go = () => {
      waits.delete(stream);
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
  waits.set(stream, wait);
  return wait;
}
