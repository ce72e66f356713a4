/**
 * What `fetch()` decodes. It leaves `Content-Encoding` as it came, so nothing in a response tells whether it has.
 *
 * @module
 */
import { parseTokenList } from '../headers/grammar/list-header.ts';

/** What all that can be told apart decode, and what all runtimes do. */
const USUAL = ['gzip', 'x-gzip', 'deflate', 'br'];
const EVERYWHERE = ['gzip', 'br'];

/**
 * Whether the runtime's `fetch()` has decoded a body that came with this `Content-Encoding`. A body of which it does not
 * know all codings it leaves as it is.
 *
 * @param versions of the runtime and its parts.
 *
 * @example
 * ```ts
 * isDecodedByFetch('gzip', { undici: '6.21.0' }); // true
 * isDecodedByFetch('zstd', { undici: '6.21.0' }); // false
 * isDecodedByFetch('zstd', { undici: '7.11.0' }); // true
 * ```
 */
export function isDecodedByFetch(
  contentEncoding: string,
  { bun, deno, undici }: Readonly<Record<string, string | undefined>> = process.versions,
): boolean {
  const names = parseTokenList(contentEncoding.toLowerCase());
  // Bun and Deno, too, tell a version of node. Where none is told, as in workerd, only what all know is decoded.
  const isBun = bun !== undefined;
  const isNode = !isBun && deno === undefined && undici !== undefined;
  const codings = isBun || isNode ? USUAL : EVERYWHERE;
  const hasZstd = isBun || (isNode && isSince(undici, 7, 11));
  const isKnown = (name: string) => codings.includes(name) || (hasZstd && name === 'zstd');
  // Only node takes off several that were applied one after the other.
  return (isNode || names.length === 1) && names.every(isKnown);
}

function isSince(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
