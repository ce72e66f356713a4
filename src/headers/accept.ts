/**
 * `Accept`: the media types that the client would like (RFC 9110, section 12.5.1).
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import type { Field } from './grammar/field.ts';
import { isToken, tokenOrQuoted, trimWhitespace } from './grammar/field-value.ts';
import {
  ElementReader,
  listFrom,
  type QualityElement,
  type QualityInit,
  QualityList,
  qualityField,
} from './grammar/quality-list.ts';

/** One element of an {@link Accept}. */
export interface MediaRange extends QualityElement {
  /** The type in lower case, or `*`. */
  readonly type: string;
  /** The subtype in lower case, or `*`. */
  readonly subtype: string;
  /** The parameters before the weight; their names are in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** How {@link Accept} compares parameters. */
export interface MediaRangeOptions {
  /** Ignore the parameters of a range that the offer does not have. */
  lenient?: boolean | undefined;
}

/**
 * An `Accept` value. Immutable.
 *
 * Offers are media types, with or without parameters; anything else is not acceptable. The most specific range that
 * matches an offer decides: `text/html;level=1` goes before `text/html`, which goes before `text/*`, which goes
 * before the range of everything. Among equally specific ranges, the first decides. A range matches offers that
 * have all its parameters; offers may have more. Parameter values are compared exactly, except those of `charset`,
 * where case does not matter.
 *
 * Malformed elements are dropped. A value with no valid element is treated as missing: every media type is
 * acceptable. An empty list accepts nothing; the field {@link accept} treats an empty header as missing.
 *
 * @example
 * ```ts
 * const accept = Accept.parse('text/html;q=0.8, application/json, text/plain;q=0');
 * accept.best(['text/html', 'application/json']); // 'application/json'
 * accept.acceptable(['text/plain', 'text/html']); // [['text/html', 0.8]]
 * accept.includes('image/png'); // false
 * Accept.parse(undefined).best(['text/html', 'application/json']); // 'text/html'
 * ```
 */
export class Accept extends QualityList<MediaRange, MediaRangeOptions> {
  /**
   * @param ranges an empty list accepts nothing; if omitted, every media type is acceptable.
   * @throws TypeError when one is malformed, RangeError when a quality is not from 0 to 1.
   *
   * @example
   * ```ts
   * String(new Accept(['application/json', ['text/*', 0.5]])); // 'application/json, text/*;q=0.5'
   * ```
   */
  constructor(ranges?: Iterable<QualityInit>) {
    super(READER.elementsOf(ranges ?? []), ranges !== undefined);
  }

  /** Reads a header value. */
  static parse(value: string | undefined): Accept {
    return value === undefined ? MISSING : parse(value);
  }

  /** Coerces to a list: an Accept, header text, or ranges. Throws as the constructor does. */
  static from(value: Accept | string | Iterable<QualityInit>): Accept {
    return listFrom(Accept, value);
  }

  /**
   * The quality of a media type, from 0 (not acceptable) to 1.
   *
   * @throws TypeError when an option is unknown.
   *
   * @example
   * ```ts
   * const accept = Accept.parse('application/json;charset=utf-8');
   * accept.quality('application/json'); // 0
   * accept.quality('application/json', { lenient: true }); // 1
   * ```
   */
  quality(offer: string, options: MediaRangeOptions = {}): number {
    assertKnown('option of Accept', options, ['lenient']);
    const type = parseOffer(offer);
    if (type === undefined) return 0;
    if (!this.isPresent) return 1;
    let quality = 0;
    let highest = NONE;
    for (const range of this.elements) {
      const specificity = specificityOf(range, type, options.lenient);
      if (specificity > highest) {
        highest = specificity;
        quality = range.quality;
      }
    }
    return quality;
  }
}

/** The field that a request reads and writes as `accept`; an empty header reads as a missing one. */
export const accept: Field<Accept, Accept | string | Iterable<QualityInit>> = {
  ...qualityField('Accept', Accept),
  parse: (value) => Accept.parse(value || undefined),
};

const READER = new ElementReader(mediaRange);
const MISSING = new Accept();
const parse = withParseCache((value) => {
  const ranges = READER.list(value);
  return ranges.elements.length === 0 && trimWhitespace(value) !== '' ? MISSING : new Accept(ranges);
});
const parseOffer = withParseCache((offer): MediaRange | undefined => {
  const [type, another] = READER.list(offer).elements;
  return another || type?.type === '*' || type?.subtype === '*' ? undefined : type;
});

function mediaRange(
  name: string,
  quality: number,
  parameters: ReadonlyMap<string, string>,
): MediaRange | undefined {
  const slash = name.indexOf('/');
  const type = name.slice(0, slash);
  const subtype = name.slice(slash + 1);
  if (slash === -1 || !isToken(type) || !isToken(subtype)) return undefined;
  let range = name;
  for (const [key, value] of parameters) {
    if (!isToken(key)) return undefined;
    range += `;${key}=${tokenOrQuoted(value)}`;
  }
  return { range, quality, type, subtype, parameters };
}

const NONE = -1;
const ANY = 0;
const ANY_SUBTYPE = 1;
const EXACT_BUT_PARAMETERS = 2;
const EXACT = 3;

/** How specifically the range matches the media type: the more of it the range names, the higher. */
function specificityOf(range: MediaRange, type: MediaRange, lenient = false): number {
  const kind = kindOfMatch(range, type);
  if (kind === NONE || range.parameters.size === 0) return kind;
  let ignored = false;
  for (const [name, value] of range.parameters) {
    const offered = type.parameters.get(name);
    if (offered === undefined && lenient) ignored = true;
    else if (offered === undefined || !sameValue(name, value, offered)) return NONE;
  }
  if (kind !== EXACT) return kind;
  return ignored ? EXACT_BUT_PARAMETERS : EXACT + range.parameters.size;
}

function kindOfMatch(range: MediaRange, type: MediaRange): number {
  if (range.type === type.type) {
    if (range.subtype === type.subtype) return EXACT;
    return range.subtype === '*' ? ANY_SUBTYPE : NONE;
  }
  return range.type === '*' && range.subtype === '*' ? ANY : NONE;
}

function sameValue(name: string, value: string, offered: string): boolean {
  return name === 'charset' ? value.toLowerCase() === offered.toLowerCase() : value === offered;
}
