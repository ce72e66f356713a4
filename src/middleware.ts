/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */

export { allowedHosts } from './middleware/access/allowed-hosts.ts';
export { bodyLimit } from './middleware/access/body-limit.ts';
export { canonicalHost } from './middleware/access/canonical-host.ts';
export type { ContentPolicyOptions } from './middleware/access/content-policy.ts';
export { type CorsOptions, cors, type OriginTest } from './middleware/access/cors.ts';
export { type Count, type CounterStore, memoryCounter } from './middleware/access/counter-store.ts';
export { type CsrfOptions, csrf } from './middleware/access/csrf.ts';
export { type HttpsOnlyOptions, httpsOnly } from './middleware/access/https-only.ts';
export { type IpFilterOptions, ipFilter } from './middleware/access/ip-filter.ts';
export { type MethodOverrideOptions, methodOverride } from './middleware/access/method-override.ts';
export { nonceOf } from './middleware/access/nonce.ts';
export { type PrefixOptions, prefix } from './middleware/access/prefix.ts';
export { type RateLimitOptions, rateLimit } from './middleware/access/rate-limit.ts';
export { type RedisCounterOptions, redisCounter } from './middleware/access/redis-counter.ts';
export { type SecurityHeadersOptions, securityHeaders } from './middleware/access/security-headers.ts';
export { type TimeoutOptions, timeout } from './middleware/access/timeout.ts';
export { type SlashRule, trailingSlash } from './middleware/access/trailing-slash.ts';
export {
  type ForwardingOptions,
  type TrustedProxiesOptions,
  trustedProxies,
} from './middleware/access/trusted-proxies.ts';
export type { Algorithm } from './middleware/access/windows.ts';
export { type CacheControlOptions, cacheControl } from './middleware/content/cache-control.ts';
export { type CompressibleResponse, type CompressOptions, compress } from './middleware/content/compress.ts';
export { type EtagMiddlewareOptions, etag } from './middleware/content/etag.ts';
export type { AppMiddleware } from './middleware/middleware.ts';
export { pipeline } from './middleware/pipeline.ts';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './middleware/redis-client.ts';
