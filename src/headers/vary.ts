/**
 * `Vary`: the request's fields that a response was chosen by (RFC 9110, section 12.5.5).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { assertFieldName, splitList } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { formatTokenList, parseTokenList } from './grammar/list-header.ts';

/**
 * The field names of the header, or any. Immutable.
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
  /** The names as they were first given, without repetition; none of them with `*`. */
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

  /** Reads the header; an absent one names nothing, and what is not a field name is dropped alone. */
  static parse(value: string | undefined): Vary {
    return new Vary(parseTokenList(value));
  }

  /**
   * Itself, the header text read, or these names.
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

  /** These names and more; `*` takes the place of all. */
  with(...fields: string[]): Vary {
    return new Vary([...(this.any ? ['*'] : this.fields), ...fields]);
  }

  /** The {@link fields} in order. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.fields.values();
  }

  /** The header value; `''` of one that names nothing. */
  toString(): string {
    return this.any ? '*' : formatTokenList(this.fields);
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** The field that a response reads and writes as `vary`; one that names nothing is removed. */
export const vary: Field<Vary, Vary | string | Iterable<string>> = {
  name: 'Vary',
  parse: Vary.parse,
  format: (value) => String(Vary.from(value)) || undefined,
};
