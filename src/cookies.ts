/**
 * Cookies that carry values, signed or not: `wheatpaste/cookies`.
 *
 * @module wheatpaste/cookies
 */
export { Base64Serializer } from './cookies/base64-serializer.ts';
export {
  type BoundCookieProfile,
  CookieProfile,
  type CookieProfileOptions,
  type CookieSource,
  type HeaderSink,
} from './cookies/cookie-profile.ts';
export { JSONSerializer } from './cookies/json-serializer.ts';
export { type ParsedSetCookie, parseSetCookie } from './cookies/parse-set-cookie.ts';
export { RequestCookies } from './cookies/request-cookies.ts';
export type { Serializer } from './cookies/serializer.ts';
export { type CookieOptions, serializeDeletion, serializeSetCookie } from './cookies/set-cookie.ts';
export { SignedCookieProfile, type SignedCookieProfileOptions } from './cookies/signed-cookie-profile.ts';
export { type Secrets, SignedSerializer } from './cookies/signed-serializer.ts';
