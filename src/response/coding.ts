/**
 * Encodes and decodes the content of a response, with the headers that depend on it (RFC 9110, sections 8.4,
 * 8.8.3.3 and 12.5.5).
 *
 * @module
 */
import { type ContentCoding, contentCodings } from '../body/coding-names.ts';
import { DEFAULT_BODY_LIMITS } from '../body/limits.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { EntityTag } from '../headers/entity-tag.ts';
import { readAll } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { isBodyless } from '../wsgi/status.ts';
import type { ResponseHead } from './head.ts';

/** Options for encoding a response. */
export interface EncodeOptions {
  /** Whether to encode while the body is sent: nothing is buffered, and there is no Content-Length. */
  readonly lazy?: boolean | undefined;
  /**
   * The compression level, on the coding's own scale: 0 to 9 for `gzip` and `deflate`, 0 to 11 for `br`, 1 to 22
   * for `zstd`.
   */
  readonly level?: number | undefined;
}

/** Options for decoding a response. */
export interface DecodeOptions {
  /** Whether to decode while the body is sent. */
  readonly lazy?: boolean | undefined;
  /** The most bytes that it may decode to. Defaults to 64 MiB. */
  readonly maxSize?: number | undefined;
}

/** Digest fields that no longer hold once the coding changes. */
const DIGESTS = ['Content-Digest', 'Content-MD5', 'Repr-Digest'];

/**
 * Encodes a complete, unencoded body, and updates the head; `identity` decodes it.
 *
 * @returns the new body; `undefined` if the body should stay as it is.
 * @throws TypeError when an option is unknown.
 */
export async function encodedContent(
  head: ResponseHead,
  body: AppIter,
  isEmpty: boolean,
  coding: ContentCoding | 'identity',
  options: EncodeOptions,
): Promise<AppIter | undefined> {
  assertKnown('option of encodeContent', options, ['lazy', 'level']);
  const { lazy = false, level } = options;
  if (coding === 'identity') return decodedContent(head, body, { lazy });
  if (isEmpty) return undefined;
  const isCoded = head.contentEncoding !== undefined && head.contentEncoding !== 'identity';
  if (isCoded || isPartial(head) || isBodyless(head.status)) return undefined;
  const { encodeBody } = await import('../body/content-coding.ts');
  const coded = encodeBody(body, coding, level);
  const content = lazy ? coded : [await readAll(coded)];
  head.contentEncoding = coding;
  head.vary = head.vary.with('Accept-Encoding');
  markChanged(head);
  return content;
}

/**
 * Decodes a complete, encoded body, and updates the head.
 *
 * @returns the new body; `undefined` if the body should stay as it is.
 * @throws TypeError when an option is unknown.
 */
export async function decodedContent(
  head: ResponseHead,
  body: AppIter,
  options: DecodeOptions,
): Promise<AppIter | undefined> {
  assertKnown('option of decodeContent', options, ['lazy', 'maxSize']);
  const { lazy = false, maxSize = DEFAULT_BODY_LIMITS.maxBodySize } = options;
  const codings = isPartial(head) ? [] : contentCodings(head.contentEncoding);
  if (codings.length === 0) return undefined;
  const { decodeBody } = await import('../body/content-coding.ts');
  const decoded = decodeBody(body, codings, { maxSize });
  const content = lazy ? decoded : [await readAll(decoded)];
  head.contentEncoding = undefined;
  markChanged(head);
  return content;
}

function isPartial({ status, contentRange }: ResponseHead): boolean {
  return status === 206 || contentRange !== undefined;
}

/** The bytes are different now, so a strong tag becomes weak (section 8.8.3.3). */
function markChanged(head: ResponseHead): void {
  const { etag } = head;
  if (etag) head.etag = new EntityTag(etag.value, { weak: true });
  for (const name of DIGESTS) head.headers.delete(name);
}
