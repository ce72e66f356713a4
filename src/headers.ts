/**
 * The header value classes: `wheatpaste/headers`.
 *
 * @module
 */
export { Accept, type MediaRange, type MediaRangeOptions } from './headers/accept.ts';
export { AcceptCharset } from './headers/accept-charset.ts';
export { AcceptEncoding } from './headers/accept-encoding.ts';
export { AcceptLanguage, type LanguageMatchOptions, type LookupOptions } from './headers/accept-language.ts';
export { ContentRange } from './headers/content-range.ts';
export type { QualityElement } from './headers/quality-list.ts';
