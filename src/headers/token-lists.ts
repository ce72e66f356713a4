/**
 * The fields that list tokens: methods, range units, languages (RFC 9110, sections 8.5, 10.2.1 and 14.3).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { tokenListField } from './grammar/simple-fields.ts';

/** The range units that the resource supports: `['bytes']` or `['none']`. */
export const acceptRanges = tokenListField('Accept-Ranges');

/** The methods that the resource supports. An empty list is sent, and means that it supports no method. */
export const allow: Field<readonly string[], Iterable<string>> = {
  ...tokenListField('Allow'),
  format: (methods) => tokenListField('Allow').format(methods) ?? '',
};

/** The content codings, in the order in which they were applied, as plain text. */
export const contentEncoding: Field<string | undefined, string> = {
  name: 'Content-Encoding',
  parse: (value) => value,
  format: (value) => tokenListField('Content-Encoding').format(value),
};

/** The languages of the intended audience. */
export const contentLanguage = tokenListField('Content-Language');
