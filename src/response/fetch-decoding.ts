/**
 * What `fetch()` decodes. It leaves `Content-Encoding` as it came, so nothing in a response tells whether it has.
 *
 * @module
 */
import { parseTokenList } from '../headers/grammar/list-header.ts';

/** The codings that a runtime's `fetch()` takes off. */
interface Decoder {
  readonly codings: readonly string[];
  /** Whether it takes off several that were applied one after the other. */
  readonly isNested?: boolean;
}

const USUAL = ['gzip', 'x-gzip', 'deflate', 'br'];
/** In this version undici learnt zstd. */
const ZSTD_SINCE = [7, 11] as const;

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
  versions: Readonly<Record<string, string | undefined>> = process.versions,
): boolean {
  const names = parseTokenList(contentEncoding.toLowerCase());
  const { codings, isNested = false } = decoderOf(versions);
  return (isNested || names.length === 1) && names.every((name) => codings.includes(name));
}

/** Bun and Deno, too, tell a version of node. Where none is told, as in workerd, only what all know is decoded. */
function decoderOf({ bun, deno, undici }: Readonly<Record<string, string | undefined>>): Decoder {
  if (bun !== undefined) return { codings: [...USUAL, 'zstd'] };
  if (deno !== undefined || undici === undefined) return { codings: ['gzip', 'br'] };
  const [major = 0, minor = 0] = undici.split('.').map(Number);
  const hasZstd = major > ZSTD_SINCE[0] || (major === ZSTD_SINCE[0] && minor >= ZSTD_SINCE[1]);
  return { codings: hasZstd ? [...USUAL, 'zstd'] : USUAL, isNested: true };
}
