/**
 * Which codings `fetch()` decodes. It keeps `Content-Encoding`, so a response does not say whether it was decoded.
 *
 * @module
 */
import { parseTokenList } from '../headers/grammar/list-header.ts';

/** The codings that every known runtime decodes. */
const USUAL = ['gzip', 'x-gzip', 'deflate', 'br'];
const EVERYWHERE = ['gzip', 'br'];

/**
 * Whether the runtime's `fetch()` has decoded a body that came with this `Content-Encoding`. It does not decode a
 * body that has any coding it does not know.
 *
 * @param versions the versions of the runtime and its parts.
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
  // Bun and Deno report a version of node too. Without any version, as in workerd, assume only the common codings.
  const isBun = bun !== undefined;
  const isNode = !isBun && deno === undefined && undici !== undefined;
  const codings = isBun || isNode ? USUAL : EVERYWHERE;
  const hasZstd = isBun || (isNode && isSince(undici, 7, 11));
  const isKnown = (name: string) => codings.includes(name) || (hasZstd && name === 'zstd');
  // Only node decodes several codings that were applied one after another.
  return (isNode || names.length === 1) && names.every(isKnown);
}

function isSince(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
