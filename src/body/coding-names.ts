/**
 * The supported content codings, by name (RFC 9110, section 8.4.1; RFC 8878 for zstd).
 *
 * @module
 */
import { canonicalCoding } from '../headers/accept-encoding.ts';
import { parseTokenList } from '../headers/grammar/list-header.ts';

/** The supported codings. `zstd` depends on node: 22.15 or later can encode it, 24 can also decode it. */
export type ContentCoding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** Why a body could not be decoded. */
export type DecodingProblem = 'malformed' | 'tooLarge' | 'unknownCoding';

/** The error for a body that is not valid in its coding, is larger than allowed, or has an unknown coding. */
export class ContentDecodingError extends Error {
  override readonly name = 'ContentDecodingError';
  readonly problem: DecodingProblem;

  constructor(problem: DecodingProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** What node:zlib has from 22.15 on. The types of node 20 lack it. */
interface Zstd {
  zstdDecompressSync?(coded: Uint8Array): Uint8Array;
}

const NAMES: ReadonlySet<string> = new Set(['gzip', 'deflate', 'br'] satisfies ContentCoding[]);
/** A frame of zstd that lacks its last byte. */
const CUT_OFF_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x01, 0x09, 0x00, 0x00);
/** The most codings, one inside another, that are accepted. */
const MOST_CODINGS = 3;

/**
 * The codings of a `Content-Encoding` in the order in which they were applied, without `identity`.
 *
 * @throws ContentDecodingError when one is unknown, or there are more than three.
 *
 * @example
 * ```ts
 * contentCodings('x-gzip, identity, BR'); // ['gzip', 'br']
 * contentCodings(undefined); // []
 * contentCodings('compress'); // throws ContentDecodingError
 * ```
 */
export function contentCodings(field: string | undefined): ContentCoding[] {
  const names = parseTokenList(field).map((name) => canonicalCoding(name.toLowerCase()));
  const codings = names.filter((name) => name !== 'identity');
  const unknown = codings.find((name) => !isDecoded(name));
  if (unknown !== undefined || codings.length > MOST_CODINGS) {
    const problem =
      unknown === undefined
        ? `The body has more than ${MOST_CODINGS} content codings: ${field}.`
        : `The content coding ${unknown} is unknown.`;
    throw new ContentDecodingError('unknownCoding', problem);
  }
  return codings as ContentCoding[];
}

let isZstdDecoded: boolean | undefined;

function isDecoded(name: string): boolean {
  if (name !== 'zstd') return NAMES.has(name);
  isZstdDecoded ??= noticesCutOff();
  return isZstdDecoded;
}

/**
 * Whether node's decoder of zstd, if there is one, fails on a truncated body. The decoder of node 22 accepts it as
 * complete.
 */
function noticesCutOff(): boolean {
  const { zstdDecompressSync } = process.getBuiltinModule('node:zlib') as Zstd;
  try {
    zstdDecompressSync?.(CUT_OFF_FRAME);
    return false;
  } catch {
    /* v8 ignore next -- @preserve only later versions of node have such a decoder */
    return true;
  }
}
