/**
 * Entity tags: `ETag`, and the members of `If-Match` and `If-None-Match` (RFC 9110, section 8.8.3).
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { valueField } from './grammar/simple-fields.ts';

const OPAQUE = '[\\x21\\x23-\\x7e\\x80-\\xff]*';
const VALUE = new RegExp(`^${OPAQUE}$`);
const TAG = new RegExp(`^(W/)?"(${OPAQUE})"$`);

/** The grammar of a tag, for use in a regular expression. */
export const ENTITY_TAG = `(?:W/)?"${OPAQUE}"`;

/** How to compare two tags. */
export interface EntityTagComparison {
  /** Whether weak tags may match: the representations need only be equivalent, not identical bytes. */
  readonly weak: boolean;
}

/** What a tag can be made from; text without quotes is the value of a strong tag. */
export type EntityTagInit =
  | EntityTag
  | { readonly value: string; readonly weak?: boolean | undefined }
  | string;

/**
 * One entity tag. Immutable.
 *
 * @example
 * ```ts
 * const tag = EntityTag.parse('W/"v1"');
 * tag?.value; // 'v1'
 * tag?.weak; // true
 * tag?.matches('v1', { weak: true }); // true
 * tag?.matches('v1', { weak: false }); // false
 * String(new EntityTag('v1')); // '"v1"'
 * EntityTag.parse('v1'); // undefined
 * ```
 */
export class EntityTag {
  /** The text between the quotes. There are no escapes: a backslash is a backslash. */
  readonly value: string;
  /** Whether the tag stands for equivalent representations rather than identical bytes. */
  readonly weak: boolean;

  /**
   * @throws TypeError when the value has a quote, a space, a control character or one above U+00FF, or an option is
   * unknown.
   */
  constructor(value: string, options: { readonly weak?: boolean | undefined } = {}) {
    assertTagOptions(options);
    if (typeof value !== 'string' || !VALUE.test(value))
      throw new TypeError(`invalid entity tag: ${JSON.stringify(value)}`);
    this.value = value;
    this.weak = options.weak ?? false;
  }

  /** Reads one tag; `undefined` when it is absent or malformed. */
  static parse(value: string | undefined): EntityTag | undefined {
    return value === undefined ? undefined : parseTag(value);
  }

  /**
   * Coerces to a tag: an EntityTag, its parts, a serialized tag, or the value of a strong tag.
   *
   * @throws TypeError as the constructor does.
   *
   * @example
   * ```ts
   * String(EntityTag.from('W/"v1"')); // 'W/"v1"'
   * String(EntityTag.from('v1')); // '"v1"'
   * ```
   */
  static from(tag: EntityTagInit): EntityTag {
    if (tag instanceof EntityTag) return tag;
    if (typeof tag !== 'object') return EntityTag.parse(tag) ?? new EntityTag(tag);
    const { value, ...options } = tag;
    return new EntityTag(value, options);
  }

  /**
   * Compares with another tag, or with the value of a strong one: by strong comparison, where both must be strong,
   * or by weak comparison (section 8.8.3.2).
   *
   * @throws TypeError when an option is unknown.
   */
  matches(other: EntityTag | string, comparison: EntityTagComparison): boolean {
    assertTagOptions(comparison);
    return isSameTag(this, other, comparison.weak);
  }

  /** The header value. */
  toString(): string {
    return `${this.weak ? 'W/' : ''}"${this.value}"`;
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** {@link EntityTag.matches}, for options that are known. */
export function isSameTag(one: EntityTag, other: EntityTag | string, weak: boolean): boolean {
  if (typeof other === 'string') return one.value === other && (weak || !one.weak);
  return one.value === other.value && (weak || (!one.weak && !other.weak));
}

/** @throws TypeError when an option of a tag, or of a comparison, is unknown. */
export function assertTagOptions(options: object): void {
  assertKnown('option of an entity tag', options, ['weak']);
}

const parseTag = withParseCache((value) => {
  const match = TAG.exec(value);
  return match ? new EntityTag(match[2] as string, { weak: match[1] !== undefined }) : undefined;
});

/** The field that a response reads and writes as `etag`. */
export const etag: Field<EntityTag | undefined, EntityTagInit> = valueField('ETag', EntityTag);
