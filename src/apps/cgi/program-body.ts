/**
 * The body of a CGI program's response.
 *
 * @module
 */
import { ProgramFault } from './program-fault.ts';
import type { ProgramRun } from './program-run.ts';

/**
 * The output of a program after its head, read no faster than it is consumed, and up to its Content-Length. Closing
 * it early terminates the program.
 */
export class ProgramBody implements AsyncIterable<Uint8Array> {
  readonly #run: ProgramRun;
  readonly #first: Uint8Array;
  readonly #length: number | undefined;
  #isClosed = false;

  /** @param first the bytes that arrived with the head. */
  constructor(run: ProgramRun, first: Uint8Array, length: number | undefined) {
    this.#run = run;
    this.#first = first;
    this.#length = length;
  }

  /** @throws ProgramFault when the body is shorter than declared, or the program takes too long. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    let missing = this.#length ?? Infinity;
    try {
      for (let chunk: Uint8Array | undefined = this.#first; chunk && missing > 0; ) {
        const wanted = chunk.length > missing ? chunk.subarray(0, missing) : chunk;
        missing -= wanted.length;
        if (wanted.length > 0) yield wanted;
        if (missing > 0) chunk = await this.#run.next();
      }
      if (missing === 0 || missing === Infinity) this.#run.finish();
      else throw new ProgramFault('body-length', `the body ended ${missing} bytes before its Content-Length`);
    } catch (error) {
      if (!this.#isClosed) throw error;
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#run.stop(undefined);
  }
}
