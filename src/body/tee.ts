/**
 * Splits one body for two readers.
 *
 * @module
 */
import { BodyReader } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';

/**
 * Two bodies that each give all of one. Chunks that only one of them has read are kept for the other; the source is
 * stopped when both are. Unlike the branches of a web stream, one can be stopped without waiting for the other.
 *
 * @example
 * ```ts
 * const [one, other] = teeOf(new Set([Buffer.from('Hello')]));
 * [String(await readAll(one)), String(await readAll(other))]; // ['Hello', 'Hello']
 * ```
 */
export function teeOf(body: AppIter): [AppIter, AppIter] {
  const source = new SharedSource(body);
  return [source.branch(), source.branch()];
}

class SharedSource {
  readonly #reader: BodyReader;
  /** The unread chunks of each open branch. */
  readonly #queues = new Set<Uint8Array[]>();
  #pulling: Promise<boolean> | undefined;

  constructor(body: AppIter) {
    this.#reader = new BodyReader(body);
  }

  branch(): AppIter {
    const queue: Uint8Array[] = [];
    this.#queues.add(queue);
    const close = () => this.#close(queue);
    return Object.assign({ [Symbol.asyncIterator]: () => this.#read(queue) }, { close });
  }

  async *#read(queue: Uint8Array[]): AsyncGenerator<Uint8Array, void> {
    try {
      while (this.#queues.has(queue)) {
        // All at once, because taking the first of many moves the others.
        if (queue.length > 0) yield* queue.splice(0);
        else if (!(await this.#pull())) return;
      }
    } finally {
      await this.#close(queue);
    }
  }

  /** Gives the next chunk to all open branches; false at the end. The end, or a failure, is final. */
  #pull(): Promise<boolean> {
    this.#pulling ??= this.#next();
    return this.#pulling;
  }

  async #next(): Promise<boolean> {
    const { done, value } = await this.#reader.next();
    if (done) return false;
    for (const queue of this.#queues) queue.push(value);
    this.#pulling = undefined;
    return true;
  }

  async #close(queue: Uint8Array[]): Promise<void> {
    if (!this.#queues.delete(queue) || this.#queues.size > 0) return;
    await this.#reader.close();
  }
}
