/**
 * `If-Range`: the validator that decides whether `Range` counts (RFC 9110, section 13.1.5).
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { EntityTag, type EntityTagInit, isSameTag } from './entity-tag.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { formatHttpDate, parseHttpDate } from './http-date.ts';

/** The validators of the current representation. */
export interface Validators {
  readonly etag?: EntityTag | string | undefined;
  readonly lastModified?: Date | undefined;
}

/**
 * An entity tag or a date. Immutable.
 *
 * @example
 * ```ts
 * const ifRange = IfRange.parse('"v1"');
 * ifRange?.matches({ etag: 'v1' }); // true
 * ifRange?.matches({ etag: 'v2' }); // false
 * IfRange.parse('v1')?.matches({ etag: 'v1' }); // false
 * ```
 */
export class IfRange {
  /** The tag, if the validator is a tag. */
  readonly etag: EntityTag | undefined;
  readonly #seconds: number | undefined;

  /** @param validator `undefined` matches nothing. */
  constructor(validator: EntityTag | Date | undefined) {
    this.etag = validator instanceof EntityTag ? validator : undefined;
    this.#seconds = validator instanceof Date ? wholeSeconds(validator) : undefined;
  }

  /**
   * Reads the header; `undefined` only when it is absent. A malformed value matches nothing, so that the whole
   * representation is sent.
   */
  static parse(value: string | undefined): IfRange | undefined {
    return value === undefined ? undefined : parseIfRange(value);
  }

  /**
   * Coerces to a validator: an IfRange, a date, or a tag as {@link EntityTag.from} takes it. Text may also be a
   * date.
   *
   * @throws TypeError when the value is not a validator.
   */
  static from(value: IfRange | Date | EntityTagInit): IfRange {
    if (value instanceof IfRange) return value;
    if (value instanceof Date) return new IfRange(value);
    const date = typeof value === 'string' ? parseHttpDate(value) : undefined;
    return new IfRange(date ?? EntityTag.from(value));
  }

  /** The date, if the validator is a date. */
  get date(): Date | undefined {
    return this.#seconds === undefined ? undefined : new Date(this.#seconds * 1000);
  }

  /**
   * Whether the client has a part of the current representation: compares tags by the strong comparison, and dates
   * for equality to the second.
   *
   * @throws TypeError when a validator is unknown.
   */
  matches(current: Validators): boolean {
    assertKnown('validator', current, ['etag', 'lastModified']);
    const { etag, lastModified } = current;
    if (this.etag) return etag !== undefined && isSameTag(this.etag, etag, false);
    return lastModified !== undefined && wholeSeconds(lastModified) === this.#seconds;
  }

  /** The header value; `''` if it matches nothing. */
  toString(): string {
    if (this.etag) return String(this.etag);
    return this.date ? formatHttpDate(this.date) : '';
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

const parseIfRange = withParseCache((value) => new IfRange(EntityTag.parse(value) ?? parseHttpDate(value)));

/** The field that a request reads and writes as `ifRange`. */
export const ifRange: Field<IfRange | undefined, IfRange | Date | EntityTagInit> = {
  name: 'If-Range',
  parse: IfRange.parse,
  format: (value) => String(IfRange.from(value)) || undefined,
};

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
