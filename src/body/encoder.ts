/**
 * Encodes content: whole bodies at once, or streams (RFC 9110, section 8.4.1; RFC 8878 for zstd).
 *
 * @module
 */
import type { Transform } from 'node:stream';
import type * as Zlib from 'node:zlib';
import { concat } from '../wsgi/app-iter.ts';
import type { ContentCoding } from './coding-names.ts';

type ZlibModule = typeof Zlib & Zstd;
type Params = { params: Record<number, number> };

interface Encoding {
  /** The lowest, highest and default level of compression. */
  readonly levels: readonly [least: number, greatest: number, usual: number];
  stream(zlib: ZlibModule, level: number): Transform;
  whole(zlib: ZlibModule, bytes: Uint8Array, level: number): Uint8Array;
}

/** What node:zlib has from 22.15 on. The types of node 20 lack it. */
interface Zstd {
  createZstdCompress?(options: Params): Transform;
  zstdCompressSync?(bytes: Uint8Array, options: Params): Uint8Array;
}

const ZSTD_COMPRESSION_LEVEL = 100;
/** The size of zlib's output chunks for a large body. */
const LARGE_CHUNK = 64 * 1024;
const EMPTY = new Uint8Array();

const ENCODINGS: Readonly<Record<ContentCoding, Encoding>> = {
  gzip: {
    levels: [0, 9, 6],
    stream: (zlib, level) => zlib.createGzip({ level }),
    whole: (zlib, bytes, level) => zlib.gzipSync(bytes, { level }),
  },
  deflate: {
    levels: [0, 9, 6],
    stream: (zlib, level) => zlib.createDeflate({ level }),
    whole: (zlib, bytes, level) => zlib.deflateSync(bytes, { level }),
  },
  br: {
    levels: [0, 11, 5],
    stream: (zlib, level) => zlib.createBrotliCompress({ params: quality(zlib, level) }),
    whole: (zlib, bytes, level) => {
      const { BROTLI_PARAM_SIZE_HINT: hint } = zlib.constants;
      return zlib.brotliCompressSync(bytes, {
        params: { ...quality(zlib, level), [hint]: bytes.byteLength },
      });
    },
  },
  zstd: {
    levels: [1, 22, 3],
    stream: (zlib, level) => zstd(zlib, 'createZstdCompress')(zstdParams(level)),
    /* v8 ignore next -- @preserve only later versions of node have such an encoder */
    whole: (zlib, bytes, level) => zstd(zlib, 'zstdCompressSync')(bytes, zstdParams(level)),
  },
};

/** The codings that this node can encode; `zstd` needs node 22.15 or later. */
export function encodableCodings(): ContentCoding[] {
  const { createZstdCompress } = zlibModule();
  const names = Object.keys(ENCODINGS) as ContentCoding[];
  return names.filter((name) => name !== 'zstd' || createZstdCompress !== undefined);
}

/**
 * The given compression level, or else the coding's default.
 *
 * @throws TypeError when the coding is unknown; RangeError when the level is out of range.
 */
export function levelOf(coding: ContentCoding, level?: number): number {
  if (!Object.hasOwn(ENCODINGS, coding)) throw new TypeError(`unknown content coding: ${String(coding)}`);
  const [least, greatest, usual] = ENCODINGS[coding].levels;
  if (level === undefined) return usual;
  if (Number.isInteger(level) && level >= least && level <= greatest) return level;
  throw new RangeError(
    `the level of ${coding} must be a whole number from ${least} to ${greatest}: ${level}`,
  );
}

/**
 * A stream that encodes the bytes written to it.
 *
 * @param level the result of {@link levelOf}.
 * @throws TypeError when this node does not support the coding.
 */
export function encoderStream(coding: ContentCoding, level: number): Transform {
  return ENCODINGS[coding].stream(zlibModule(), level);
}

/** Encodes bytes synchronously. Throws as {@link encoderStream} does. */
export function encodeWhole(bytes: Uint8Array, coding: ContentCoding, level: number): Uint8Array {
  return ENCODINGS[coding].whole(zlibModule(), bytes, level);
}

/**
 * Encodes a body chunk by chunk, so that the receiver can decode each chunk as soon as it arrives.
 *
 * @example
 * ```ts
 * const encoder = new ChunkEncoder('gzip', 6);
 * const first = await encoder.encode(Buffer.from('Hel'));
 * const second = await encoder.encode(Buffer.from('lo'));
 * const rest = await encoder.end();
 * const decoded = decodeBody([first, second, rest], ['gzip'], { maxSize: 100 });
 * String(await readAll(decoded)); // 'Hello'
 * ```
 */
export class ChunkEncoder {
  readonly #stream: Zlib.Gzip;
  #coded: Uint8Array[] = [];
  /** Ends the wait for the chunk that is being encoded. */
  #settle: (() => void) | undefined;

  /**
   * Throws as {@link encoderStream} does.
   *
   * @param isLarge whether the body is known to be large, and so worth more memory.
   */
  constructor(coding: ContentCoding, level: number, isLarge = false) {
    const stream = isLarge ? largeStream(coding, level) : encoderStream(coding, level);
    this.#stream = stream as Zlib.Gzip;
    this.#stream.on('data', (coded: Uint8Array) => this.#coded.push(coded));
  }

  /** Encodes a chunk, with everything that the receiver needs to decode it. */
  async encode(chunk: Uint8Array): Promise<Uint8Array> {
    await this.#until((done) => {
      this.#stream.write(chunk);
      this.#stream.flush(done);
    });
    return this.#take();
  }

  /** The end of the encoded body, after an optional last chunk. */
  async end(last?: Uint8Array): Promise<Uint8Array> {
    await this.#until((done) => {
      this.#stream.once('end', done);
      this.#stream.end(last);
    });
    return this.#take();
  }

  /** Releases the stream. Data that is being encoded is lost. */
  destroy(): void {
    this.#stream.destroy();
    this.#settle?.();
  }

  #until(work: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      work(resolve);
    });
  }

  #take(): Uint8Array {
    // Reads the output that the stream has not announced yet.
    while (this.#stream.read() !== null);
    const coded = this.#coded;
    this.#coded = [];
    return coded.length === 0 ? EMPTY : concat(coded);
  }
}

/** A stream for which zlib uses twice the memory, in fewer steps. */
function largeStream(coding: ContentCoding, level: number): Transform {
  const options = { level, memLevel: 9, chunkSize: LARGE_CHUNK };
  if (coding === 'gzip') return zlibModule().createGzip(options);
  return coding === 'deflate' ? zlibModule().createDeflate(options) : encoderStream(coding, level);
}

function zlibModule(): ZlibModule {
  return process.getBuiltinModule('node:zlib');
}

function quality({ constants }: ZlibModule, level: number): Record<number, number> {
  return { [constants.BROTLI_PARAM_QUALITY]: level };
}

/* v8 ignore next 3 -- @preserve as above */
function zstdParams(level: number): Params {
  return { params: { [ZSTD_COMPRESSION_LEVEL]: level } };
}

function zstd<Name extends keyof Zstd>(zlib: ZlibModule, name: Name): NonNullable<Zstd[Name]> {
  const create = zlib[name];
  /* v8 ignore else -- @preserve earlier versions of node have none */
  if (!create) throw new TypeError(`zstd needs node 22.15 or later; this is node ${process.versions.node}`);
  /* v8 ignore next -- @preserve as above */
  return create;
}
