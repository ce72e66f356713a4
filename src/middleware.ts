/**
 * Middleware: `wheatpaste/middleware`.
 *
 * @module wheatpaste/middleware
 */
export { type CascadeOptions, cascade } from './apps/cascade.ts';
export { type MapKey, parseMapKey } from './apps/map-key.ts';
export { type UrlMap, type UrlMapOptions, urlMap } from './apps/url-map.ts';
export { allowedHosts } from './middleware/access/allowed-hosts.ts';
export { type BasicAuthOptions, basicAuth } from './middleware/access/auth/basic-auth.ts';
export { type BearerAuthOptions, bearerAuth } from './middleware/access/auth/bearer-auth.ts';
export { type DigestAuthOptions, digestAuth, type HA1 } from './middleware/access/auth/digest-auth.ts';
export { type DigestAlgorithm, type DigestHash, digestHash } from './middleware/access/auth/digest-hash.ts';
export type { Qop } from './middleware/access/auth/digest-response.ts';
export {
  type FormAuthOptions,
  formAuth,
  type LoginFields,
  type LoginForm,
} from './middleware/access/auth/form-auth.ts';
export { type Grant, type GrantIpOptions, grantIp } from './middleware/access/auth/grant-ip.ts';
export { type MultiAuthOptions, multiAuth } from './middleware/access/auth/multi-auth.ts';
export {
  type MemoryNoncesOptions,
  memoryNonces,
  type NonceStore,
  type RedisNoncesOptions,
  redisNonces,
} from './middleware/access/auth/nonces.ts';
export { type RememberUserOptions, rememberUser } from './middleware/access/auth/remember-user.ts';
export { type RequireUserOptions, requireUser } from './middleware/access/auth/require-user.ts';
export {
  BadTicket,
  makeTicket,
  parseTicket,
  type Ticket,
  type TicketDigest,
  type TicketInit,
  type TicketOptions,
} from './middleware/access/auth/ticket.ts';
export {
  type TicketAuthOptions,
  type TicketCookieOptions,
  type Tickets,
  ticketAuth,
  ticketOf,
} from './middleware/access/auth/ticket-auth.ts';
export { type Account, userOf, type Verified } from './middleware/access/auth/user.ts';
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
export type { AppMiddleware, NoOptions } from './middleware/app-middleware.ts';
export { type CacheControlOptions, cacheControl } from './middleware/content/cache-control.ts';
export { type CompressibleResponse, type CompressOptions, compress } from './middleware/content/compress.ts';
export { type EtagMiddlewareOptions, etag } from './middleware/content/etag.ts';
export { errorDocuments } from './middleware/errors/error-documents.ts';
export type { DocumentPages, ErrorDocumentsOptions } from './middleware/errors/error-pages.ts';
export { type ErrorsOptions, errors } from './middleware/errors/errors.ts';
export { ForwardRequest } from './middleware/errors/forward-request.ts';
export { httpExceptions } from './middleware/errors/http-exceptions.ts';
export { include, recursive } from './middleware/errors/recursive.ts';
export { type AccessLogOptions, accessLog, type LogStream } from './middleware/observe/access-log.ts';
export { type InFlight, inFlight, type Running } from './middleware/observe/in-flight.ts';
export type { LogEntry } from './middleware/observe/log-entry.ts';
export { type ProfileOptions, profile } from './middleware/observe/profile.ts';
export { contextValue, currentRequest, requestContext } from './middleware/observe/request-context.ts';
export { type RequestIdOptions, requestId, requestIdOf } from './middleware/observe/request-id.ts';
export { serverTiming, type Timings, timingsOf } from './middleware/observe/server-timing.ts';
export { type TransactionOptions, transaction } from './middleware/observe/transaction.ts';
export { pipeline } from './middleware/pipeline.ts';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './middleware/redis-client.ts';
export { type CookieSessionOptions, cookieSession } from './middleware/sessions/cookie-session.ts';
export { csrfToken } from './middleware/sessions/csrf-token.ts';
export { fileStore } from './middleware/sessions/file-store.ts';
export { type KeyvLike, keyvStore } from './middleware/sessions/keyv-store.ts';
export { type MemoryStoreOptions, memoryStore } from './middleware/sessions/memory-store.ts';
export { type RedisStoreOptions, redisStore } from './middleware/sessions/redis-store.ts';
export { type SessionLife, type SessionOptions, session } from './middleware/sessions/session.ts';
export type { SessionCookieOptions } from './middleware/sessions/session-cookie.ts';
export { type Session, sessionOf } from './middleware/sessions/session-of.ts';
export type { SessionChanges, SessionStore, StoredSession } from './middleware/sessions/session-store.ts';
