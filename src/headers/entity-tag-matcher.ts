/**
 * `If-Match` and `If-None-Match`: the entity tags a precondition names (RFC 9110, sections 13.1.1 and
 * 13.1.2).
 *
 * @module
 */
import { ENTITY_TAG, EntityTag, type EntityTagComparison } from './entity-tag.ts';

const MEMBER = new RegExp(`[\\t ]*(${ENTITY_TAG})[\\t ]*(?:,|$)`, 'y');

/**
 * The tags of such a header, or any. Immutable.
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
  /** Whether the header is `*`: any current representation will do. */
  readonly any: boolean;
  /** The tags in order; none of them with `*`. */
  readonly tags: readonly EntityTag[];

  constructor(tags: '*' | Iterable<EntityTag>) {
    this.any = tags === '*';
    this.tags = tags === '*' ? [] : [...tags];
  }

  /**
   * Reads the header; `undefined` only when it is absent. A malformed member is dropped alone, and what
   * is left may be empty: then nothing matches, which for `If-Match` is the safe side.
   */
  static parse(value: string | undefined): EntityTagMatcher | undefined {
    if (value === undefined) return undefined;
    return new EntityTagMatcher(/^[\t ]*\*[\t ]*$/.test(value) ? '*' : readTags(value));
  }

  /**
   * Whether a current representation with this tag (or, as text, a strong tag of this value) is one of
   * those named. Without a tag only `*` matches; it does not ask whether a representation exists.
   */
  matches(tag: EntityTag | string | undefined, comparison: EntityTagComparison): boolean {
    return this.any || (tag !== undefined && this.tags.some((own) => own.matches(tag, comparison)));
  }

  /** The header value. */
  toString(): string {
    return this.any ? '*' : this.tags.join(', ');
  }
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
