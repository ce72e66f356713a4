/**
 * The errors of a CGI program.
 *
 * @module
 */

/** The rules that a program's response can break; with `not-run` and `timeout` there is no response. */
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

/** The error for a program that could not be run, or whose response cannot be passed on. */
export class ProgramFault extends Error {
  override readonly name = 'ProgramFault';
  readonly rule: ProgramRule;

  constructor(rule: ProgramRule, message: string, options?: ErrorOptions) {
    super(message, options);
    this.rule = rule;
  }

  /** The status to respond with: the program is an upstream server (RFC 9110, sections 15.6.3 and 15.6.5). */
  get status(): 502 | 504 {
    return this.rule === 'timeout' ? 504 : 502;
  }
}
