/**
 * `Retry-After`: how long to wait, or until when (RFC 9110, section 10.2.3).
 *
 * @module
 */
import { formatDeltaSeconds, parseDeltaSeconds } from './grammar/delta-seconds.ts';
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
 * @throws RangeError when the number is negative or not whole, or the date has no four-digit year.
 */
export function formatRetryAfter(after: number | Date): string {
  return typeof after === 'number' ? formatDeltaSeconds(after) : formatHttpDate(after);
}
