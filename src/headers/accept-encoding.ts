/**
 * `Accept-Encoding`: the content codings that the client can decode (RFC 9110, section 12.5.3).
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import type { Field } from './grammar/field.ts';
import { isToken } from './grammar/field-value.ts';
import {
  ElementReader,
  listFrom,
  plainElement,
  type QualityElement,
  type QualityInit,
  QualityList,
  qualityField,
  qualityOf,
} from './grammar/quality-list.ts';

/**
 * An `Accept-Encoding` value. Immutable.
 *
 * Codings are compared without regard to case; `x-gzip` and `x-compress` are `gzip` and `compress`. `*` stands for
 * every coding that is not named, and if a coding is named twice, the first entry counts. Offer `identity` for the
 * unencoded body: it is acceptable unless `identity;q=0` or `*;q=0` refuses it.
 *
 * Malformed elements are dropped. A missing header accepts every coding, but an empty one, or one with no valid
 * element, accepts `identity` only.
 *
 * @example
 * ```ts
 * const accept = AcceptEncoding.parse('gzip, br;q=0.9, zstd;q=0');
 * accept.best(['br', 'gzip', 'identity']); // 'gzip'
 * accept.acceptable(['zstd', 'identity']); // [['identity', 1]]
 * ```
 */
export class AcceptEncoding extends QualityList<QualityElement> {
  /**
   * @param codings an empty list accepts `identity` only; if omitted, every coding is acceptable.
   * @throws TypeError when one is malformed, RangeError when a quality is not from 0 to 1.
   */
  constructor(codings?: Iterable<QualityInit>) {
    super(READER.elementsOf(codings ?? []), codings !== undefined);
  }

  /** Reads a header value. */
  static parse(value: string | undefined): AcceptEncoding {
    return value === undefined ? MISSING : parse(value);
  }

  /** Coerces to a list: an AcceptEncoding, header text, or codings. Throws as the constructor does. */
  static from(value: AcceptEncoding | string | Iterable<QualityInit>): AcceptEncoding {
    return listFrom(AcceptEncoding, value);
  }

  /** The quality of a coding, from 0 (not acceptable) to 1. */
  quality(coding: string): number {
    if (!this.isPresent) return 1;
    const name = canonicalCoding(coding.toLowerCase());
    const quality = qualityOf(this.elements, name, OLD_NAMES.get(name)) ?? qualityOf(this.elements, '*');
    return quality ?? (name === 'identity' ? 1 : 0);
  }
}

/** The field that a request reads and writes as `acceptEncoding`. */
export const acceptEncoding: Field<AcceptEncoding, AcceptEncoding | string | Iterable<QualityInit>> =
  qualityField('Accept-Encoding', AcceptEncoding);

const READER = new ElementReader(plainElement(isToken));
const MISSING = new AcceptEncoding();
const parse = withParseCache((value) => new AcceptEncoding(READER.list(value)));

/** Obsolete names and their current ones (sections 8.4.1.1 and 8.4.1.3). */
const OLD_NAMES = new Map([
  ['gzip', 'x-gzip'],
  ['compress', 'x-compress'],
]);

/** The current name of a coding, given in lower case. */
export function canonicalCoding(coding: string): string {
  const name = coding.slice(2);
  return OLD_NAMES.get(name) === coding ? name : coding;
}
