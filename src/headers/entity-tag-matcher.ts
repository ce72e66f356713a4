/**
 * `If-Match` and `If-None-Match`: the entity tags a precondition names (RFC 9110, sections 13.1.1 and
 * 13.1.2).
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import {
  assertTagOptions,
  ENTITY_TAG,
  EntityTag,
  type EntityTagComparison,
  type EntityTagInit,
  isSameTag,
} from './entity-tag.ts';
import type { Field } from './grammar/field.ts';
import { trimWhitespace } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { valueField } from './grammar/simple-fields.ts';

const MEMBER = new RegExp(`[\\t ]*(${ENTITY_TAG})[\\t ]*(?:,|$)`, 'y');

/**
 * The tags of the header, or any tag. Immutable.
 *
 * @example
 * ```ts
 * const ifNoneMatch = EntityTagMatcher.parse('W/"v1", "v2"');
 * ifNoneMatch?.tags.map(String); // ['W/"v1"', '"v2"']
 * ifNoneMatch?.matches('v1', { weak: true }); // true
 * ifNoneMatch?.matches('v1', { weak: false }); // false
 * EntityTagMatcher.parse('*')?.any; // true
 * ```
 */
export class EntityTagMatcher {
  /** Whether the header is `*`: any current representation matches. */
  readonly any: boolean;
  /** The tags in order; empty with `*`. */
  readonly tags: readonly EntityTag[];

  /**
   * @param tags `'*'` for any, or the tags; text in a list is a serialized tag or the value of a strong one.
   * @throws TypeError when one cannot be a tag.
   */
  constructor(tags: '*' | Iterable<EntityTagInit>) {
    this.any = tags === '*';
    this.tags = tags === '*' ? [] : [...tags].map((tag) => EntityTag.from(tag));
  }

  /**
   * Reads the header; `undefined` only when it is absent. Malformed members are dropped. If none is left, nothing
   * matches, which for `If-Match` is the safe side.
   */
  static parse(value: string | undefined): EntityTagMatcher | undefined {
    return value === undefined ? undefined : parseMatcher(value);
  }

  /**
   * Coerces to a matcher: an EntityTagMatcher, one tag, several, or text. Text with quotes is read as the header,
   * `'*'` matches any tag, and other text is the value of a strong tag.
   *
   * @throws TypeError when there is no well-formed tag.
   *
   * @example
   * ```ts
   * String(EntityTagMatcher.from('v1')); // '"v1"'
   * String(EntityTagMatcher.from('"a", W/"b"')); // '"a", W/"b"'
   * ```
   */
  static from(value: EntityTagMatcher | EntityTagInit | Iterable<EntityTagInit>): EntityTagMatcher {
    if (value instanceof EntityTagMatcher) return value;
    if (typeof value === 'string') return matcherFromText(value);
    return new EntityTagMatcher(Symbol.iterator in value ? value : [value]);
  }

  /**
   * Whether a current representation with this tag (text is coerced as {@link EntityTag.from} does) is among those
   * named. Without a tag only `*` matches; whether a representation exists is not checked.
   *
   * @throws TypeError when the tag is malformed, or an option is unknown.
   */
  matches(tag: EntityTag | string | undefined, comparison: EntityTagComparison): boolean {
    assertTagOptions(comparison);
    return includesTag(
      this,
      this.any || tag === undefined ? undefined : EntityTag.from(tag),
      comparison.weak,
    );
  }

  /** The {@link tags} in order. */
  [Symbol.iterator](): IterableIterator<EntityTag> {
    return this.tags.values();
  }

  /** The header value. */
  toString(): string {
    return this.any ? '*' : this.tags.join(', ');
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** {@link EntityTagMatcher.matches}, for options that are known. */
export function includesTag(
  { any, tags }: EntityTagMatcher,
  tag: EntityTag | undefined,
  weak: boolean,
): boolean {
  return any || (tag !== undefined && tags.some((own) => isSameTag(own, tag, weak)));
}

const parseMatcher = withParseCache(
  (value) => new EntityTagMatcher(trimWhitespace(value) === '*' ? '*' : readTags(value)),
);

type MatcherField = Field<
  EntityTagMatcher | undefined,
  EntityTagMatcher | EntityTagInit | Iterable<EntityTagInit>
>;

/** The field that a request reads and writes as `ifMatch`. */
export const ifMatch: MatcherField = valueField('If-Match', EntityTagMatcher);
/** The field that a request reads and writes as `ifNoneMatch`. */
export const ifNoneMatch: MatcherField = valueField('If-None-Match', EntityTagMatcher);

function matcherFromText(given: string): EntityTagMatcher {
  const text = trimWhitespace(given);
  if (text !== '*' && !text.includes('"')) return new EntityTagMatcher([text]);
  const matcher = parseMatcher(text);
  if (matcher.any || matcher.tags.length > 0) return matcher;
  throw new TypeError(`invalid list of entity tags: ${JSON.stringify(text)}`);
}

function readTags(value: string): EntityTag[] {
  const tags: EntityTag[] = [];
  for (let start = 0; start < value.length; ) {
    MEMBER.lastIndex = start;
    const tag = EntityTag.parse(MEMBER.exec(value)?.[1]);
    if (tag) tags.push(tag);
    const comma = value.indexOf(',', start);
    start = tag ? MEMBER.lastIndex : comma === -1 ? value.length : comma + 1;
  }
  return tags;
}
