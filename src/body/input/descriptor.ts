/**
 * The lifetime of an open file's descriptor.
 *
 * @module
 */
import { closeSync, rmSync } from 'node:fs';

interface Held {
  readonly number: number;
  /** The file to remove when the descriptor is closed. */
  readonly name: string | undefined;
}

const forgotten = new FinalizationRegistry(release);

/**
 * A descriptor that is closed once, after the reads and writes in progress: otherwise another file could get its
 * number in the meantime.
 */
export class Descriptor {
  readonly number: number;
  readonly #held: Held;
  #inUse = 0;
  #isClosed = false;

  /** @param name the path of a file to remove when it is closed. */
  constructor(number: number, name?: string) {
    this.number = number;
    this.#held = { number, name };
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Also closes it if it is garbage-collected; call before handing it to code that may drop it. */
  closeWhenForgotten(): void {
    if (!this.#isClosed) forgotten.register(this, this.#held, this);
  }

  /** Runs work with the descriptor, which stays open until it is done. @throws TypeError when it is closed. */
  async use<T>(work: (number: number) => Promise<T>): Promise<T> {
    this.assertOpen();
    this.#inUse++;
    try {
      return await work(this.number);
    } finally {
      this.#inUse--;
      if (this.#isClosed && this.#inUse === 0) release(this.#held);
    }
  }

  /** @throws TypeError when it is closed. */
  assertOpen(): void {
    if (this.#isClosed) throw new TypeError('the file is closed');
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    forgotten.unregister(this);
    if (this.#inUse === 0) release(this.#held);
  }
}

function release({ number, name }: Held): void {
  closeSync(number);
  /* v8 ignore next -- @preserve Windows */
  if (name !== undefined) rmSync(name, { force: true });
}
