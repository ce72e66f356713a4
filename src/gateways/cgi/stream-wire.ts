/**
 * The wire of a CGI program: its standard output.
 *
 * @module
 */
import type { Writable } from 'node:stream';
import type { HeaderList } from '../../wsgi/contract.ts';
import { drained } from '../../wsgi/drained.ts';
import { headText } from '../sockets/head-text.ts';
import type { Wire } from '../wire.ts';

/** Writes a response to a stream, which stays open. */
export class StreamWire implements Wire {
  readonly #output: Writable;
  readonly #gone: (() => void)[] = [];
  #head: string | undefined;
  #isEnded = false;
  #hasFailed = false;
  #isCut = false;

  constructor(output: Writable) {
    this.#output = output;
    // A web server that has gone away is not an error of the application.
    output.on('error', this.#leave).on('close', this.#leave);
  }

  get isGone(): boolean {
    return this.#hasFailed || this.#isCut || this.#output.destroyed;
  }

  /** Whether the response is incomplete although its head was sent. */
  get isCut(): boolean {
    return this.#isCut;
  }

  head(code: number, reason: string, fields: HeaderList): void {
    this.#head = headText(code, reason, fields);
  }

  flush(): void {
    this.#sendHead();
  }

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    this.#sendHead();
    if (isLent) return new Promise((resolve) => void this.#output.write(chunk, () => resolve()));
    if (!this.#output.write(chunk) && !this.isGone) return drained(this.#output);
  }

  end(last?: Uint8Array | string): void {
    this.#isEnded = true;
    this.#sendHead();
    if (last !== undefined && last.length > 0) this.#output.write(last);
  }

  cut(): void {
    this.#isCut = true;
  }

  watch(gone: () => void): void {
    if (this.isGone) gone();
    else this.#gone.push(gone);
  }

  /** Resolves when the stream has accepted everything, or accepts no more. */
  async written(): Promise<void> {
    if (!this.isGone) await new Promise<void>((resolve) => void this.#output.write('', () => resolve()));
    // An error is reported after the callback of the write that failed.
    await new Promise((resolve) => setImmediate(resolve));
    this.#output.off('error', this.#leave).off('close', this.#leave);
  }

  #sendHead(): void {
    if (this.#head === undefined) return;
    this.#output.write(this.#head, 'latin1');
    this.#head = undefined;
  }

  #leave = (): void => {
    this.#hasFailed = true;
    if (!this.#isEnded) for (const gone of this.#gone.splice(0)) gone();
  };
}
