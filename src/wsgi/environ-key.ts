/**
 * The environ key of a header (RFC 3875, section 4.1.18).
 *
 * @module
 */

/**
 * The environ key of a header. `CONTENT_TYPE` and `CONTENT_LENGTH` have no prefix; all others are `HTTP_` and the
 * name.
 *
 * @example
 * ```ts
 * environKey('X-Forwarded-For'); // 'HTTP_X_FORWARDED_FOR'
 * environKey('content-type'); // 'CONTENT_TYPE'
 * ```
 */
export function environKey(name: string): string {
  const upper = name.toUpperCase().replaceAll('-', '_');
  return upper === 'CONTENT_TYPE' || upper === 'CONTENT_LENGTH' ? upper : `HTTP_${upper}`;
}
