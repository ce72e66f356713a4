/**
 * `Vary`: the request fields that affected the choice of a response (RFC 9110, section 12.5.5).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { assertFieldName, splitList } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { formatTokenList, parseTokenList } from './grammar/list-header.ts';

/**
 * The field names of the header, or any field. Immutable.
 *
 * @example
 * ```ts
 * const vary = Vary.parse('Accept, Cookie').with('accept', 'Accept-Encoding');
 * String(vary); // 'Accept, Cookie, Accept-Encoding'
 * vary.has('COOKIE'); // true
 * String(vary.with('*')); // '*'
 * ```
 */
export class Vary {
  /** Whether it is `*`: the response depends on more than the request's fields. */
  readonly any: boolean;
  /** The names as they were first given, without repetition; empty with `*`. */
  readonly fields: readonly string[];

  /**
   * @param fields names, or one name.
   * @throws TypeError when one is not a field name.
   */
  constructor(fields: Iterable<string> = []) {
    const named = new Map<string, string>();
    for (const field of typeof fields === 'string' ? [fields] : fields) {
      assertFieldName(field);
      const name = field.toLowerCase();
      if (!named.has(name)) named.set(name, field);
    }
    this.any = named.has('*');
    this.fields = this.any ? [] : [...named.values()];
  }

  /** Reads the header. An absent header has no names, and members that are not field names are dropped. */
  static parse(value: string | undefined): Vary {
    return new Vary(parseTokenList(value));
  }

  /**
   * Coerces to a Vary: a Vary, header text, or names.
   *
   * @throws TypeError when one is not a field name.
   */
  static from(value: Vary | string | Iterable<string>): Vary {
    if (value instanceof Vary) return value;
    return new Vary(typeof value === 'string' ? splitList(value) : value);
  }

  /** Whether the response depends on this field. */
  has(field: string): boolean {
    const name = field.toLowerCase();
    return this.any || this.fields.some((own) => own.toLowerCase() === name);
  }

  /** These names and more; `*` replaces them all. */
  with(...fields: string[]): Vary {
    return new Vary([...(this.any ? ['*'] : this.fields), ...fields]);
  }

  /** The {@link fields} in order. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.fields.values();
  }

  /** The header value; `''` if there are no names. */
  toString(): string {
    return this.any ? '*' : formatTokenList(this.fields);
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** The field that a response reads and writes as `vary`; a value without names removes it. */
export const vary: Field<Vary, Vary | string | Iterable<string>> = {
  name: 'Vary',
  parse: Vary.parse,
  format: (value) => String(Vary.from(value)) || undefined,
};
