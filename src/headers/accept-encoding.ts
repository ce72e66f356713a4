/**
 * `Accept-Encoding`: the content codings that the client can decode (RFC 9110, section 12.5.3).
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
 * An `Accept-Encoding` value. Immutable.
 *
 * Codings are compared without regard to case; `x-gzip` and `x-compress` are `gzip` and `compress`.
 * `*` stands for every coding that is not named, and of a coding named twice the first counts. Offer
 * `identity` for the body as it is: it is acceptable unless `identity;q=0` or `*;q=0` refuses it.
 *
 * Malformed elements are dropped. A missing header accepts every coding, but an empty one, or one
 * without any element left, accepts `identity` only.
 *
 * @example
 * ```ts
 * const accept = AcceptEncoding.parse('gzip, br;q=0.9, zstd;q=0');
 * accept.best(['br', 'gzip', 'identity']); // 'gzip'
 * accept.acceptable(['zstd', 'identity']); // [['identity', 1]]
 * ```
 */
export class AcceptEncoding extends QualityList<QualityElement> {
  readonly #qualities: ReadonlyMap<string, number>;

  constructor(value: string | undefined) {
    const elements = readElements(value ?? '');
    super(elements, value !== undefined);
    this.#qualities = qualitiesByRange(elements.map(withoutAlias));
  }

  /** Reads a header value. */
  static parse(value: string | undefined): AcceptEncoding {
    return value === undefined ? MISSING : parse(value);
  }

  quality(coding: string): number {
    if (!this.isPresent) return 1;
    const name = canonicalCoding(coding.toLowerCase());
    return this.#qualities.get(name) ?? this.#qualities.get('*') ?? (name === 'identity' ? 1 : 0);
  }
}

const readElements = elementReader(plainElement(isToken));
const MISSING = new AcceptEncoding(undefined);
const parse = withParseCache((value) => new AcceptEncoding(value));

/** The names of old (sections 8.4.1.1 and 8.4.1.3). */
const ALIASES = new Map([
  ['x-gzip', 'gzip'],
  ['x-compress', 'compress'],
]);

/** The usual name of a coding, given in lower case. */
export function canonicalCoding(coding: string): string {
  return ALIASES.get(coding) ?? coding;
}

function withoutAlias({ range, quality }: QualityElement): QualityElement {
  return { range: canonicalCoding(range), quality };
}
