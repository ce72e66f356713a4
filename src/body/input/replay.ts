/**
 * An input that is read once and can be iterated repeatedly.
 *
 * @module
 */

import { BodyLimitError } from '../../wsgi/body-errors.ts';
import { assertWithin, type BodyLimits } from '../limits.ts';
import { bodyIsGone } from './body-is-gone.ts';
import type { ChunkSource, Result } from './bounded-input.ts';
import { Spool } from './spool.ts';

/**
 * Keeps what has been read of a source, and reads on when one of its readers needs more. Any number of readers may
 * start at any time, and each gets the bytes from the start. An error of the source reaches each of them at the
 * same position.
 */
export class Replay implements AsyncIterable<Uint8Array>, Disposable {
  readonly #source: ChunkSource;
  readonly #spool: Spool;
  #pulled: boolean | Promise<boolean> = true;
  readonly #most: number;
  #isOver = false;

  /**
   * @param threshold how many bytes to keep in memory; the rest goes to a temporary file.
   * @param most how many bytes to keep in total; more are a BodyLimitError (413).
   */
  constructor(source: ChunkSource, threshold: number, most = Infinity) {
    this.#source = source;
    this.#spool = new Spool(threshold);
    this.#most = most;
  }

  /** Whether nothing has been requested from the source yet. */
  get isUntouched(): boolean {
    return this.#pulled === true && this.#spool.size === 0;
  }

  /**
   * Reads to the end, without waiting unless it returns a promise.
   *
   * @param names the limits of the body's size.
   * @throws BodyLimitError (413) as soon as there are more bytes; a reader that allows more can still continue.
   */
  fill(limits: Readonly<BodyLimits>, names: readonly (keyof BodyLimits)[]): Promise<void> | undefined {
    for (;;) {
      const isMore = this.#pullWithin(limits, names);
      if (isMore instanceof Promise) return this.#fillOn(isMore, limits, names);
      if (!isMore) return undefined;
    }
  }

  /** The bytes read so far, in an array that the caller owns. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#spool.bytes();
  }

  /** The bytes read so far, without a copy if they are in memory. The caller must neither modify nor retain them. */
  view(): Uint8Array | Promise<Uint8Array> {
    return this.#spool.view();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    let position = 0;
    do {
      while (position < this.#spool.size) {
        const chunk = await this.#spool.read(position);
        position += chunk.length;
        yield chunk;
      }
    } while (await this.#pull());
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#spool[Symbol.dispose]();
  }

  /** Reads one chunk for all waiting readers: false at the end. The final result or error is repeated. */
  #pull(): boolean | Promise<boolean> {
    if (this.#pulled !== true) return this.#pulled;
    const result = this.#source.next();
    this.#pulled =
      result instanceof Promise
        ? result.then((later) => this.#settled(this.#keep(later)))
        : this.#settled(this.#keep(result));
    return this.#pulled;
  }

  #settled(kept: boolean | Promise<boolean>): boolean | Promise<boolean> {
    if (kept instanceof Promise) return kept.then((isMore) => this.#settled(isMore));
    this.#pulled = kept;
    return kept;
  }

  #pullWithin(
    limits: Readonly<BodyLimits>,
    names: readonly (keyof BodyLimits)[],
  ): boolean | Promise<boolean> {
    for (const name of names) assertWithin(limits, name, this.#spool.size);
    return this.#pull();
  }

  async #fillOn(
    pulled: Promise<boolean>,
    limits: Readonly<BodyLimits>,
    names: readonly (keyof BodyLimits)[],
  ): Promise<void> {
    for (let isMore = await pulled; isMore; isMore = await this.#pullWithin(limits, names));
  }

  #keep({ done, value }: Result): boolean | Promise<boolean> {
    if (this.#isOver) throw bodyIsGone();
    if (done) return false;
    if (this.#spool.size + value.length > this.#most) {
      return Promise.reject(new BodyLimitError('maxBodySize', this.#most));
    }
    const spool = this.#spool;
    const appending = spool.size === 0 && this.#source.isLasting ? spool.begin(value) : spool.append(value);
    return appending?.then(() => true) ?? true;
  }
}
