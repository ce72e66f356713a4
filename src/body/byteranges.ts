/**
 * Parts of a body: one range of its bytes, or several as `multipart/byteranges` (RFC 9110, sections 14.6 and
 * 15.3.7).
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { SatisfiedRange } from '../headers/content-range.ts';
import { BodyReader, chain, closeBody } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { byteLengthOf, isChunks } from './content.ts';
import { TextBody } from './text-body.ts';

/**
 * A body that can begin anywhere, as a file can. Of such a body either all is iterated or ranges are asked for, one
 * after the other and in any order; `close()`, where it has one, is called behind the last.
 */
export type SeekableBody = AppIter & {
  /** The bytes from `start` up to and without `stop`. */
  range(start: number, stop: number): AppIter;
};

/** One that may have the bytes of a range at hand: it then gives them at once, and need not be read to its end. */
export type ReadyBody = SeekableBody & {
  rangeAtOnce(start: number, stop: number): Uint8Array[] | undefined;
};

/** A `multipart/byteranges` body. */
export interface MultipartByteranges {
  readonly contentType: string;
  /** In bytes. */
  readonly length: number;
  readonly body: AppIter;
}

/**
 * One range of a body. What is not asked for is not kept: a stream is read past it, a body that can seek is not
 * read there at all. A body that has the range at hand is closed before it is given.
 *
 * @example
 * ```ts
 * const hello = [Buffer.from('Hello, '), Buffer.from('world')];
 * String(await readAll(await sliceBody(hello, 5, 9))); // ', wo'
 * ```
 */
export function sliceBody(body: AppIter, start: number, stop: number): AppIter | Promise<AppIter> {
  const chunks = chunksOf(body);
  if (chunks) return cut(chunks, start, stop);
  const source = sourceOf(body);
  const ready = isReady(body) ? body.rangeAtOnce(start, stop) : undefined;
  return ready ? source.close().then(() => ready) : chain(later(source, start, stop), ending(source));
}

/** Whether these ranges of the body can be had in this order: of a stream only ascending ones can. */
export function canSlice(body: AppIter, ranges: readonly SatisfiedRange[]): boolean {
  const isAscending = ranges.every(({ start }, i) => start >= (ranges[i - 1]?.stop ?? 0));
  return isAscending || isSeekable(body) || body instanceof TextBody || isChunks(body);
}

/**
 * Several ranges of a body, each in a part that tells where it belongs.
 *
 * @param contentType of the whole; `undefined` where that has none.
 */
export function multipartByteranges(
  body: AppIter,
  ranges: readonly SatisfiedRange[],
  contentType: string | undefined,
): MultipartByteranges {
  const boundary = randomBytes(18).toString('hex');
  const typeField = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
  const heads = ranges.map((range, i) =>
    Buffer.from(
      `${i === 0 ? '' : '\r\n'}--${boundary}\r\n${typeField}Content-Range: ${range}\r\n\r\n`,
      'latin1',
    ),
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = ranges.reduce((sum, { start, stop }) => sum + stop - start, byteLengthOf([...heads, end]));
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    length,
    body: interleave(body, ranges, heads, end),
  };
}

function interleave(
  body: AppIter,
  ranges: readonly SatisfiedRange[],
  heads: readonly Uint8Array[],
  end: Uint8Array,
): AppIter {
  const chunks = chunksOf(body);
  if (chunks) {
    return [...ranges.flatMap(({ start, stop }, i) => [heads[i]!, ...cut(chunks, start, stop)]), end];
  }
  const source = sourceOf(body);
  const parts = ranges.flatMap(({ start, stop }, i) => [[heads[i]!], later(source, start, stop)]);
  return chain(...parts, [end], ending(source));
}

/** Where ranges are read from, and what lets go of it. */
interface Source {
  range(start: number, stop: number): AppIter;
  close(): Promise<void>;
}

function isSeekable(body: AppIter): body is SeekableBody {
  return 'range' in body && typeof body.range === 'function';
}

function isReady(body: AppIter): body is ReadyBody {
  return 'rangeAtOnce' in body && typeof body.rangeAtOnce === 'function';
}

function chunksOf(body: AppIter): Uint8Array[] | undefined {
  if (body instanceof TextBody) return [...body];
  return isChunks(body) && !isSeekable(body) ? body : undefined;
}

function sourceOf(body: AppIter): Source {
  if (!isSeekable(body)) return new ForwardReader(body);
  return { range: (start, stop) => body.range(start, stop), close: () => closeBody(body) };
}

/** A range that nobody begins unless it is read. */
async function* later(source: Source, start: number, stop: number): AsyncGenerator<Uint8Array, void> {
  yield* source.range(start, stop);
}

/** An empty body that closes the source when it is closed itself. */
function ending(source: Source): AppIter {
  return { close: () => source.close(), [Symbol.iterator]: () => [].values() };
}

/** Ranges of a stream, which must be read in ascending order. */
class ForwardReader implements Source {
  readonly #reader: BodyReader;
  #rest: Uint8Array = new Uint8Array();
  #position = 0;

  constructor(body: AppIter) {
    this.#reader = new BodyReader(body);
  }

  async *range(start: number, stop: number): AsyncGenerator<Uint8Array, void> {
    while (this.#position < stop) {
      if (this.#rest.length === 0 && !(await this.#fill())) return;
      const end = Math.min(stop - this.#position, this.#rest.length);
      const piece = this.#rest.subarray(Math.max(start - this.#position, 0), end);
      this.#rest = this.#rest.subarray(end);
      this.#position += end;
      if (piece.length > 0) yield piece;
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#reader.next();
    if (!done) this.#rest = value;
    return !done;
  }
}

function cut(chunks: readonly Uint8Array[], start: number, stop: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let position = 0;
  for (const chunk of chunks) {
    if (position >= stop) break;
    const piece = chunk.subarray(Math.max(start - position, 0), stop - position);
    if (piece.length > 0) pieces.push(piece);
    position += chunk.length;
  }
  return pieces;
}
