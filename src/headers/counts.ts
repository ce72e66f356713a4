/**
 * The fields that are whole numbers (RFC 9110, section 7.6.2; RFC 9111, section 5.1).
 *
 * @module
 */
import { countField } from './grammar/simple-fields.ts';

/** Seconds since a cache received the response from its origin. */
export const age = countField('Age');
/** How many more times proxies may forward the request. */
export const maxForwards = countField('Max-Forwards');
