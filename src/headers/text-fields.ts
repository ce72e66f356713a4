/**
 * The fields whose values are plain text (RFC 9110, sections 8.7, 10.1.3, 10.1.5 and 10.2.4; RFC 9111, section
 * 5.4).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { textField } from './grammar/simple-fields.ts';

/** A reference at which exactly this content can be found. */
export const contentLocation = textField('Content-Location');
/** Directives for caches of HTTP/1.0. */
export const pragma = textField('Pragma');
/** The page that led to this request. */
export const referer: Field<string | undefined, string | URL> = {
  ...textField('Referer'),
  format: (value) => textField('Referer').format(value instanceof URL ? value.href : value),
};
/** The software that responds. */
export const server = textField('Server');
/** The software that makes the request. */
export const userAgent = textField('User-Agent');
