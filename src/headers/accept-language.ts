/**
 * `Accept-Language`: the languages that the client would like (RFC 9110, section 12.5.4), matched by the rules of
 * RFC 4647.
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import type { Field } from './grammar/field.ts';
import {
  ElementReader,
  listFrom,
  plainElement,
  type QualityElement,
  type QualityInit,
  QualityList,
  qualityField,
} from './grammar/quality-list.ts';

/** How {@link AcceptLanguage} matches. */
export interface LanguageMatchOptions {
  /** Match as in RFC 4647, section 3.3.2, where `*-CH` and `de-*-DE` have a meaning. */
  extended?: boolean | undefined;
}

/** Fallbacks of {@link AcceptLanguage.lookup}. */
export interface LookupOptions<Default extends string = string> {
  /** A range to look up after the header's ranges. */
  defaultRange?: string | undefined;
  /** The tag to return when nothing is found. */
  default?: Default | undefined;
}

/**
 * An `Accept-Language` value. Immutable.
 *
 * Tags are compared without regard to case. Use `filter` and `best` to choose among content that exists in several
 * languages, where `en` asks for every English. Use `lookup` to find the single text that suits, where `en-GB`
 * settles for `en`.
 *
 * A range with the quality 0 refuses all its tags, whatever other ranges say. Among ranges that accept a tag the
 * highest quality counts, and `*` stands for the tags that no other range matches. If a range is sent twice, the
 * first entry counts. Malformed elements are dropped. An empty header, or one with no valid element, is treated as
 * missing: every language is acceptable, and there is no range to filter or look up with.
 *
 * @example
 * ```ts
 * const accept = AcceptLanguage.parse('en-GB, fr;q=0.5');
 * accept.best(['fr', 'en-GB']); // 'en-GB'
 * accept.filter(['fr-CH', 'fr', 'en']); // [['fr-CH', 0.5], ['fr', 0.5]]
 * accept.lookup(['fr', 'en']); // 'en'
 * accept.lookup(['de', 'it'], { default: 'de' }); // 'de'
 * ```
 */
export class AcceptLanguage extends QualityList<QualityElement, LanguageMatchOptions> {
  readonly #qualities: ReadonlyMap<string, number>;

  /**
   * @param ranges if empty, every language is acceptable.
   * @throws TypeError when one is malformed, RangeError when a quality is not from 0 to 1.
   */
  constructor(ranges: Iterable<QualityInit> = []) {
    const elements = READER.elementsOf(ranges);
    super(elements, elements.length > 0);
    this.#qualities = qualitiesByRange(elements);
  }

  /** Reads a header value. */
  static parse(value: string | undefined): AcceptLanguage {
    return parse(value ?? '');
  }

  /** Coerces to a list: an AcceptLanguage, header text, or language ranges. Throws as the constructor does. */
  static from(value: AcceptLanguage | string | Iterable<QualityInit>): AcceptLanguage {
    return listFrom(AcceptLanguage, value);
  }

  /** The quality of a language, from 0 (not acceptable) to 1. @throws TypeError when an option is unknown. */
  quality(tag: string, options: LanguageMatchOptions = {}): number {
    assertKnown('option of Accept-Language', options, ['extended']);
    if (!this.isPresent) return 1;
    const matches = options.extended ? matchesExtended : matchesBasic;
    const lowerCase = tag.toLowerCase();
    let highest: number | undefined;
    for (const [range, quality] of this.#qualities) {
      if (range === '*' || !matches(range, lowerCase)) continue;
      if (quality === 0) return 0;
      if (highest === undefined || quality > highest) highest = quality;
    }
    return highest ?? this.#qualities.get('*') ?? 0;
  }

  /**
   * The tags that the ranges match and their qualities, sorted by quality, then by the client's ranges, then by the
   * order given: basic filtering (RFC 4647, section 3.3.1), or extended filtering. Empty when the header is
   * missing.
   *
   * @throws TypeError when an option is unknown.
   */
  filter<const Tag extends string>(
    tags: Iterable<Tag>,
    options: LanguageMatchOptions = {},
  ): [tag: Tag, quality: number][] {
    const acceptable = this.acceptable(tags, options);
    if (!this.isPresent) return [];
    const matches = options.extended ? matchesExtended : matchesBasic;
    const ranges = this.#acceptedRanges();
    const place = (tag: string) => {
      const first = ranges.findIndex((range) => range !== '*' && matches(range, tag.toLowerCase()));
      return first === -1 ? ranges.indexOf('*') : first;
    };
    return acceptable
      .map(([tag, quality]) => ({ tag, quality, place: place(tag) }))
      .sort((a, b) => b.quality - a.quality || a.place - b.place)
      .map(({ tag, quality }) => [tag, quality]);
  }

  /**
   * The single tag that suits best (RFC 4647, section 3.4): each range in order of quality, shortened from its end
   * until it equals one of the tags, then `defaultRange`, then `default`. A tag that the header refuses by name is
   * never returned. With `*;q=0` there are no defaults.
   *
   * @throws TypeError when an option is unknown.
   *
   * @example
   * ```ts
   * const accept = AcceptLanguage.parse('zh-Hant-CN, en;q=0');
   * accept.lookup(['zh', 'zh-Hant']); // 'zh-Hant'
   * accept.lookup(['en', 'fr'], { default: 'en' }); // undefined
   * accept.lookup(['en', 'fr'], { defaultRange: 'fr-CH' }); // 'fr'
   * ```
   */
  lookup<const Tag extends string, const Default extends string = never>(
    tags: Iterable<Tag>,
    options: LookupOptions<Default> = {},
  ): Tag | Default | undefined {
    assertKnown('option of lookup', options, ['defaultRange', 'default']);
    const refused = new Set(this.elements.filter(({ quality }) => quality === 0).map(({ range }) => range));
    const candidates = [...tags].filter((tag) => !refused.has(tag.toLowerCase()));
    const ranges = this.#acceptedRanges();
    const defaults: LookupOptions<Default> = refused.has('*') ? {} : options;
    if (defaults.defaultRange !== undefined) ranges.push(defaults.defaultRange.toLowerCase());
    for (const range of ranges) {
      const found = lookupRange(range, candidates);
      if (found !== undefined) return found;
    }
    const last = defaults.default;
    return last !== undefined && refused.has(last.toLowerCase()) ? undefined : last;
  }

  /** The ranges that the client accepts, by quality. */
  #acceptedRanges(): string[] {
    const accepted = this.elements.filter(({ quality }) => quality > 0);
    return accepted.sort((a, b) => b.quality - a.quality).map(({ range }) => range);
  }
}

/** The field that a request reads and writes as `acceptLanguage`. */
export const acceptLanguage: Field<AcceptLanguage, AcceptLanguage | string | Iterable<QualityInit>> =
  qualityField('Accept-Language', AcceptLanguage);

const READER = new ElementReader(plainElement(isLanguageRange));
const parse = withParseCache((value) => new AcceptLanguage(READER.list(value)));

/** The quality of each range, from its first element: a repeated range changes nothing. */
function qualitiesByRange(elements: readonly QualityElement[]): ReadonlyMap<string, number> {
  const qualities = new Map<string, number>();
  for (const { range, quality } of elements) {
    if (!qualities.has(range)) qualities.set(range, quality);
  }
  return qualities;
}

const LANGUAGE_RANGE = /^(?:[a-z]{1,8}|\*)(?:-(?:[a-z0-9]{1,8}|\*))*$/;

function isLanguageRange(range: string): boolean {
  return LANGUAGE_RANGE.test(range);
}

/** Whether the range equals the tag, or equals its beginning up to a hyphen (RFC 4647, section 3.3.1). */
function matchesBasic(range: string, tag: string): boolean {
  return tag.startsWith(range) && (tag.length === range.length || tag[range.length] === '-');
}

/** Whether the range's subtags occur in the tag in this order (RFC 4647, section 3.3.2). */
function matchesExtended(range: string, tag: string): boolean {
  const wanted = range.split('-');
  const subtags = tag.split('-');
  if (wanted[0] !== '*' && wanted[0] !== subtags[0]) return false;
  let at = 1;
  for (const subtag of wanted.slice(1)) {
    if (subtag === '*') continue;
    while (subtags[at] !== subtag) {
      if (at >= subtags.length || isSingleton(subtags[at])) return false;
      at++;
    }
    at++;
  }
  return true;
}

/**
 * The longest tag that is left when subtags are cut from the end of the range. A single letter or digit that would
 * then end the range is cut too.
 */
function lookupRange<Tag extends string>(range: string, tags: readonly Tag[]): Tag | undefined {
  let longest: Tag | undefined;
  for (const tag of tags) {
    const lowerCase = tag.toLowerCase();
    const cut = lowerCase.length < range.length;
    if (!matchesBasic(lowerCase, range) || (cut && ENDS_IN_SINGLETON.test(lowerCase))) continue;
    if (longest === undefined || tag.length > longest.length) longest = tag;
  }
  return longest;
}

const ENDS_IN_SINGLETON = /(?:^|-)[^-]$/;

function isSingleton(subtag: string | undefined): boolean {
  return subtag?.length === 1;
}
