/**
 * The fields of messages whose values are plain text (RFC 9110, sections 8.7, 10.1.3, 10.1.5 and 10.2.4; RFC 9111,
 * section 5.4).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { textField } from './grammar/simple-fields.ts';

/** Where the content is found by itself, as a reference. */
export const contentLocation = textField('Content-Location');
/** What old caches are told. */
export const pragma = textField('Pragma');
/** The page that led to this request. */
export const referer: Field<string | undefined, string | URL> = {
  ...textField('Referer'),
  format: (value) => textField('Referer').format(value instanceof URL ? value.href : value),
};
/** The software that answers. */
export const server = textField('Server');
/** The software that asks. */
export const userAgent = textField('User-Agent');
