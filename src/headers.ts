/**
 * The header value classes: `wheatpaste/headers`.
 *
 * @module
 */

export { parseContentLength } from './headers/content-length.ts';
export { ContentRange } from './headers/content-range.ts';
export { MediaType } from './headers/media-type.ts';
