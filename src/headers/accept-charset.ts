/**
 * `Accept-Charset`: the character encodings that the client would like (RFC 9110, section 12.5.2,
 * which deprecates it).
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
 * An `Accept-Charset` value. Immutable.
 *
 * Names are compared without regard to case. `*` stands for every charset that is not named; if a charset is named
 * twice, the first entry counts. Malformed elements are dropped. An empty header, or one with no valid element, is
 * treated as missing: every charset is acceptable.
 *
 * @example
 * ```ts
 * const accept = AcceptCharset.parse('iso-8859-1;q=0.5, utf-8');
 * accept.best(['ISO-8859-1', 'UTF-8']); // 'UTF-8'
 * accept.quality('utf-16'); // 0
 * ```
 */
export class AcceptCharset extends QualityList<QualityElement> {
  /**
   * @param charsets if empty, every charset is acceptable.
   * @throws TypeError when one is malformed, RangeError when a quality is not from 0 to 1.
   */
  constructor(charsets: Iterable<QualityInit> = []) {
    const elements = READER.elementsOf(charsets);
    super(elements, elements.length > 0);
  }

  /** Reads a header value. */
  static parse(value: string | undefined): AcceptCharset {
    return parse(value ?? '');
  }

  /** Coerces to a list: an AcceptCharset, header text, or charsets. Throws as the constructor does. */
  static from(value: AcceptCharset | string | Iterable<QualityInit>): AcceptCharset {
    return listFrom(AcceptCharset, value);
  }

  /** The quality of a charset, from 0 (not acceptable) to 1. */
  quality(charset: string): number {
    if (!this.isPresent) return 1;
    return qualityOf(this.elements, charset.toLowerCase()) ?? qualityOf(this.elements, '*') ?? 0;
  }
}

/** The field that a request reads and writes as `acceptCharset`. */
export const acceptCharset: Field<AcceptCharset, AcceptCharset | string | Iterable<QualityInit>> =
  qualityField('Accept-Charset', AcceptCharset);

const READER = new ElementReader(plainElement(isToken));
const parse = withParseCache((value) => new AcceptCharset(READER.list(value)));
