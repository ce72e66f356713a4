/**
 * The body of a request, shared by everything that has the same `wsgi.input`.
 *
 * @module
 */

import type { Environ } from '../../wsgi/contract.ts';
import { type InputOwner, ownerOf, setOwner } from '../../wsgi/input-owner.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { LazyModule } from '../../wsgi/lazy-module.ts';
import type { Given } from '../../wsgi/option-types.ts';
import type { BodyLimits } from '../limits.ts';
import { bodyIsGone } from './body-is-gone.ts';
import type { BodyReading } from './body-reading.ts';

/** Many requests have no body, so the code that reads bodies is loaded with the first that is read. */
const reading = new LazyModule(() => import('./body-reading.ts'));

/**
 * The body of a request. Get it with {@link BodyInput.of}, so that the state of a `wsgi.input` is shared by
 * everything that asks for its body.
 *
 * A body is as long as CONTENT_LENGTH says. Without it, the body extends to the end of an input that is
 * `wsgi.input_terminated`, and is otherwise empty. {@link BodyReading} describes how it is read.
 */
export class BodyInput implements InputOwner {
  readonly #environ: Environ;
  #owned: AsyncDisposable[] | undefined;
  #reading: BodyReading | undefined;
  #isOver = false;

  /** A body that is not shared. */
  constructor(environ: Environ) {
    this.#environ = environ;
  }

  /**
   * The body of the request that the environ describes.
   *
   * @throws TypeError when its `wsgi.input` is not an iterable of bytes.
   */
  static of(environ: Environ): BodyInput {
    if (!declaresBody(environ)) return new BodyInput(environ);
    const input = environ['wsgi.input'];
    if (typeof input !== 'object' || input === null) {
      throw new TypeError(`environ['wsgi.input'] must be an iterable of bytes; got ${kindOf(input)}`);
    }
    const known = ownerOf(input);
    if (known instanceof BodyInput) return known;
    const body = new BodyInput(environ);
    setOwner(input, body);
    return body;
  }

  /** Whether the request has a body that can still be read. */
  get isReadable(): boolean {
    return declaresBody(this.#environ) && !this.#isOver && this.#reading?.isTaken !== true;
  }

  /**
   * The body's reader, without a promise if it is loaded. Await it in any case: node's parser delivers bytes that
   * arrived with the head only after the handler has returned, and then a small body can be read without waiting.
   *
   * @throws TypeError when the request is over.
   */
  open(): BodyReading | Promise<BodyReading> {
    return (
      this.#reading ??
      (reading.loaded ? this.#begin(reading.loaded) : reading.load().then((loaded) => this.#begin(loaded)))
    );
  }

  /** {@link BodyReading.take}, for a reader called `body`. */
  async *stream(): AsyncGenerator<Uint8Array, void> {
    yield* (await this.open()).take('body');
  }

  /** {@link BodyReading.bytes} */
  async bytes(limits?: Given<BodyLimits>): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.open()).bytes(limits);
  }

  /** {@link BodyReading.buffered}, as an input whose body this is. */
  async buffered(limits?: Given<BodyLimits>): Promise<AsyncIterable<Uint8Array>> {
    const kept = await (await this.open()).buffered(limits);
    setOwner(kept, this);
    return kept;
  }

  /** {@link BodyReading.replayed}, as an input whose body this is. */
  async replayed(): Promise<AsyncIterable<Uint8Array>> {
    const kept = (await this.open()).replayed();
    setOwner(kept, this);
    return kept;
  }

  /** Registers a resource to be disposed of with the body. */
  own(resource: AsyncDisposable): void {
    this.#owned ??= [];
    this.#owned.push(resource);
  }

  /** Releases the input and everything that was kept of it. Reading is then a TypeError. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  release(): Promise<unknown> | undefined {
    this.#isOver = true;
    this.#reading?.[Symbol.dispose]();
    return this.#owned && Promise.all(this.#owned.map((resource) => resource[Symbol.asyncDispose]()));
  }

  #begin(loaded: typeof import('./body-reading.ts')): BodyReading {
    if (this.#isOver && !this.#reading) throw bodyIsGone();
    this.#reading ??= new loaded.BodyReading(this.#environ);
    return this.#reading;
  }
}

/**
 * Without a length, only an input that ends by itself has a body. An empty length does not count (PEP 3333), a
 * malformed one does.
 */
export function declaresBody(environ: Environ): boolean {
  const length = environ.CONTENT_LENGTH;
  return length === undefined || length === ''
    ? environ['wsgi.input_terminated'] === true
    : !/^0+$/.test(length);
}
