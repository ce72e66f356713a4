/**
 * An input that is read once and given again as often as one likes.
 *
 * @module
 */
import { assertWithin, type BodyLimits } from './limits.ts';
import { Spool } from './spool.ts';

/**
 * Keeps what has been read of a source, and reads on when one of its readers needs more. Readers
 * come in any number and at any time, and each gets the bytes from the start. What the source throws, each of
 * them gets at the same place.
 */
export class Replay implements AsyncIterable<Uint8Array>, Disposable {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #spool: Spool;
  #pulling: Promise<boolean> | undefined;
  #isOver = false;

  /** @param threshold how many bytes to keep in memory; the others go to a temporary file. */
  constructor(source: AsyncIterator<Uint8Array>, threshold: number) {
    this.#source = source;
    this.#spool = new Spool(threshold);
  }

  /**
   * Reads to the end.
   *
   * @param names the limits of the body's size.
   * @throws BodyLimitError (413) as soon as there are more bytes; a reader that allows more can still go on.
   */
  async fill(limits: Readonly<BodyLimits>, names: readonly (keyof BodyLimits)[]): Promise<void> {
    do {
      for (const name of names) assertWithin(limits, name, this.#spool.size);
    } while (await this.#pull());
  }

  /** What has been read so far, in an array of the caller's own. */
  async bytes(): Promise<Uint8Array> {
    return this.#spool.bytes();
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

  /** Reads one chunk for all who wait: false at the end. The last answer, or what the source threw, stays. */
  #pull(): Promise<boolean> {
    this.#pulling ??= this.#append();
    return this.#pulling;
  }

  async #append(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (this.#isOver) throw new TypeError('The request is over, and its body is gone.');
    if (done) return false;
    await this.#spool.append(value);
    this.#pulling = undefined;
    return true;
  }
}
