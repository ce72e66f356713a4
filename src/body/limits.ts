/**
 * Limits on how much of a request body may be read.
 *
 * @module
 */

import { assertKnown } from '../collections/unknown-name.ts';
import { BodyLimitError } from '../wsgi/body-errors.ts';
import type { Given } from '../wsgi/option-types.ts';

/**
 * The limits of a body. All are counted on received bytes, never on what Content-Length says. Sizes are in bytes;
 * `Infinity` lifts a limit. Exceeding one is a {@link BodyLimitError} (413) that names it.
 */
export interface BodyLimits {
  /** The whole body, in every reader that does not stream it. */
  maxBodySize: number;
  /** Parts of a multipart body. */
  maxParts: number;
  /** Fields of a form that are not files. */
  maxFields: number;
  /** Files of a form. */
  maxFiles: number;
  /** One field as it was sent; in an urlencoded form, its name, `=` and value. */
  maxFieldSize: number;
  /** All fields of a form together. */
  maxFieldsSize: number;
  /** One file. */
  maxFileSize: number;
  /** A body that is parsed as JSON. */
  maxJsonSize: number;
  /** Header lines of one part. */
  maxHeaderPairs: number;
  /** Bytes of a body, or of all files of a form, that are kept in memory; the rest goes to a temporary file. */
  spoolThreshold: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** The default limits. */
export const DEFAULT_BODY_LIMITS: Readonly<BodyLimits> = Object.freeze({
  maxBodySize: 64 * MIB,
  maxParts: 1000,
  maxFields: 1000,
  maxFiles: 100,
  maxFieldSize: MIB,
  maxFieldsSize: 4 * MIB,
  maxFileSize: Infinity,
  maxJsonSize: MIB,
  maxHeaderPairs: 100,
  spoolThreshold: 64 * KIB,
});

/**
 * Completes limits with the defaults.
 *
 * @throws RangeError when one is not a number of 0 or more, and TypeError when a name is unknown, because a
 * misspelt limit would have no effect.
 *
 * @example
 * ```ts
 * resolveBodyLimits({ maxFiles: 2 }).maxFiles; // 2
 * resolveBodyLimits({ maxFiles: -1 }); // throws RangeError
 * ```
 */
export function resolveBodyLimits(given: Given<BodyLimits> = {}): Readonly<BodyLimits> {
  const names = Object.keys(given) as (keyof BodyLimits)[];
  if (names.length === 0) return DEFAULT_BODY_LIMITS;
  assertKnown('body limit', given, Object.keys(DEFAULT_BODY_LIMITS));
  const limits: BodyLimits = { ...DEFAULT_BODY_LIMITS };
  for (const name of names) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new RangeError(`the body limit ${name} must be a number of 0 or more: ${value}`);
    }
    limits[name] = value;
  }
  return limits;
}

/**
 * Asserts that an amount is within a limit.
 *
 * @throws BodyLimitError (413) when it exceeds the limit of that name.
 */
export function assertWithin(limits: Readonly<BodyLimits>, name: keyof BodyLimits, amount: number): void {
  if (amount > limits[name]) throw new BodyLimitError(name, limits[name]);
}
