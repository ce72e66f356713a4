/**
 * What a CGI program did wrong.
 *
 * @module
 */

/** The rules that an answer of a program can break; `not-run` and `timeout` say that there is none. */
export type ProgramRule =
  | 'no-header-end'
  | 'no-fields'
  | 'bad-field'
  | 'repeated-field'
  | 'bad-status'
  | 'bad-content-length'
  | 'bad-location'
  | 'body-length'
  | 'not-run'
  | 'timeout';

/** A program that could not be run, or whose answer cannot be passed on. */
export class ProgramFault extends Error {
  override readonly name = 'ProgramFault';
  readonly rule: ProgramRule;

  constructor(rule: ProgramRule, message: string, options?: ErrorOptions) {
    super(message, options);
    this.rule = rule;
  }

  /** How it is answered: the program is an upstream server (RFC 9110, sections 15.6.3 and 15.6.5). */
  get status(): 502 | 504 {
    return this.rule === 'timeout' ? 504 : 502;
  }
}
