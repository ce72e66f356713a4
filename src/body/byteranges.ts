/**
 * Parts of a body: one range of its bytes, or several as `multipart/byteranges` (RFC 9110, sections 14.6 and
 * 15.3.7).
 *
 * @module
 */
import type { SatisfiedRange } from '../headers/content-range.ts';
import { BodyReader, closeBody } from '../wsgi/app-iter.ts';
import { type BodyCapabilities, byteLengthOf, capabilitiesOf, closedFor } from '../wsgi/capabilities.ts';
import { chain } from '../wsgi/chain.ts';
import type { AppIter } from '../wsgi/contract.ts';

/** A `multipart/byteranges` body. */
interface MultipartByteranges {
  readonly contentType: string;
  /** The length in bytes. */
  readonly length: number;
  readonly body: AppIter;
}

/**
 * One range of a body. Bytes outside it are not kept: a stream is read and discarded up to it, and a body that can
 * seek is not read there at all. A body that gives the range without waiting is closed first.
 *
 * @example
 * ```ts
 * const hello = [Buffer.from('Hello, '), Buffer.from('world')];
 * String(await readAll(await sliceBody(hello, 5, 9))); // ', wo'
 * ```
 */
export function sliceBody(body: AppIter, start: number, stop: number): AppIter | Promise<AppIter> {
  const capabilities = capabilitiesOf(body);
  const chunks = capabilities.chunks?.();
  if (chunks) return cut(chunks, start, stop);
  const ready = capabilities.rangeNow?.(start, stop);
  if (ready) return closedFor(ready, body);
  const source = sourceOf(body, capabilities);
  return chain(later(source, start, stop), ending(source));
}

/** Whether the body can give these ranges in this order: a stream can give only ascending ones. */
export function canSlice(body: AppIter, ranges: readonly SatisfiedRange[]): boolean {
  const isAscending = ranges.every(({ start }, i) => start >= (ranges[i - 1]?.stop ?? 0));
  const { range, chunks } = capabilitiesOf(body);
  return isAscending || range !== undefined || chunks !== undefined;
}

/**
 * Several ranges of a body, each in a part that says where it belongs.
 *
 * @param contentType the type of the whole body; `undefined` if it has none.
 */
export function multipartByteranges(
  body: AppIter,
  ranges: readonly SatisfiedRange[],
  contentType: string | undefined,
): MultipartByteranges {
  const boundary = process.getBuiltinModule('node:crypto').randomBytes(18).toString('hex');
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
  const capabilities = capabilitiesOf(body);
  const chunks = capabilities.chunks?.();
  if (chunks) {
    return [...ranges.flatMap(({ start, stop }, i) => [heads[i]!, ...cut(chunks, start, stop)]), end];
  }
  const source = sourceOf(body, capabilities);
  const parts = ranges.flatMap(({ start, stop }, i) => [[heads[i]!], later(source, start, stop)]);
  return chain(...parts, [end], ending(source));
}

/** Where ranges are read from, and how it is released. */
interface Source {
  range(start: number, stop: number): AppIter;
  close(): Promise<void>;
}

function sourceOf(body: AppIter, capabilities: BodyCapabilities): Source {
  const { range } = capabilities;
  if (!range) return new ForwardReader(body);
  return { range: (start, stop) => range.call(capabilities, start, stop), close: () => closeBody(body) };
}

/** A range that is opened on first read. */
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
