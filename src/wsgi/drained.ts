/**
 * Back-pressure of node's writable streams.
 *
 * @module
 */
import type { Writable } from 'node:stream';

/** Resolves when the stream takes bytes again, or takes none any more. */
export function drained(stream: Pick<Writable, 'on' | 'off'>): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}
