/**
 * Chooses the content coding of a body (RFC 9110, section 12.5.3).
 *
 * @module
 */
import type { AcceptEncoding } from './accept-encoding.ts';

/**
 * The offered codings that the client accepts and does not prefer the unencoded body to: the best first, and among
 * equals in the order offered. Without the header there are none. The unencoded body counts only if the header
 * gives it a weight, by `identity` or `*`: a client that sends `gzip;q=0.5` alone asks for gzip.
 *
 * @example
 * ```ts
 * preferredCodings(AcceptEncoding.parse('gzip;q=0.5'), ['br', 'gzip']); // ['gzip']
 * preferredCodings(AcceptEncoding.parse('gzip;q=0.5, identity'), ['br', 'gzip']); // []
 * ```
 */
export function preferredCodings<const Coding extends string>(
  accept: AcceptEncoding,
  codings: Iterable<Coding>,
): Coding[] {
  if (!accept.isPresent) return [];
  const isWeighed = accept.elements.some(({ range }) => range === 'identity' || range === '*');
  const least = isWeighed ? accept.quality('identity') : 0;
  return accept
    .acceptable(codings)
    .filter(([, quality]) => quality >= least)
    .map(([coding]) => coding);
}
