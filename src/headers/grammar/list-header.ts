/**
 * Headers that are lists of tokens: `Allow`, `Accept-Ranges`, `Connection`, `Content-Encoding`,
 * `Content-Language`, … (RFC 9110, section 5.6.1).
 *
 * @module
 */
import { isToken, splitList } from './field-value.ts';

/**
 * Reads the tokens in order. An absent header has no tokens, and members that are not tokens are dropped.
 *
 * @example
 * ```ts
 * parseTokenList('GET, HEAD,, P OST'); // ['GET', 'HEAD']
 * ```
 */
export function parseTokenList(value: string | undefined): string[] {
  return value === undefined ? [] : splitList(value).filter(isToken);
}

/**
 * Writes a list of tokens, `''` for an empty one. A string is a list of one token.
 *
 * @throws TypeError when a member is not a token.
 *
 * @example
 * ```ts
 * formatTokenList(['GET', 'HEAD']); // 'GET, HEAD'
 * ```
 */
export function formatTokenList(tokens: Iterable<string>): string {
  const list = typeof tokens === 'string' ? [tokens] : [...tokens];
  for (const token of list) {
    if (typeof token === 'string' && isToken(token)) continue;
    throw new TypeError(`invalid list member, which must be a token: ${JSON.stringify(token)}`);
  }
  return list.join(', ');
}
