/**
 * Content codings: bodies that are compressed, and their way back (RFC 9110, section 8.4.1; RFC 8878 for zstd).
 * Loaded with the first such body.
 *
 * @module
 */
import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { closeUnread, iterate } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { type ContentCoding, ContentDecodingError } from './coding-names.ts';

interface Coder {
  /** The least and the greatest level of compression, and the one that is taken unless another is given. */
  readonly levels: readonly [least: number, greatest: number, usual: number];
  encoder(level: number): Transform;
  /** @param start the first byte of the body. */
  decoder(start: number): Transform;
}

/** What node:zlib has from 22.15 on, which the types of node 20 do not know. */
interface Zstd {
  createZstdCompress?(options?: { params: Record<number, number> }): Transform;
  createZstdDecompress?(options?: { params: Record<number, number> }): Transform;
}

const ZSTD_COMPRESSION_LEVEL = 100;

const CODERS: Readonly<Record<ContentCoding, Coder>> = {
  gzip: {
    levels: [0, 9, 6],
    encoder: (level) => zlib.createGzip({ level }),
    decoder: () => zlib.createGunzip(),
  },
  deflate: {
    levels: [0, 9, 6],
    encoder: (level) => zlib.createDeflate({ level }),
    /** Some senders leave the zlib wrapper off, whose first byte names the method 8. */
    decoder: (start) => ((start & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
  },
  br: {
    levels: [0, 11, 5],
    encoder: (level) =>
      zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: level } }),
    decoder: () => zlib.createBrotliDecompress(),
  },
  zstd: {
    levels: [1, 22, 3],
    encoder: (level) => zstd('createZstdCompress')({ params: { [ZSTD_COMPRESSION_LEVEL]: level } }),
    /* v8 ignore next -- @preserve only later versions of node have such a decoder */
    decoder: () => zstd('createZstdDecompress')(),
  },
};

/**
 * Encodes a body as it is read.
 *
 * @param level of compression, as the coding counts it: 0 to 9 for `gzip` and `deflate` (6 unless given), 0 to 11
 * for `br` (5), 1 to 22 for `zstd` (3).
 * @throws TypeError when the coding is not known, or this node has it not; RangeError when the level is out of range.
 *
 * @example
 * ```ts
 * const coded = encodeBody([Buffer.from('Hello')], 'gzip');
 * const decoded = decodeBody(coded, ['gzip'], { maxSize: 100 });
 * String(await readAll(decoded)); // 'Hello'
 * ```
 */
export function encodeBody(body: AppIter, coding: ContentCoding, level?: number): AppIter {
  if (!Object.hasOwn(CODERS, coding)) throw new TypeError(`unknown content coding: ${String(coding)}`);
  const { levels, encoder } = CODERS[coding];
  const [least, greatest, usual] = levels;
  if (level !== undefined && !(Number.isInteger(level) && level >= least && level <= greatest)) {
    throw new RangeError(
      `the level of ${coding} must be a whole number from ${least} to ${greatest}: ${level}`,
    );
  }
  return through(body, encoder(level ?? usual));
}

/**
 * Decodes a body as it is read. An empty body is empty, whatever its coding.
 *
 * @param codings as {@link contentCodings} gives them.
 * @param options `maxSize`: how many bytes may come out, of each coding. Reading more fails, as does what is
 * malformed, with a ContentDecodingError.
 * @throws RangeError when `maxSize` is not a number of 0 or more.
 */
export function decodeBody(
  body: AppIter,
  codings: readonly ContentCoding[],
  { maxSize }: { readonly maxSize: number },
): AppIter {
  if (!(maxSize >= 0)) throw new RangeError(`maxSize must be a number of 0 or more: ${maxSize}`);
  return codings.reduceRight<AppIter>((coded, coding) => {
    const read = () => decode(coded, coding, maxSize);
    return Object.assign({ [Symbol.asyncIterator]: read }, { close: () => closeUnread(coded) });
  }, body);
}

function zstd<Name extends keyof Zstd>(name: Name): NonNullable<Zstd[Name]> {
  const create = (zlib as Zstd)[name];
  /* v8 ignore else -- @preserve earlier versions of node have none */
  if (!create) throw new TypeError(`zstd needs node 22.15 or later; this is node ${process.versions.node}`);
  /* v8 ignore next -- @preserve as above */
  return create;
}

/** What comes out when a body goes through a stream. What the body throws comes out, too. */
function through(body: AppIter, transform: Transform): AppIter {
  async function* read(): AsyncGenerator<Uint8Array, void> {
    const source = Readable.from(body);
    source.once('error', (error) => transform.destroy(error));
    try {
      yield* source.pipe(transform);
    } finally {
      source.destroy();
    }
  }
  const close = async () => {
    transform.destroy();
    await closeUnread(body);
  };
  return Object.assign({ [Symbol.asyncIterator]: read }, { close });
}

async function* decode(
  body: AppIter,
  coding: ContentCoding,
  maxSize: number,
): AsyncGenerator<Uint8Array, void> {
  const source = new Source(body);
  try {
    const start = await source.firstByte();
    if (start === undefined) return;
    let size = 0;
    for await (const chunk of through(source, CODERS[coding].decoder(start))) {
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

/** A body whose beginning can be looked at, and of which is known whether it failed. */
class Source implements AsyncIterable<Uint8Array> {
  readonly #iterator: ReturnType<typeof iterate>;
  #first: Uint8Array = new Uint8Array();
  hasFailed = false;

  constructor(body: AppIter) {
    this.#iterator = iterate(body);
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

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #next(): Promise<IteratorResult<Uint8Array, unknown>> {
    try {
      return await this.#iterator.next();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }
}
