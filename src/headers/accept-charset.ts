/**
 * `Accept-Charset`: the character encodings that the client would like (RFC 9110, section 12.5.2,
 * which deprecates it).
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { isToken } from './grammar/field-value.ts';
import {
  elementReader,
  plainElement,
  type QualityElement,
  QualityList,
  qualitiesByRange,
} from './grammar/quality-list.ts';

/**
 * An `Accept-Charset` value. Immutable.
 *
 * Names are compared without regard to case. `*` stands for every charset that is not named; of a
 * charset named twice the first counts. Malformed elements are dropped. A header without any element
 * left, and an empty one, is as a missing one: every charset is acceptable.
 *
 * @example
 * ```ts
 * const accept = AcceptCharset.parse('iso-8859-1;q=0.5, utf-8');
 * accept.best(['ISO-8859-1', 'UTF-8']); // 'UTF-8'
 * accept.quality('utf-16'); // 0
 * ```
 */
export class AcceptCharset extends QualityList<QualityElement> {
  readonly #qualities: ReadonlyMap<string, number>;

  constructor(value: string | undefined) {
    const elements = readElements(value ?? '');
    super(elements, elements.length > 0);
    this.#qualities = qualitiesByRange(elements);
  }

  /** Reads a header value. */
  static parse(value: string | undefined): AcceptCharset {
    return value === undefined ? MISSING : parse(value);
  }

  quality(charset: string): number {
    if (!this.isPresent) return 1;
    return this.#qualities.get(charset.toLowerCase()) ?? this.#qualities.get('*') ?? 0;
  }
}

const readElements = elementReader(plainElement(isToken));
const MISSING = new AcceptCharset(undefined);
const parse = withParseCache((value) => new AcceptCharset(value));
