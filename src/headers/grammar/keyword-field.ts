/**
 * Fields whose value is one of a few keywords.
 *
 * @module
 */
import { shown } from './checks.ts';
import type { Field } from './field.ts';

/**
 * A field that accepts only the given words.
 *
 * @param read extracts the word from the header's text; without it, the text is the word
 */
export function keywordField<Word extends string>(
  name: string,
  words: readonly Word[],
  read: (value: string) => string | undefined = (value) => value,
): Field<Word | undefined, Word> {
  const known = (text: string | undefined) => words.find((word) => word === text);
  return {
    name,
    parse: (value) => (value === undefined ? undefined : known(read(value))),
    format(value) {
      if (known(value) === undefined) {
        throw new TypeError(`invalid ${name}: ${shown(value)}; give one of ${words.join(', ')}`);
      }
      return value;
    },
  };
}
