/**
 * Computes the headers that say how long a response may be stored (RFC 9111).
 *
 * @module
 */
import { CacheControl } from '../headers/cache-control.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';

/** More seconds than any cache counts (RFC 9111, section 1.2.2). */
const MOST_SECONDS = 2 ** 31;
const NOT_KEPT: CacheDirectives = { maxAge: 0, noCache: true, noStore: true, mustRevalidate: true };

/** The headers that let caches keep a response for some seconds or, with 0 and `false`, forbid it. */
export function expiryOf(
  seconds: number | false,
  directives: CacheDirectives,
): { readonly cacheControl: CacheControl; readonly expires: Date } {
  const base: CacheDirectives = seconds ? { maxAge: seconds } : NOT_KEPT;
  return {
    cacheControl: new CacheControl({ ...base, ...directives }),
    expires: new Date(Date.now() + Math.min(Number(seconds), MOST_SECONDS) * 1000),
  };
}
