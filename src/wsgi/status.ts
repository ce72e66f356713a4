/**
 * Status codes and their reason phrases (RFC 9110, section 15, and IANA's registry).
 *
 * @module
 */
import { STATUS_CODES } from 'node:http';

const STATUS_LINE = /^([1-9]\d\d)(?: (.*))?$/;
const NOT_REASON = /[^\t\x20-\x7e\x80-\xff]/;

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
 * The reason phrase of a code; for one that is not registered, of its class.
 *
 * @throws RangeError when the code is not a whole number from 100 to 599.
 */
export function reasonOf(code: number): string {
  if (!Number.isInteger(code) || code < 100 || code > 599) throw new RangeError(`not a status: ${code}`);
  return STATUS_CODES[code] ?? (CLASS_REASONS[Math.floor(code / 100)] as string);
}

/**
 * Reads a status: `404`, `'404'` or `'404 Nobody Home'`. With a reason any three digits will do,
 * for that is how others' responses come.
 *
 * @throws TypeError when the text is not a status, or its reason has a control character.
 * @throws RangeError when a code without a reason is not one from 100 to 599.
 */
export function parseStatus(status: number | string): Status {
  if (typeof status === 'number') return { code: status, reason: reasonOf(status) };
  const match = STATUS_LINE.exec(status);
  if (!match || NOT_REASON.test(status)) throw new TypeError(`not a status: ${JSON.stringify(status)}`);
  const code = Number(match[1]);
  return { code, reason: match[2] ?? reasonOf(code) };
}

/** Whether responses of this status have no body, whatever their headers say (section 6.4.1). */
export function isBodyless(code: number): boolean {
  return code < 200 || code === 204 || code === 205 || code === 304;
}
