/**
 * What a CGI program, and this gateway about it, reports to the operator.
 *
 * @module
 */
import type { ErrorStream } from '../../wsgi/contract.ts';
import { reportText } from '../../wsgi/report.ts';

/** The longest line, in characters; longer lines are split. */
const LONGEST_LINE = 4096;
/** How much one run of a program may log, in characters. */
const MOST = 256 * 1024;

/** A log whose lines begin with the program's path. It is limited per run. */
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

  /** Writes a line on behalf of this gateway. */
  note(line: string): void {
    reportText(this.#errors, `${this.#program}: ${line}\n`);
  }

  /** Takes output of the program's standard error, to be written line by line. */
  add(bytes: Uint8Array): void {
    if (this.#left <= 0) return;
    this.#decoder ??= new TextDecoder('utf-8', { ignoreBOM: true });
    const text = this.#line + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(0, end).split('\n').slice(0, -1)) this.#say(line);
    this.#line = text.slice(end);
    while (this.#line.length > LONGEST_LINE) {
      this.#say(this.#line.slice(0, LONGEST_LINE));
      this.#line = this.#line.slice(LONGEST_LINE);
    }
  }

  /** Writes the last line, if it is unfinished. */
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
      if (this.#left <= 0) this.note('the rest of its output is omitted');
    }
  }
}
