/**
 * The header value classes: `wheatpaste/headers`.
 *
 * @module
 */
export { ContentRange } from './headers/content-range.ts';
