/**
 * Delta-seconds: a whole number of seconds, as in `Cache-Control` and `Retry-After` (RFC 9111, section
 * 1.2.2).
 *
 * @module
 */
import { formatWholeNumber, parseWholeNumber } from './whole-number.ts';

/**
 * Reads a number of seconds; a number too large to count with becomes `Number.MAX_SAFE_INTEGER`. `undefined` when
 * the text is not all digits.
 */
export function parseDeltaSeconds(text: string): number | undefined {
  const seconds = parseWholeNumber(text);
  return seconds === undefined ? undefined : Math.min(seconds, Number.MAX_SAFE_INTEGER);
}

/**
 * Writes a number of seconds.
 *
 * @throws TypeError when it is not a number, RangeError when it is negative or a fraction.
 */
export function formatDeltaSeconds(seconds: number): string {
  return formatWholeNumber(seconds, 'a number of seconds');
}
