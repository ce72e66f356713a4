/**
 * The header value classes and fields: `wheatpaste/headers`.
 *
 * @module wheatpaste/headers
 */

export { Accept, accept, type MediaRange, type MediaRangeOptions } from './headers/accept.ts';
export { AcceptCharset, acceptCharset } from './headers/accept-charset.ts';
export { AcceptEncoding, acceptEncoding } from './headers/accept-encoding.ts';
export {
  AcceptLanguage,
  acceptLanguage,
  type LanguageMatchOptions,
  type LookupOptions,
} from './headers/accept-language.ts';
export { Authorization, authorization } from './headers/authorization.ts';
export { type ByteRange, ByteRanges, range } from './headers/byte-ranges.ts';
export { CacheControl, cacheControl } from './headers/cache-control.ts';
export type { CacheDirectives, DirectiveArgument } from './headers/cache-directives.ts';
export { Challenge, type ChallengesInit, parseChallenges, wwwAuthenticate } from './headers/challenge.ts';
export { clearSiteData } from './headers/clear-site-data.ts';
export { ContentDisposition, contentDisposition } from './headers/content-disposition.ts';
export { contentLength, parseContentLength } from './headers/content-length.ts';
export { ContentRange, contentRange, type SatisfiedRange } from './headers/content-range.ts';
export {
  ContentSecurityPolicy,
  contentSecurityPolicy,
  contentSecurityPolicyReportOnly,
  type PolicyDirectives,
} from './headers/content-security-policy.ts';
export {
  accessControlAllowCredentials,
  accessControlAllowHeaders,
  accessControlAllowMethods,
  accessControlAllowOrigin,
  accessControlExposeHeaders,
  accessControlMaxAge,
  accessControlRequestHeaders,
  accessControlRequestMethod,
} from './headers/cors.ts';
export { age, maxForwards } from './headers/counts.ts';
export {
  type CrossOriginEmbedderPolicy,
  type CrossOriginOpenerPolicy,
  type CrossOriginResourcePolicy,
  crossOriginEmbedderPolicy,
  crossOriginOpenerPolicy,
  crossOriginResourcePolicy,
} from './headers/cross-origin-policies.ts';
export { date, expires, ifModifiedSince, ifUnmodifiedSince, lastModified } from './headers/date-fields.ts';
export { deprecation, sunset } from './headers/deprecation.ts';
export { contentDigest, reprDigest } from './headers/digest.ts';
export { EntityTag, type EntityTagComparison, type EntityTagInit, etag } from './headers/entity-tag.ts';
export { EntityTagMatcher, ifMatch, ifNoneMatch } from './headers/entity-tag-matcher.ts';
export {
  type SecFetchDest,
  type SecFetchMode,
  type SecFetchSite,
  secFetchDest,
  secFetchMode,
  secFetchSite,
  secFetchUser,
} from './headers/fetch-metadata.ts';
export { Forwarded, type ForwardedElement, forwarded } from './headers/forwarded.ts';
export {
  currentAge,
  type FreshnessOptions,
  freshnessLifetime,
  isFresh,
  type ResponseTimes,
  type StoredResponse,
} from './headers/freshness.ts';
export type { Names } from './headers/grammar/checks.ts';
export type { Field, FieldValues } from './headers/grammar/field.ts';
export { formatTokenList, parseTokenList } from './headers/grammar/list-header.ts';
export type { Param, ParamsInit } from './headers/grammar/params.ts';
export type { QualityElement, QualityInit } from './headers/grammar/quality-list.ts';
export { formatHttpDate, parseHttpDate } from './headers/http-date.ts';
export { IfRange, ifRange, type Validators } from './headers/if-range.ts';
export { Link, link } from './headers/link.ts';
export { type LiveCacheControl, liveCacheControl } from './headers/live-cache-control.ts';
export { location, safeLocation } from './headers/location.ts';
export { contentType, MediaType } from './headers/media-type.ts';
export { origin } from './headers/origin.ts';
export { type PermissionsInit, PermissionsPolicy, permissionsPolicy } from './headers/permissions-policy.ts';
export { type Preference, type PreferenceInit, prefer, preferenceApplied } from './headers/prefer.ts';
export { type Priority, type PriorityInit, priority } from './headers/priority.ts';
export { proxyAuthenticate, proxyAuthorization } from './headers/proxy-auth.ts';
export {
  type RateLimit,
  type RateLimitPolicy,
  type RateLimitPolicyInit,
  rateLimit,
  rateLimitPolicy,
} from './headers/rate-limit.ts';
export { type ReferrerPolicy, referrerPolicy } from './headers/referrer-policy.ts';
export { formatRetryAfter, parseRetryAfter, retryAfter } from './headers/retry-after.ts';
export { type ServerTimingMetric, serverTiming } from './headers/server-timing.ts';
export {
  type StrictTransportSecurity,
  type StrictTransportSecurityInit,
  strictTransportSecurity,
} from './headers/strict-transport-security.ts';
export { contentLocation, pragma, referer, server, userAgent } from './headers/text-fields.ts';
export { acceptRanges, allow, contentEncoding, contentLanguage } from './headers/token-lists.ts';
export { Vary, vary } from './headers/vary.ts';
export { type ViaElement, type ViaElementInit, via } from './headers/via.ts';
export { xForwardedFor, xForwardedHost, xForwardedProto } from './headers/x-forwarded.ts';
export { Host } from './url/host.ts';
