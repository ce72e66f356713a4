/**
 * Makes header fields from values.
 *
 * @module
 */
import type { Field } from '../headers/grammar/field.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** The field with a value, in a list; empty if the value does not write a field. */
export function fieldOf<T>(field: Pick<Field<unknown, T>, 'name' | 'format'>, value: T): HeaderList {
  const text = field.format(value);
  return text === undefined ? [] : [[field.name, text]];
}
