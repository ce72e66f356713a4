/**
 * Coding the content of a response, with the headers that go along (RFC 9110, sections 8.4, 8.8.3.3 and 12.5.5).
 *
 * @module
 */

import { type ContentCoding, contentCodings } from '../body/coding-names.ts';
import type { BodyInit } from '../body/content.ts';
import { DEFAULT_BODY_LIMITS } from '../body/limits.ts';
import { EntityTag } from '../headers/entity-tag.ts';
import { readAll } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { isBodyless } from '../wsgi/status.ts';
import type { ResponseCaching } from './caching.ts';

/** How a response is encoded. */
export interface EncodeOptions {
  /** Whether to encode while the body is sent: nothing is buffered, and there is no Content-Length. */
  readonly lazy?: boolean;
  /** Of compression, as the coding counts it: 0 to 9 for `gzip` and `deflate`, 0 to 11 for `br`, 1 to 22 for `zstd`. */
  readonly level?: number;
}

/** How a response is decoded. */
export interface DecodeOptions {
  /** Whether to decode while the body is sent. */
  readonly lazy?: boolean;
  /** How many bytes may come out: 64 MiB unless given. */
  readonly maxSize?: number;
}

/** A response whose body can be replaced. */
interface Codable extends ResponseCaching {
  readonly appIter: AppIter;
  readonly hasBody: boolean;
  set body(body: BodyInit);
}

/** What is said of the coded bytes, and no longer true. */
const DIGESTS = ['Content-Digest', 'Content-MD5', 'Repr-Digest'];

/** Encodes a response that has a whole and plain body; the others stay as they are. */
export async function encodeResponse(
  response: Codable,
  coding: ContentCoding,
  { lazy = false, level }: EncodeOptions,
): Promise<boolean> {
  const isCoded = response.contentEncoding !== undefined && response.contentEncoding !== 'identity';
  if (isCoded || isPartial(response) || isBodyless(response.status) || !response.hasBody) return false;
  const { encodeBody } = await import('../body/content-coding.ts');
  const coded = encodeBody(response.appIter, coding, level);
  response.body = lazy ? coded : await readAll(coded);
  response.contentEncoding = coding;
  response.vary = response.vary.with('Accept-Encoding');
  markChanged(response);
  return true;
}

/** Decodes a response that has a whole and coded body; the others stay as they are. */
export async function decodeResponse(
  response: Codable,
  { lazy = false, maxSize = DEFAULT_BODY_LIMITS.maxBodySize }: DecodeOptions,
): Promise<boolean> {
  const codings = isPartial(response) ? [] : contentCodings(response.contentEncoding);
  if (codings.length === 0) return false;
  const { decodeBody } = await import('../body/content-coding.ts');
  const decoded = decodeBody(response.appIter, codings, { maxSize });
  response.body = lazy ? decoded : await readAll(decoded);
  response.contentEncoding = undefined;
  markChanged(response);
  return true;
}

function isPartial({ status, contentRange }: Codable): boolean {
  return status === 206 || contentRange !== undefined;
}

/** These are other bytes now: a strong tag of the old ones becomes a weak one (section 8.8.3.3). */
function markChanged(response: Codable): void {
  const { etag } = response;
  if (etag) response.etag = new EntityTag(etag.value, { weak: true });
  for (const name of DIGESTS) response.headers.delete(name);
}
