/**
 * Reads multipart bodies, `multipart/form-data` (RFC 7578) and others (RFC 2046, section 5.1), event by event.
 *
 * @module
 */

import type { MediaType } from '../../headers/media-type.ts';
import { BodyLimitError } from '../../wsgi/body-errors.ts';
import type { Given } from '../../wsgi/option-types.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import type { BodyReading } from '../input/body-reading.ts';
import type { ChunkSource, Result } from '../input/bounded-input.ts';
import type { BodyLimits } from '../limits.ts';
import { MULTIPART } from './form-types.ts';
import { END, MultipartParser, type PartEvent } from './multipart-parser.ts';
import { type PartHead, parseOtherHead, parsePartHead } from './part-head.ts';

/** How much is parsed at a time, in bytes. */
const CHUNK_SIZE = 64 * 1024;

const LONGEST_BOUNDARY = 70;
const NOTHING = new Uint8Array();

/** A body to read. */
interface MultipartBody {
  readonly reading: BodyReading;
  /** The name of the reader that claims it. */
  readonly reader: string;
  /** The Content-Type of the body. */
  readonly type: MediaType | undefined;
  readonly limits: Readonly<BodyLimits>;
  /** The limit of the whole body, in bytes. */
  readonly maxBodySize: number;
}

/** Reads a body part by part, and no further than the next event requires. */
export class MultipartReader {
  readonly #source: ChunkSource;
  readonly #parser: MultipartParser;
  readonly #maxBodySize: number;
  #size = 0;
  #unread: Uint8Array = NOTHING;
  readonly #events: PartEvent[] = [];
  #isMore: boolean | Promise<boolean> = true;

  /** @throws BadRequestError (400) when the body is not multipart; other readers can still read it. */
  constructor({ reading, reader, type, limits, maxBodySize }: MultipartBody) {
    const boundary = boundaryOf(type);
    const parseHead = type?.essence === MULTIPART ? parsePartHead : parseOtherHead;
    this.#parser = new MultipartParser(boundary, limits, parseHead);
    this.#maxBodySize = maxBodySize;
    this.#source = reading.claim(reader);
  }

  /**
   * The head of the next part, without waiting if it has arrived; `undefined` at the end of the body. Unread
   * content of the previous part is skipped.
   *
   * @throws BadRequestError (400) when the body is malformed, BodyLimitError (413) when it exceeds a limit. Errors
   * always reject the promise.
   */
  nextPart(): PartHead | undefined | Promise<PartHead | undefined> {
    return this.#seek(takeHead);
  }

  /**
   * The next bytes of the part, without waiting if they have arrived; {@link END} after the last. Throws as
   * `nextPart` does.
   */
  content(): Buffer | typeof END | undefined | Promise<Buffer | typeof END | undefined> {
    return this.#seek(takeContent);
  }

  /** Whether the bytes of the content so far stay as they are. */
  get isLasting(): boolean {
    return this.#source.isLasting;
  }

  /** The amounts read so far, of those that limits bound. */
  get amounts(): Given<BodyLimits> {
    return { ...this.#parser.amounts, maxBodySize: this.#size };
  }

  close(): void {
    this.#source.return();
  }

  /** The first result that `take` finds in the events; reads on until there is one. */
  #seek<Found>(take: Take<Found>): Found | undefined | Promise<Found | undefined> {
    for (;;) {
      const found = take(this.#events);
      if (found !== undefined) return found;
      const isMore = this.#more();
      if (isMore instanceof Promise) return this.#seekOn(take, isMore);
      if (!isMore) return undefined;
    }
  }

  async #seekOn<Found>(take: Take<Found>, pending: Promise<boolean>): Promise<Found | undefined> {
    for (let isMore = await pending; isMore; isMore = await this.#more()) {
      const found = take(this.#events);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Reads a chunk for all waiting callers: false at the end of the body. The final result or error is repeated. */
  #more(): boolean | Promise<boolean> {
    if (this.#isMore !== true) return this.#isMore;
    const result = this.#unread.length > 0 ? undefined : this.#source.next();
    this.#isMore = result instanceof Promise ? this.#moreLater(result) : this.#parse(result);
    return this.#isMore;
  }

  async #moreLater(result: Promise<Result>): Promise<boolean> {
    const isMore = await this.#parse(await result);
    this.#isMore = isMore;
    return isMore;
  }

  /** @param result the source's chunk, unless part of the previous one is left. */
  #parse(result: Result | undefined): boolean | Promise<boolean> {
    try {
      if (result?.done) {
        this.#parser.end();
        return false;
      }
      if (result) this.#count(result.value);
      this.#parser.push(this.#unread.subarray(0, CHUNK_SIZE), this.#events);
      this.#unread = this.#unread.subarray(CHUNK_SIZE);
      return true;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #count(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBodySize) throw new BodyLimitError('maxBodySize', this.#maxBodySize);
    this.#unread = chunk;
  }
}

/** Takes something from the events, if it is there. */
type Take<Found> = (events: PartEvent[]) => Found | undefined;

function takeHead(events: PartEvent[]): PartHead | undefined {
  for (let event = events.shift(); event !== undefined; event = events.shift())
    if (isHead(event)) return event;
  return undefined;
}

function takeContent(events: PartEvent[]): Buffer | typeof END | undefined {
  const [event] = events;
  if (event === undefined) return undefined;
  if (event === END || isHead(event)) return END;
  events.shift();
  return event;
}

function isHead(event: PartEvent): event is PartHead {
  return event !== END && !(event instanceof Uint8Array);
}

/**
 * The boundary between the parts. Multipart bodies other than forms are read as `multipart/mixed` (RFC 2046,
 * section 5.1.3).
 */
function boundaryOf(type: MediaType | undefined): string {
  if (type?.type !== 'multipart')
    throw new BadRequestError(
      `The Content-Type of the request is neither ${MULTIPART} nor another multipart type.`,
    );
  const { boundary } = type;
  if (boundary === undefined || type.isRepeated('boundary')) {
    throw new BadRequestError('The Content-Type of the body must have exactly one boundary parameter.');
  }
  if (boundary.length < 1 || boundary.length > LONGEST_BOUNDARY) {
    throw new BadRequestError(`The boundary of the body must have 1 to ${LONGEST_BOUNDARY} characters.`);
  }
  return boundary;
}
