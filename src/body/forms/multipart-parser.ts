/**
 * A strict parser of multipart bodies (RFC 2046, section 5.1.1): bytes in, events out.
 *
 * @module
 */
import type { Given } from '../../wsgi/option-types.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { assertWithin, type BodyLimits } from '../limits.ts';
import { Delimiter } from './delimiter.ts';
import type { PartHead } from './part-head.ts';

/** The events of a part, in this order: its head, its content in any number of chunks, and {@link END}. */
export type PartEvent = PartHead | Buffer | typeof END;

/** The end of a part. */
export const END = null;

type State = 'preamble' | 'delimiter' | 'head' | 'content' | 'close' | 'epilogue';

const CRLF = Buffer.from('\r\n');
const CLOSE = Buffer.from('--');
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const SPACE = 0x20;
const TAB = 0x09;

/** The longest head of a part, in bytes. */
const MAX_HEAD_SIZE = 16 * 1024;

/** The most bytes before the first delimiter and after the last. */
const MAX_SIZE_AROUND = 64 * 1024;

/**
 * Parses a body in chunks.
 *
 * Every line that begins with the delimiter must be a delimiter line: followed by nothing or by `--`, and then only
 * spaces and tabs. Anything else is malformed, and so is a body without the closing delimiter.
 */
export class MultipartParser {
  readonly #delimiter: Delimiter;
  readonly #limits: Readonly<BodyLimits>;
  readonly #parseHead: (native: string) => PartHead;

  #state: State = 'preamble';
  /** Bytes that cannot be parsed until more arrive. The first delimiter needs no line break before it. */
  #pending: Buffer = CRLF;
  /** How many bytes before the content are kept only because a delimiter may begin in them. */
  #lookbehind = CRLF.length;
  #headSearched = 0;
  #isPadded = false;

  #parts = 0;
  #fields = 0;
  #files = 0;
  #isFile = false;
  #partSize = 0;
  #fieldsSize = 0;
  #largestField = 0;
  #largestFile = 0;
  #mostHeaders = 0;
  #sizeAround = 0;

  /**
   * @param boundary a native string, as in Content-Type.
   * @param parseHead parses the head of a part, and may throw.
   */
  constructor(boundary: string, limits: Readonly<BodyLimits>, parseHead: (native: string) => PartHead) {
    this.#delimiter = new Delimiter(boundary);
    this.#limits = limits;
    this.#parseHead = parseHead;
  }

  /**
   * Parses a chunk, and appends its events to `events`. Content is a view of the chunk.
   *
   * @throws BadRequestError (400) when the body is malformed, BodyLimitError (413) when it exceeds a limit.
   */
  push(chunk: Uint8Array, events: PartEvent[]): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const data = this.#pending.length === 0 ? buffer : Buffer.concat([this.#pending, buffer]);
    let position = 0;
    let state: State;
    do {
      state = this.#state;
      position = this.#read(state, data, position, events);
    } while (this.#state !== state);
    this.#pending = data.subarray(position);
  }

  /** The largest amounts so far, of those that limits bound. */
  get amounts(): Given<BodyLimits> {
    return {
      maxParts: this.#parts,
      maxFields: this.#fields,
      maxFiles: this.#files,
      maxFieldSize: this.#largestField,
      maxFieldsSize: this.#fieldsSize,
      maxFileSize: this.#largestFile,
      maxHeaderPairs: this.#mostHeaders,
    };
  }

  /** @throws BadRequestError (400) when the closing delimiter is missing. */
  end(): void {
    if (this.#state !== 'close' && this.#state !== 'epilogue') {
      throw new BadRequestError('The body ends without its closing delimiter.');
    }
  }

  /** Parses the part of `data` that belongs to a state, from `start` on, and returns where it stopped. */
  #read(state: State, data: Buffer, start: number, events: PartEvent[]): number {
    switch (state) {
      case 'delimiter':
        return this.#readDelimiter(data, start);
      case 'head':
        return this.#readHead(data, start, events);
      case 'close':
        return this.#readClose(data, start);
      case 'epilogue':
        return this.#passOver(start, data.length);
      default:
        return this.#readContent(data, start, events);
    }
  }

  #readContent(data: Buffer, start: number, events: PartEvent[]): number {
    const found = this.#delimiter.indexIn(data, start);
    const end = found === -1 ? data.length - this.#delimiter.begunIn(data, start) : found;
    const contentStart = Math.min(start + this.#lookbehind, end);
    this.#lookbehind -= contentStart - start;
    if (this.#state === 'preamble') this.#passOver(contentStart, end);
    else if (contentStart < end) events.push(this.#counted(data.subarray(contentStart, end)));
    if (found === -1) return end;

    if (this.#state === 'content') events.push(END);
    this.#state = 'delimiter';
    this.#isPadded = false;
    return found + this.#delimiter.length;
  }

  #readDelimiter(data: Buffer, start: number): number {
    const position = this.#skipPadding(data, start);
    const isClose = !this.#isPadded && data[position] === CLOSE[0];
    if (!this.#startsWith(data, position, isClose ? CLOSE : CRLF)) return position;
    if (isClose && this.#parts === 0 && this.#sizeAround > 0) {
      throw new BadRequestError('The body has no parts.');
    }
    this.#state = isClose ? 'close' : 'head';
    return isClose ? position + CLOSE.length : position;
  }

  /** @param start the position of the line break of the delimiter's line, which also ends a head without lines. */
  #readHead(data: Buffer, start: number, events: PartEvent[]): number {
    const end = data.indexOf(END_OF_HEAD, start + Math.max(0, this.#headSearched - END_OF_HEAD.length));
    this.#headSearched = end === -1 ? data.length - start : 0;
    const headStart = start + CRLF.length;
    if ((end === -1 ? data.length : end) - headStart > MAX_HEAD_SIZE) {
      throw new BadRequestError(`The headers of a part of the body exceed ${MAX_HEAD_SIZE} bytes.`);
    }
    if (end === -1) return start;

    assertWithin(this.#limits, 'maxParts', ++this.#parts);
    const head = this.#parseHead(data.toString('latin1', headStart, end));
    assertWithin(this.#limits, 'maxHeaderPairs', head.headers.length);
    this.#mostHeaders = Math.max(this.#mostHeaders, head.headers.length);
    this.#isFile = head.isFile;
    this.#partSize = 0;
    if (this.#isFile) assertWithin(this.#limits, 'maxFiles', ++this.#files);
    else assertWithin(this.#limits, 'maxFields', ++this.#fields);
    events.push(head);
    this.#state = 'content';
    this.#lookbehind = CRLF.length;
    return end + END_OF_HEAD.length - CRLF.length;
  }

  #readClose(data: Buffer, start: number): number {
    const position = this.#skipPadding(data, start);
    if (!this.#startsWith(data, position, CRLF)) return position;
    this.#state = 'epilogue';
    return position + CRLF.length;
  }

  #passOver(start: number, end: number): number {
    this.#sizeAround += end - start;
    if (this.#sizeAround > MAX_SIZE_AROUND) {
      throw new BadRequestError(`The body has more than ${MAX_SIZE_AROUND} bytes outside its parts.`);
    }
    return end;
  }

  #skipPadding(data: Buffer, start: number): number {
    let position = start;
    while (data[position] === SPACE || data[position] === TAB) position++;
    if (position > start) this.#isPadded = true;
    return position;
  }

  /** Whether two wanted bytes are present; false as long as they may still arrive. */
  #startsWith(data: Buffer, position: number, wanted: Buffer): boolean {
    const there = Math.min(data.length - position, wanted.length);
    for (let i = 0; i < there; i++) {
      if (data[position + i] === wanted[i]) continue;
      throw new BadRequestError('Malformed multipart delimiter line.');
    }
    return there === wanted.length;
  }

  #counted(content: Buffer): Buffer {
    this.#partSize += content.length;
    if (this.#isFile) {
      assertWithin(this.#limits, 'maxFileSize', this.#partSize);
      this.#largestFile = Math.max(this.#largestFile, this.#partSize);
    } else {
      this.#fieldsSize += content.length;
      assertWithin(this.#limits, 'maxFieldSize', this.#partSize);
      assertWithin(this.#limits, 'maxFieldsSize', this.#fieldsSize);
      this.#largestField = Math.max(this.#largestField, this.#partSize);
    }
    return content;
  }
}
