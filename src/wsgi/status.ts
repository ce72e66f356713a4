/**
 * Status codes and their reason phrases (RFC 9110, section 15, and IANA's registry).
 *
 * @module
 */

const STATUS_LINE = /^(\d{3})(?: (.*))?$/;
const NOT_REASON = /[^\t\x20-\x7e\x80-\xff]/;

/** The registered phrases of consecutive codes, from the first code on. */
const RUNS: readonly [first: number, phrases: string][] = [
  [100, 'Continue, Switching Protocols, Processing, Early Hints'],
  [200, 'OK, Created, Accepted, Non-Authoritative Information, No Content, Reset Content, Partial Content'],
  [207, 'Multi-Status, Already Reported'],
  [226, 'IM Used'],
  [300, 'Multiple Choices, Moved Permanently, Found, See Other, Not Modified, Use Proxy'],
  [307, 'Temporary Redirect, Permanent Redirect'],
  [400, 'Bad Request, Unauthorized, Payment Required, Forbidden, Not Found, Method Not Allowed'],
  [406, 'Not Acceptable, Proxy Authentication Required, Request Timeout, Conflict, Gone, Length Required'],
  [412, 'Precondition Failed, Payload Too Large, URI Too Long, Unsupported Media Type'],
  [416, "Range Not Satisfiable, Expectation Failed, I'm a Teapot"],
  [421, 'Misdirected Request, Unprocessable Entity, Locked, Failed Dependency, Too Early, Upgrade Required'],
  [428, 'Precondition Required, Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [451, 'Unavailable For Legal Reasons'],
  [500, 'Internal Server Error, Not Implemented, Bad Gateway, Service Unavailable, Gateway Timeout'],
  [505, 'HTTP Version Not Supported, Variant Also Negotiates, Insufficient Storage, Loop Detected'],
  [509, 'Bandwidth Limit Exceeded, Not Extended, Network Authentication Required'],
];
const REASONS: ReadonlyMap<number, string> = new Map(
  RUNS.flatMap(([first, phrases]) =>
    phrases.split(', ').map((phrase, i): [number, string] => [first + i, phrase]),
  ),
);

const CLASS_REASONS = [
  '',
  'Continue',
  'Success',
  'Multiple Choices',
  'Unknown Client Error',
  'Unknown Server Error',
];

/** A status code with its reason phrase. */
export interface Status {
  readonly code: number;
  readonly reason: string;
}

/**
 * The reason phrase of a code; for an unregistered code, the phrase of its class.
 *
 * @throws RangeError when the code is not a whole number from 100 to 599.
 */
export function reasonOf(code: number): string {
  if (!Number.isInteger(code) || code < 100 || code > 599) throw new RangeError(`not a status: ${code}`);
  return REASONS.get(code) ?? (CLASS_REASONS[Math.floor(code / 100)] as string);
}

/** The registered reason phrase of a code; `undefined` if the code is not registered. */
export function registeredReason(code: number): string | undefined {
  return REASONS.get(code);
}

/**
 * Parses a status line without the protocol: three digits and, after a space, a reason, which may be empty or
 * missing. `undefined` when the line is malformed, or the reason has a control character.
 *
 * @example
 * ```ts
 * readStatusLine('404 Nobody Home'); // { code: 404, reason: 'Nobody Home' }
 * readStatusLine('099'); // { code: 99, reason: '' }
 * readStatusLine('OK'); // undefined
 * ```
 */
export function readStatusLine(line: string): Status | undefined {
  const match = STATUS_LINE.exec(line);
  if (!match || NOT_REASON.test(line)) return undefined;
  return { code: Number(match[1]), reason: match[2] ?? '' };
}

/**
 * Reads a status: `404`, `'404'` or `'404 Nobody Home'`. With a reason, any three digits that do not begin with 0
 * are accepted, since upstream responses can have such codes.
 *
 * @throws TypeError when the text is not a status, or its reason has a control character.
 * @throws RangeError when a code without a reason is not one from 100 to 599.
 */
export function parseStatus(status: number | string): Status {
  if (typeof status === 'number') return { code: status, reason: reasonOf(status) };
  const read = readStatusLine(status);
  if (!read || read.code < 100) throw new TypeError(`not a status: ${JSON.stringify(status)}`);
  return status.includes(' ') ? read : { ...read, reason: reasonOf(read.code) };
}

/** Whether responses of this status have no body, whatever their headers say (section 6.4.1; 15.3.6 for 205). */
export function isBodyless(code: number): boolean {
  return code < 200 || code === 204 || code === 205 || code === 304;
}
