/**
 * The fields that hold dates (RFC 9110, sections 6.6.1, 8.8.2, 13.1.3 and 13.1.4; RFC 9111, section 5.3).
 *
 * @module
 */
import { dateField } from './grammar/simple-fields.ts';

/** When the message was made. */
export const date = dateField('Date');
/** When the response becomes stale. */
export const expires = dateField('Expires');
/** The date since which the resource must have changed. */
export const ifModifiedSince = dateField('If-Modified-Since');
/** The date since which the resource must not have changed. */
export const ifUnmodifiedSince = dateField('If-Unmodified-Since');
/** When the content last changed. */
export const lastModified = dateField('Last-Modified');
