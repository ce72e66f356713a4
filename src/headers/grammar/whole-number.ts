/**
 * Whole numbers in header values: digits and nothing else (RFC 9110, section 5.6.1's `1*DIGIT`).
 *
 * @module
 */

const DIGITS = /^[0-9]+$/;

/** Whether it is a whole number of 0 or more that is small enough to count with. */
export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Reads a number of 0 or more; `undefined` when the text is malformed. A very large number loses its last digits. */
export function parseWholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && DIGITS.test(value) ? Number(value) : undefined;
}

/**
 * Writes a number of 0 or more.
 *
 * @param what the thing that is counted, for the error message.
 * @throws TypeError when it is not a number, RangeError when it is negative, a fraction or too large to count with.
 */
export function formatWholeNumber(value: number, what: string): string {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, not ${typeof value}`);
  if (!isWholeNumber(value)) {
    throw new RangeError(`${what} must be a whole number of 0 or more, not ${value}`);
  }
  return String(value);
}

/** Reads a number as {@link parseWholeNumber} does; `undefined` also when it is too large to count with. */
export function parseCount(value: string | undefined): number | undefined {
  const number = parseWholeNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
