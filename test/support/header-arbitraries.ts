/**
 * Arbitraries for properties of header values.
 *
 * @module
 */
import fc from 'fast-check';

/** A token in lower case. */
export const token = fc.stringMatching(/^[!#$%&'+.^_`|~0-9a-z-]{1,8}$/);

/** Text that a quoted string can contain. */
export const quotable = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,12}$/);

/** Text of any kind, without lone surrogates. */
export const text = fc.string({ unit: 'binary' });

/** Parameters with different names. */
export const params = fc.uniqueArray(fc.tuple(token, quotable), { selector: ([name]) => name, maxLength: 4 });

/** A date without fractions of a second, in the years that an HTTP-date can represent. */
export const date = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => new Date(seconds * 1000));

/** Any string, and pieces of syntax in any order. */
export const anything = fc.oneof(
  text,
  fc
    .array(
      fc.constantFrom('"', '\\', ',', ';', '=', '*', "'", '%', '-', ' ', '\t', 'W/', 'bytes=', 'a', '9', 'é'),
    )
    .map((pieces) => pieces.join('')),
);

/** A megabyte of each piece of syntax, after each beginning. */
export function megabytes(...beginnings: string[]): string[] {
  const pieces = [' ', ',', ';', '"', '\\', 'a,', 'a=";', '0-,'];
  return beginnings.flatMap((head) => pieces.map((piece) => head + piece.repeat(1e6 / piece.length)));
}
