/**
 * The header value classes: `wheatpaste/headers`.
 *
 * @module wheatpaste/headers
 */

export { Accept, type MediaRange, type MediaRangeOptions } from './headers/accept.ts';
export { AcceptCharset } from './headers/accept-charset.ts';
export { AcceptEncoding } from './headers/accept-encoding.ts';
export { AcceptLanguage, type LanguageMatchOptions, type LookupOptions } from './headers/accept-language.ts';
export { Authorization } from './headers/authorization.ts';
export { type ByteRange, ByteRanges } from './headers/byte-ranges.ts';
export { CacheControl } from './headers/cache-control.ts';
export type { CacheDirectives, DirectiveArgument } from './headers/cache-directives.ts';
export { Challenge, parseChallenges } from './headers/challenge.ts';
export { ContentDisposition } from './headers/content-disposition.ts';
export { parseContentLength } from './headers/content-length.ts';
export { ContentRange, type SatisfiedRange } from './headers/content-range.ts';
export { EntityTag, type EntityTagComparison, type EntityTagInit } from './headers/entity-tag.ts';
export { EntityTagMatcher } from './headers/entity-tag-matcher.ts';
export { Forwarded, type ForwardedElement } from './headers/forwarded.ts';
export {
  currentAge,
  type FreshnessOptions,
  freshnessLifetime,
  isFresh,
  type ResponseTimes,
  type StoredResponse,
} from './headers/freshness.ts';
export { formatTokenList, parseTokenList } from './headers/grammar/list-header.ts';
export type { Param, ParamsInit } from './headers/grammar/params.ts';
export type { QualityElement } from './headers/grammar/quality-list.ts';
export { formatHttpDate, parseHttpDate } from './headers/http-date.ts';
export { IfRange, type Validators } from './headers/if-range.ts';
export { type LiveCacheControl, liveCacheControl } from './headers/live-cache-control.ts';
export { MediaType } from './headers/media-type.ts';
export { formatRetryAfter, parseRetryAfter } from './headers/retry-after.ts';
export { Vary } from './headers/vary.ts';
