/**
 * Reads a body: once, as a stream, or kept and repeatedly. Loaded with the first body that is read.
 *
 * @module
 */

import type { Environ } from '../../wsgi/contract.ts';
import type { Given } from '../../wsgi/option-types.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import { bodyIsGone } from './body-is-gone.ts';
import { BoundedInput, type ChunkSource, type Result } from './bounded-input.ts';
import { Replay } from './replay.ts';

/**
 * Reads one body. {@link take} passes it on as it arrives. The other readers keep it: there may be any number of
 * them, of every kind, concurrently or one after another.
 *
 * They fail with a BadRequestError (400) when CONTENT_LENGTH is malformed, and with a DisconnectionError (400) when
 * the input ends too early.
 */
export class BodyReading implements Disposable {
  readonly #source: BoundedInput;
  #kept: Replay | undefined;
  #takenBy: string | undefined;
  #isOver = false;

  constructor(environ: Environ) {
    this.#source = new BoundedInput(environ);
  }

  /** Whether a reader has claimed the body without keeping it. */
  get isTaken(): boolean {
    return this.#takenBy !== undefined;
  }

  /** Whether the body is kept, so that it can be read again. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /**
   * The body as it arrives, for the reader of that name, read no faster than it is consumed. Once begun it cannot
   * be read again, unless another reader kept it before.
   *
   * @throws TypeError, from the first `next()`, when another reader has claimed the body.
   */
  async *take(reader: string): AsyncGenerator<Uint8Array, void> {
    const source = this.claim(reader);
    try {
      for (let result = await source.next(); !result.done; result = await source.next()) yield result.value;
    } finally {
      source.return();
    }
  }

  /**
   * Does what {@link take} does, for a reader that starts immediately and takes available chunks without waiting.
   *
   * @throws TypeError when another reader has claimed the body.
   */
  claim(reader: string): ChunkSource {
    if (this.#kept) return new KeptChunks(this.#kept);
    this.#assertReadable();
    this.#takenBy = reader;
    const source = this.#source;
    const checked = (result: Result) => {
      if (this.#isOver) throw bodyIsGone();
      return result;
    };
    return {
      next: () => {
        if (this.#isOver) return Promise.reject(bodyIsGone());
        const result = source.next();
        return result instanceof Promise ? result.then(checked) : result;
      },
      get isLasting() {
        return source.isLasting;
      },
      return: () => source.return(),
    };
  }

  /**
   * All bytes, in an array that the caller owns.
   *
   * @throws BodyLimitError (413) when there are more than `maxBodySize`.
   */
  async bytes(limits?: Given<BodyLimits>): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.buffered(limits)).bytes();
  }

  /**
   * Applies `decode` to the whole body; `decode` must neither modify nor retain the bytes.
   *
   * @param names the limits of the body's size.
   * @returns the result, without a promise if the whole body is available.
   * @throws BodyLimitError (413) when there are more bytes than one of the limits allows.
   */
  decoded<T>(
    decode: (bytes: Uint8Array) => T,
    limits: Readonly<BodyLimits>,
    names: readonly (keyof BodyLimits)[],
  ): T | Promise<T> {
    const kept = this.#keep(limits.spoolThreshold);
    const filling = kept.fill(limits, names);
    return filling ? filling.then(() => decodedBy(decode, kept)) : decodedBy(decode, kept);
  }

  /**
   * Reads the whole body into memory or a temporary file.
   *
   * @returns an iterable that gives the body from the start each time.
   * @throws BodyLimitError (413) when there are more than `maxBodySize` bytes.
   */
  async buffered(limits?: Given<BodyLimits>): Promise<Replay> {
    const all = resolveBodyLimits(limits);
    const kept = this.#keep(all.spoolThreshold);
    await kept.fill(all, ['maxBodySize']);
    return kept;
  }

  /**
   * Keeps the body as it is read, up to `maxBodySize`, and gives it from the start each time it is iterated.
   * Nothing is read yet.
   *
   * @throws TypeError when another reader has claimed the body. Iterating throws BodyLimitError (413) when there is
   * more.
   */
  replayed(): Replay {
    const { spoolThreshold, maxBodySize } = resolveBodyLimits();
    return this.#keep(spoolThreshold, maxBodySize);
  }

  /** Stops keeping a body if nothing was read yet, and returns whether it did. */
  stopKeeping(): boolean {
    if (!this.#kept?.isUntouched) return false;
    this.#kept = undefined;
    return true;
  }

  /** Releases the input and everything kept of it. Reading is then a TypeError. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#kept?.[Symbol.dispose]();
    this.#source.return();
  }

  #keep(threshold: number, most?: number): Replay {
    if (this.#kept) return this.#kept;
    this.#assertReadable();
    this.#kept = new Replay(this.#source, threshold, most);
    return this.#kept;
  }

  #assertReadable(): void {
    if (this.#isOver) throw bodyIsGone();
    if (this.#takenBy === undefined) return;
    throw new TypeError(
      `The request body was already read by ${this.#takenBy}, which does not keep it; call buffered() first.`,
    );
  }
}

function decodedBy<T>(decode: (bytes: Uint8Array) => T, kept: Replay): T | Promise<T> {
  const bytes = kept.view();
  return bytes instanceof Promise ? bytes.then(decode) : decode(bytes);
}

/** The chunks of a kept body. */
class KeptChunks implements ChunkSource {
  /** Each is a copy. */
  readonly isLasting = true;
  readonly #chunks: AsyncGenerator<Uint8Array, void>;

  constructor(kept: Replay) {
    this.#chunks = kept[Symbol.asyncIterator]();
  }

  next(): Promise<Result> {
    return this.#chunks.next();
  }

  return(): void {
    // The readers that keep the body still have it.
    this.#chunks.return();
  }
}
