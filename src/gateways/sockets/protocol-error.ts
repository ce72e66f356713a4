/**
 * Errors in the bytes that a web server sends.
 *
 * @module
 */

/** The rule of SCGI, FastCGI or CGI that a request breaks. */
export type ProtocolRule =
  | 'netstring'
  | 'too-large'
  | 'truncated'
  | 'headers'
  | 'content-length'
  | 'duplicate'
  | 'no-scgi'
  | 'request-method'
  | 'version'
  | 'begin'
  | 'params';

/**
 * A request that is refused because it breaks a rule of its protocol. It does not reach the application and gets no
 * response.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly rule: ProtocolRule;

  constructor(rule: ProtocolRule, message: string) {
    super(message);
    this.rule = rule;
  }
}
