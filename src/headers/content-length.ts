/**
 * `Content-Length`: the number of bytes in a message's body (RFC 9110, section 8.6).
 *
 * @module
 */
import type { Fault } from '../wsgi/request-errors.ts';
import { notString } from '../wsgi/required.ts';
import { trimWhitespace } from './grammar/field-value.ts';
import { countField } from './grammar/simple-fields.ts';
import { parseCount } from './grammar/whole-number.ts';

/**
 * Reads the length in bytes; `undefined` when the header is absent. A list of identical numbers, which results from
 * joined lines, counts as one.
 *
 * @param Malformed the class of error thrown when it is not digits, is a list of different numbers, or is too large
 * to count with, because guessing where a message ends is unsafe (RFC 9112, section 6.3). For requests a
 * BadRequestError (400).
 *
 * @example
 * ```ts
 * parseContentLength('42'); // 42
 * parseContentLength('42, 42'); // 42
 * parseContentLength('0x42'); // throws TypeError
 * ```
 */
export function parseContentLength(
  value: string | undefined,
  Malformed: Fault = TypeError,
): number | undefined {
  const length = readContentLength(value);
  if (length === undefined && value !== undefined) {
    throw new Malformed(`Malformed Content-Length: ${JSON.stringify(value)}.`);
  }
  return length;
}

/**
 * Reads the length as {@link parseContentLength} does; `undefined` also when it is malformed.
 *
 * @throws TypeError when the environ's value is not text.
 */
export function readContentLength(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw notString('CONTENT_LENGTH', value);
  if (value.includes(',')) {
    const [first, ...others] = value.split(',').map(trimWhitespace);
    return others.every((other) => other === first) ? readContentLength(first) : undefined;
  }
  return parseCount(trimWhitespace(value));
}

/** The field that messages read and write as `contentLength`; a malformed value reads as absent. */
export const contentLength = countField('Content-Length', readContentLength);
