/**
 * Delta-seconds: a whole number of seconds, as in `Cache-Control` and `Retry-After` (RFC 9111, section
 * 1.2.2).
 *
 * @module
 */
import { parseWholeNumber } from './whole-number.ts';

/**
 * Reads a number of seconds; one too large to count with becomes `Number.MAX_SAFE_INTEGER`.
 * `undefined` when it is anything but digits.
 */
export function parseDeltaSeconds(text: string): number | undefined {
  const seconds = parseWholeNumber(text);
  return seconds === undefined ? undefined : Math.min(seconds, Number.MAX_SAFE_INTEGER);
}

/**
 * Writes a number of seconds.
 *
 * @throws RangeError when it is negative or no whole number.
 */
export function formatDeltaSeconds(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError(`invalid number of seconds: ${seconds}; it must be a whole number of 0 or more`);
  }
  return String(seconds);
}
