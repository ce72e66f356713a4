/**
 * Fields whose values are text, a date, a number or a list of tokens.
 *
 * @module
 */
import { formatHttpDate, parseHttpDate } from '../http-date.ts';
import type { Field } from './field.ts';
import { splitList } from './field-value.ts';
import { formatTokenList, parseTokenList } from './list-header.ts';
import { formatWholeNumber, parseCount } from './whole-number.ts';

/** A field whose value is plain text. */
export function textField(name: string): Field<string | undefined, string> {
  return {
    name,
    parse: (value) => value,
    format: (value) => {
      if (typeof value !== 'string') throw new TypeError(`${name} must be text, not ${typeof value}`);
      return value;
    },
  };
}

/** A class of header values. */
interface ValueClass<Read, Write> {
  parse(value: string | undefined): Read;
  from(value: Write): { toString(): string };
}

/** A field whose values are those of a class. */
export function valueField<Read, Write>(name: string, Value: ValueClass<Read, Write>): Field<Read, Write> {
  return { name, parse: Value.parse, format: (value) => String(Value.from(value)) };
}

/** A field that is a date (RFC 9110, section 5.6.7). It does not accept text: read that with `parseHttpDate` first. */
export function dateField(name: string): Field<Date | undefined, Date> {
  return {
    name,
    parse: (value) => parseHttpDate(value),
    format: (value) => {
      if (!(value instanceof Date)) throw new TypeError(`${name} must be a Date, not ${typeof value}`);
      return formatHttpDate(value);
    },
  };
}

/** A field that is a whole number of 0 or more. */
export function countField(
  name: string,
  parse: (value: string | undefined) => number | undefined = parseCount,
): Field<number | undefined, number> {
  return { name, parse, format: (value) => formatWholeNumber(value, name) };
}

/** A field that is a list of tokens (RFC 9110, section 5.6.1); writing an empty list removes it. */
export function tokenListField(name: string): Field<readonly string[], Iterable<string>> {
  return {
    name,
    parse: parseTokenList,
    format: (value) => formatTokenList(typeof value === 'string' ? splitList(value) : value) || undefined,
  };
}
