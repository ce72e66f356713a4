/**
 * Header fields written from values.
 *
 * @module
 */
import type { Field } from '../headers/grammar/field.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** The field with a value, in a list; none where the value writes none. */
export function fieldOf<T>(field: Pick<Field<unknown, T>, 'name' | 'format'>, value: T): HeaderList {
  const text = field.format(value);
  return text === undefined ? [] : [[field.name, text]];
}
