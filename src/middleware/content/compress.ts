/**
 * Compresses responses (RFC 9110, sections 8.4, 8.8.3.3 and 12.5.5).
 *
 * @module
 */

import type { ContentCoding } from '../../body/coding-names.ts';
import { ChunkEncoder, encodableCodings, encodeWhole, levelOf } from '../../body/encoder.ts';
import { AcceptEncoding } from '../../headers/accept-encoding.ts';
import { CacheControl } from '../../headers/cache-control.ts';
import { copyOf, deleteField, getField, putField } from '../../headers/lists/header-list.ts';
import { ResponseHeaders } from '../../headers/lists/response-headers.ts';
import { preferredCodings } from '../../headers/preferred-codings.ts';
import { Request } from '../../request/request.ts';
import { concat } from '../../wsgi/app-iter.ts';
import { byteLengthOf } from '../../wsgi/capabilities.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { isBodyless, readStatusLine } from '../../wsgi/status.ts';
import { type Tap, type TappedHead, type TappedWhole, tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { assertList } from '../option-checks.ts';
import { addVary } from '../vary.ts';
import { isCompressible } from './compressible.ts';

/** The head of a response, as a filter sees it. */
export interface CompressibleResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

/** Options of {@link compress}. */
export interface CompressOptions {
  /** The codings to choose from, the best first. Defaults to zstd, if node supports it, br, gzip and deflate. */
  readonly codings?: readonly ContentCoding[] | undefined;
  /** Bodies known to be smaller than this many bytes are not compressed. Defaults to 1024. */
  readonly threshold?: number | undefined;
  /** The compression level of each coding. Defaults to 4 for `br`, 6 for `gzip` and `deflate`, 3 for `zstd`. */
  readonly level?: { readonly [Coding in ContentCoding]?: number | undefined } | undefined;
  /** Whether a response may be compressed. Exclude responses that contain a secret next to text from the client. */
  readonly filter?: ((response: CompressibleResponse, request: Request) => boolean) | undefined;
  /**
   * The media types to compress, matched in lower case and without parameters. Defaults to those that compress
   * well.
   */
  readonly types?: RegExp | undefined;
}

const THRESHOLD = 1024;
/**
 * Bodies in memory of up to this many bytes are compressed synchronously, which takes about a millisecond; larger
 * ones in a thread.
 */
const MOST_AT_ONCE = 64 * 1024;
/**
 * Bodies of up to this many bytes are compressed as a whole; larger ones chunk by chunk, so that the first bytes go
 * out early.
 */
const MOST_AS_WHOLE = 1024 * 1024;
const BROTLI_LEVEL = 4;
/** Fields that are no longer valid when the bytes change. */
const OF_THE_BYTES = [
  'Content-Length',
  'Content-Digest',
  'Content-MD5',
  'Repr-Digest',
  'Accept-Ranges',
] as const;

/**
 * Compresses responses by what the request accepts, if their type compresses well, their length is unknown or at
 * least `threshold`, and they have no coding yet. 204, 205, 206, 304, HEAD, event streams and `no-transform` are
 * left unchanged.
 *
 * A stream is compressed as it arrives, and each of its chunks can be decoded as soon as it is received. `Vary` is
 * sent with every response that could be compressed; a strong entity tag becomes weak.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed, or this node does not support the coding.
 *
 * @example
 * ```ts
 * const app = compress()(new Response('Hello '.repeat(1000)));
 * const response = await Request.blank('/', { acceptEncoding: 'gzip' }).send(app);
 * response.contentEncoding; // 'gzip'
 * String(response.vary); // 'Accept-Encoding'
 * ```
 */
export function compress(options: CompressOptions = {}): AppMiddleware {
  const settings = settingsOf(options);
  return middleware((app) => tap(app, (environ) => new Compression(environ, settings)));
}

interface Settings {
  readonly codings: readonly ContentCoding[];
  readonly threshold: number;
  readonly levels: Readonly<Record<ContentCoding, number>>;
  readonly filter: CompressOptions['filter'];
  isOfType(type: string): boolean;
}

/** One response. */
class Compression implements Tap {
  readonly #environ: Environ;
  readonly #settings: Settings;
  /** The coding of this response, once its head is known. */
  #coding: ContentCoding | undefined;
  #encoder: ChunkEncoder | undefined;
  /** Whether the body is known to be too large to be compressed as a whole. */
  #isLarge = false;
  chunk?: (bytes: Uint8Array) => Promise<Uint8Array>;
  last?: () => Promise<Uint8Array>;

  constructor(environ: Environ, settings: Settings) {
    this.#environ = environ;
    this.#settings = settings;
  }

  whole(status: string, headers: HeaderList, chunks: readonly Uint8Array[]) {
    const size = byteLengthOf(chunks);
    if (size > MOST_AS_WHOLE) return undefined;
    const head = this.head(status, headers) ?? { status, headers };
    const coding = this.#coding;
    if (coding === undefined) return { ...head, chunks };
    const bytes = concat(chunks);
    const sent = (coded: Uint8Array): TappedWhole => {
      putField(head.headers, ['Content-Length', String(coded.byteLength)]);
      return { ...head, chunks: [coded] };
    };
    if (size <= MOST_AT_ONCE) return sent(encodeWhole(bytes, coding, this.#level(coding)));
    this.#encoder = new ChunkEncoder(coding, this.#level(coding), true);
    return this.#encoder.end(bytes).then(sent);
  }

  head(status: string, given: HeaderList): TappedHead | undefined {
    this.#forget();
    if (!this.#isCodable(readStatusLine(status)?.code ?? 0, given)) return undefined;
    const headers = copyOf(given);
    addVary(headers, 'Accept-Encoding');
    const coding = this.#chosen();
    if (coding !== undefined) {
      if (this.#environ.REQUEST_METHOD === 'HEAD') {
        deleteField(headers, 'Content-Length');
        return { status, headers };
      }
      this.#isLarge = Number(getField(given, 'Content-Length')) > MOST_AS_WHOLE;
      this.#begin(coding);
      for (const name of OF_THE_BYTES) deleteField(headers, name);
      putField(headers, ['Content-Encoding', coding]);
      weaken(headers);
    }
    return { status, headers };
  }

  end(): void {
    this.#encoder?.destroy();
  }

  /** Prepares for another head. It deletes nothing if nothing was begun, since deleting makes an object slow. */
  #forget(): void {
    if (this.#coding === undefined) return;
    this.#coding = undefined;
    delete this.chunk;
    delete this.last;
  }

  /** From now on the body is encoded. */
  #begin(coding: ContentCoding): void {
    this.#coding = coding;
    const encoder = () => {
      this.#encoder ??= new ChunkEncoder(coding, this.#level(coding), this.#isLarge);
      return this.#encoder;
    };
    this.chunk = (bytes) => encoder().encode(bytes);
    this.last = () => encoder().end();
  }

  #level(coding: ContentCoding): number {
    return this.#settings.levels[coding];
  }

  /** The coding that the client prefers; among equals, the first of ours. */
  #chosen(): ContentCoding | undefined {
    const accept = AcceptEncoding.parse(this.#environ.HTTP_ACCEPT_ENCODING);
    return preferredCodings(accept, this.#settings.codings)[0];
  }

  #isCodable(status: number, headers: HeaderList): boolean {
    const { threshold, filter, isOfType } = this.#settings;
    if (status < 200 || status === 206 || isBodyless(status)) return false;
    const length = getField(headers, 'Content-Length');
    if (length !== undefined && Number(length) < threshold) return false;
    const [type = ''] = (getField(headers, 'Content-Type') ?? '').split(';', 1);
    return (
      isOfType(type.trim().toLowerCase()) &&
      getField(headers, 'Content-Encoding') === undefined &&
      getField(headers, 'Content-Range') === undefined &&
      !CacheControl.parse(getField(headers, 'Cache-Control')).noTransform &&
      (filter?.({ status, headers: new ResponseHeaders(() => headers) }, new Request(this.#environ)) ?? true)
    );
  }
}

function weaken(headers: HeaderList): void {
  const etag = getField(headers, 'ETag');
  if (etag !== undefined && !etag.startsWith('W/')) putField(headers, ['ETag', `W/${etag}`]);
}

function settingsOf(options: CompressOptions): Settings {
  assertOptions('compress', options, {
    codings: true,
    threshold: true,
    level: true,
    filter: true,
    types: true,
  });
  const known = encodableCodings();
  const usual = (['zstd', 'br', 'gzip', 'deflate'] as const).filter((coding) => known.includes(coding));
  const { codings = usual, threshold = THRESHOLD, level = {}, filter, types } = options;
  assertList('codings of compress', codings);
  for (const coding of codings) {
    if (known.includes(coding)) continue;
    throw new TypeError(
      `this version of node cannot encode ${String(coding)}; the codings are ${known.join(', ')}`,
    );
  }
  if (!(threshold >= 0))
    throw new RangeError(`threshold of compress must be 0 or more: ${String(threshold)}`);
  assertOptions('compress: level', level, { zstd: true, br: true, gzip: true, deflate: true });
  if (types !== undefined && !(types instanceof RegExp)) {
    throw new TypeError('types of compress must be a regular expression');
  }
  const { zstd, br = BROTLI_LEVEL, gzip, deflate } = level;
  return {
    codings,
    threshold,
    levels: {
      zstd: levelOf('zstd', zstd),
      br: levelOf('br', br),
      gzip: levelOf('gzip', gzip),
      deflate: levelOf('deflate', deflate),
    },
    filter,
    isOfType: types ? (type) => types.test(type) : isCompressible,
  };
}
