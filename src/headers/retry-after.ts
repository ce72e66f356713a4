/**
 * `Retry-After`: how long to wait, or until when (RFC 9110, section 10.2.3).
 *
 * @module
 */

import { formatDeltaSeconds, parseDeltaSeconds } from './grammar/delta-seconds.ts';
import type { Field } from './grammar/field.ts';
import { formatHttpDate, parseHttpDate } from './http-date.ts';

/**
 * Reads a number of seconds or a date; `undefined` when it is absent or malformed.
 *
 * @example
 * ```ts
 * parseRetryAfter('120'); // 120
 * parseRetryAfter('Fri, 31 Dec 1999 23:59:59 GMT'); // new Date('1999-12-31T23:59:59Z')
 * parseRetryAfter('-1'); // undefined
 * ```
 */
export function parseRetryAfter(value: string | undefined): number | Date | undefined {
  return value === undefined ? undefined : (parseDeltaSeconds(value) ?? parseHttpDate(value));
}

/**
 * Writes a number of seconds or a date.
 *
 * @throws RangeError when the number is negative or a fraction, or the year of the date does not have four digits;
 * TypeError when the value is neither.
 */
export function formatRetryAfter(after: number | Date): string {
  return after instanceof Date ? formatHttpDate(after) : formatDeltaSeconds(after);
}

/** The field that a response reads and writes as `retryAfter`. */
export const retryAfter: Field<number | Date | undefined, number | Date> = {
  name: 'Retry-After',
  parse: parseRetryAfter,
  format: formatRetryAfter,
};
