/**
 * What bodies can do besides being iterated: a text, an array of chunks, a Blob, a file.
 *
 * @module
 */
import { isPromise } from './app-iter.ts';
import type { AppIter } from './contract.ts';

/** The key under which a body describes what it can do. */
export const CAPABILITIES: unique symbol = Symbol('capabilities');

/** What a body can do. A plain iterable has no capabilities. */
export interface BodyCapabilities {
  /** The number of bytes, known without reading. */
  readonly byteLength?: number | undefined;
  /** The text whose UTF-8 bytes the body is. */
  readonly text?: string;
  /** All bytes of a body in memory. It can be read repeatedly and need not be closed. */
  chunks?(): readonly Uint8Array[];
  /** The bytes from `start` up to but not including `stop`, for a body that can begin anywhere. The body stays open. */
  range?(start: number, stop: number): AppIter;
  /** The bytes that `range` gives, if they are available without waiting. */
  rangeNow?(start: number, stop: number): Uint8Array[] | undefined;
  /** Iterates chunks, each valid only until the next one is requested. */
  lend?(): AsyncIterator<Uint8Array>;
}

/** A body that describes what it can do. */
export interface CapableBody {
  readonly [CAPABILITIES]: BodyCapabilities;
}

/**
 * A body that can begin anywhere, as a file can: implement it to answer ranges without reading what comes before
 * them. Either the whole body is iterated, or ranges are requested one after another in any order. Afterwards
 * `close()` is called, if the body has one.
 *
 * @example
 * ```ts
 * class Zeros implements SeekableBody {
 *   async *[Symbol.asyncIterator]() {
 *     yield* this.range(0, 1000);
 *   }
 *   *range(start: number, stop: number) {
 *     yield new Uint8Array(stop - start);
 *   }
 * }
 * const response = new Response(new Zeros(), { contentLength: 1000, conditionalResponse: true });
 * const part = await Request.blank('/', { range: 'bytes=990-' }).send(response);
 * part.contentLength; // 10
 * ```
 */
export interface SeekableBody extends AsyncIterable<Uint8Array> {
  /** The bytes from `start` up to but not including `stop`. */
  range(start: number, stop: number): AppIter;
  close?(): unknown;
}

/**
 * The capabilities of a body.
 *
 * @example
 * ```ts
 * capabilitiesOf([Buffer.from('ab'), Buffer.from('c')]).byteLength; // 3
 * capabilitiesOf(new Response('é').appIter).text; // 'é'
 * ```
 */
export function capabilitiesOf(body: AppIter): BodyCapabilities {
  if (isChunks(body)) return new ChunkList(body);
  const own = (body as Partial<CapableBody>)[CAPABILITIES];
  if (own) return own;
  return isSeekable(body) ? { range: (start, stop) => body.range(start, stop) } : NONE;
}

/** Whether a body is kept as chunks. */
export function isChunks(body: string | AppIter): body is Uint8Array[] {
  return Array.isArray(body);
}

/** Whether a body is in memory. */
export function isInMemory({ chunks }: BodyCapabilities): boolean {
  return chunks !== undefined;
}

/** The bytes of a body if they are available without waiting, after closing it; otherwise the body, to be iterated. */
export function settledBody(body: AppIter, capabilities: BodyCapabilities): AppIter | Promise<AppIter> {
  const { byteLength = 0 } = capabilities;
  const whole = capabilities.rangeNow?.(0, byteLength);
  return whole ? closedFor(whole, body) : body;
}

/** The chunks that `rangeNow` returned, once the body is closed: a promise only if closing is asynchronous. */
export function closedFor(chunks: Uint8Array[], body: AppIter): AppIter | Promise<AppIter> {
  const closing = body.close?.();
  return isPromise(closing) ? Promise.resolve(closing).then(() => chunks) : chunks;
}

/** The number of bytes in the chunks. */
export function byteLengthOf(chunks: readonly Uint8Array[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  return length;
}

class ChunkList implements BodyCapabilities {
  readonly #chunks: readonly Uint8Array[];

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks;
  }

  get byteLength(): number {
    return byteLengthOf(this.#chunks);
  }

  chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }
}

const NONE: BodyCapabilities = {};

function isSeekable(body: AppIter): body is SeekableBody {
  return 'range' in body && typeof body.range === 'function';
}
