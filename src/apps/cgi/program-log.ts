/**
 * What a CGI program, and this gateway about it, says to the operator.
 *
 * @module
 */
import type { ErrorStream } from '../../wsgi/contract.ts';
import { writeTo } from '../../wsgi/error-stream.ts';

/** The longest line, in characters; a longer one is broken. */
const LONGEST_LINE = 4096;
/** How much one run of a program may say, in characters. */
const MOST = 256 * 1024;

/** A log of lines that begin with the program's path: as much as one run may say. */
export class ProgramLog {
  readonly #errors: ErrorStream;
  readonly #program: string;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #line = '';
  #left = MOST;

  constructor(errors: ErrorStream, program: string) {
    this.#errors = errors;
    this.#program = program;
  }

  /** Writes a line of this gateway's. */
  note(line: string): void {
    writeTo(this.#errors, `${this.#program}: ${line}\n`);
  }

  /** Takes what the program wrote to its standard error, to be written line by line. */
  add(bytes: Uint8Array): void {
    if (this.#left <= 0) return;
    this.#decoder ??= new TextDecoder('utf-8', { ignoreBOM: true });
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#say(line);
    while (this.#line.length > LONGEST_LINE) {
      this.#say(this.#line.slice(0, LONGEST_LINE));
      this.#line = this.#line.slice(LONGEST_LINE);
    }
  }

  /** Writes the last line, where it did not end. */
  end(): void {
    if (this.#line !== '') this.#say(this.#line);
    this.#line = '';
  }

  #say(line: string): void {
    for (let start = 0; start === 0 || start < line.length; start += LONGEST_LINE) {
      if (this.#left <= 0) return;
      const part = line.slice(start, start + LONGEST_LINE);
      this.#left -= part.length + 1;
      this.note(part);
      if (this.#left <= 0) this.note('the rest of what it says is left out');
    }
  }
}
