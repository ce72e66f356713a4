/**
 * Encodes and decodes bodies with content codings (RFC 9110, section 8.4.1; RFC 8878 for zstd). Loaded with the
 * first such body.
 *
 * @module
 */
import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { BodyReader } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { type ContentCoding, ContentDecodingError } from './coding-names.ts';
import { encoderStream, levelOf } from './encoder.ts';

/** What node:zlib has from 22.15 on. The types of node 20 lack it. */
interface Zstd {
  createZstdDecompress?(): Transform;
}

/** @param start the first byte of the body. */
type MakeDecoder = (start: number) => Transform;

const DECODERS: Readonly<Record<ContentCoding, MakeDecoder>> = {
  gzip: () => zlib.createGunzip(),
  /** Some senders omit the zlib wrapper, whose first byte names method 8. */
  deflate: (start) => ((start & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  zstd: zstdDecoder,
};

/**
 * Encodes a body while it is read.
 *
 * @param level the compression level, on the coding's own scale: 0 to 9 for `gzip` and `deflate` (default 6), 0 to
 * 11 for `br` (5), 1 to 22 for `zstd` (3).
 * @throws TypeError when the coding is unknown, or this node does not support it; RangeError when the level is out
 * of range.
 *
 * @example
 * ```ts
 * const coded = encodeBody([Buffer.from('Hello')], 'gzip');
 * const decoded = decodeBody(coded, ['gzip'], { maxSize: 100 });
 * String(await readAll(decoded)); // 'Hello'
 * ```
 */
export function encodeBody(body: AppIter, coding: ContentCoding, level?: number): AppIter {
  return through(body, encoderStream(coding, levelOf(coding, level)));
}

/**
 * Decodes a body while it is read. An empty body stays empty, whatever its coding.
 *
 * @param codings the result of {@link contentCodings}.
 * @param options `maxSize`: the most bytes that each coding may decode to. Reading more, or malformed data, fails
 * with a ContentDecodingError.
 * @throws RangeError when `maxSize` is not a number of 0 or more.
 */
export function decodeBody(
  body: AppIter,
  codings: readonly ContentCoding[],
  { maxSize }: { readonly maxSize: number },
): AppIter {
  if (!(maxSize >= 0)) throw new RangeError(`maxSize must be a number of 0 or more: ${maxSize}`);
  return codings.reduceRight<AppIter>((coded, coding) => {
    const source = new Source(coded);
    const read = () => decode(source, coding, maxSize);
    return Object.assign({ [Symbol.asyncIterator]: read }, { close: () => source.close() });
  }, body);
}

/* v8 ignore start -- @preserve only later versions of node have such a decoder */
function zstdDecoder(): Transform {
  const { createZstdDecompress } = zlib as Zstd;
  if (createZstdDecompress) return createZstdDecompress();
  throw new TypeError(`zstd needs node 22.15 or later; this is node ${process.versions.node}`);
}
/* v8 ignore stop -- @preserve */

/** Pipes a body through a stream. An error that the body throws is passed on. */
function through(body: AppIter, transform: Transform): AppIter {
  const reader = new BodyReader(body);
  async function* read(): AsyncGenerator<Uint8Array, void> {
    const source = Readable.from(chunksOf(reader));
    source.once('error', (error) => transform.destroy(error));
    try {
      yield* source.pipe(transform);
    } finally {
      source.destroy();
    }
  }
  const close = async () => {
    transform.destroy();
    await reader.close();
  };
  return Object.assign({ [Symbol.asyncIterator]: read }, { close });
}

async function* chunksOf(reader: BodyReader): AsyncGenerator<Uint8Array, void> {
  try {
    for (let result = await reader.next(); !result.done; result = await reader.next()) yield result.value;
  } finally {
    await reader.close();
  }
}

async function* decode(
  source: Source,
  coding: ContentCoding,
  maxSize: number,
): AsyncGenerator<Uint8Array, void> {
  try {
    const start = await source.firstByte();
    if (start === undefined) return;
    let size = 0;
    for await (const chunk of through(source, DECODERS[coding](start))) {
      size += chunk.length;
      if (size > maxSize) {
        throw new ContentDecodingError('tooLarge', `The decoded body has more than ${maxSize} bytes.`);
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ContentDecodingError || source.hasFailed) throw cause;
    throw new ContentDecodingError('malformed', `The body is not valid ${coding}.`, { cause });
  } finally {
    await source.close();
  }
}

/** A body whose beginning can be inspected, and which remembers whether it failed. */
class Source implements AsyncIterable<Uint8Array> {
  readonly #reader: BodyReader;
  #first: Uint8Array = new Uint8Array();
  hasFailed = false;

  constructor(body: AppIter) {
    this.#reader = new BodyReader(body);
  }

  async firstByte(): Promise<number | undefined> {
    while (this.#first.length === 0) {
      const { done, value } = await this.#next();
      if (done) return undefined;
      this.#first = value;
    }
    return this.#first[0];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    yield this.#first;
    for (;;) {
      const { done, value } = await this.#next();
      if (done) return;
      yield value;
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #next(): Promise<IteratorResult<Uint8Array, unknown>> {
    try {
      return await this.#reader.next();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }
}
