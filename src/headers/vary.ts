/**
 * `Vary`: the request's fields that a response was chosen by (RFC 9110, section 12.5.5).
 *
 * @module
 */
import { assertFieldName } from './grammar/field-value.ts';
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

  /** @throws TypeError when one is no field name. */
  constructor(fields: Iterable<string> = []) {
    const named = new Map<string, string>();
    for (const field of fields) {
      assertFieldName(field);
      const name = field.toLowerCase();
      if (!named.has(name)) named.set(name, field);
    }
    this.any = named.has('*');
    this.fields = this.any ? [] : [...named.values()];
  }

  /** Reads the header; an absent one names nothing, and what is no field name is dropped alone. */
  static parse(value: string | undefined): Vary {
    return new Vary(parseTokenList(value));
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

  /** The header value; `''` of one that names nothing. */
  toString(): string {
    return this.any ? '*' : formatTokenList(this.fields);
  }
}
