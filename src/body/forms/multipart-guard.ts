/**
 * A strict reading of the lines that divide a `multipart/form-data` body (RFC 2046, section 5.1.1), in front
 * of a parser that is lax about them.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { bytesFromNative, nativeFromBytes } from '../../wsgi/native-string.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { assertWithin, type BodyLimits } from '../limits.ts';
import { type PartHead, parsePartHead } from './part-head.ts';

type State = 'preamble' | 'delimiter' | 'head' | 'content' | 'close' | 'epilogue';

/** Reads what of `data` belongs to a state, from `start` on, and gives where it stopped. */
type Reader = (data: Buffer, start: number, given: Buffer[]) => number;

const CRLF = Buffer.from('\r\n');
const CLOSE = Buffer.from('--');
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const FIELD_HEAD = Buffer.from('\r\nContent-Disposition:form-data\r\n\r\n');
const FILE_HEAD = Buffer.from('\r\nContent-Disposition:form-data;filename=f\r\n\r\n');
const BOUNDARY_TAIL = '~'.repeat(60);
const SPACE = 0x20;
const TAB = 0x09;

/** More pieces of a chunk than these are small enough to be copied into one. */
const MOST_PIECES = 8;

/** Of one part's head, in bytes. */
const MAX_HEAD_SIZE = 16 * 1024;

/** Of what stands before the first delimiter and behind the last, in bytes. */
const MAX_SIZE_AROUND = 64 * 1024;

/**
 * Takes a body in chunks and gives the same parts in a plain form: under a boundary of its own that no content can
 * have, and with heads that only tell fields from files. The real heads are read here.
 *
 * Every line that begins with the delimiter must be one: with nothing, or with `--`, behind it, and then only
 * spaces and tabs. Anything else is malformed, and so is a body without the closing delimiter.
 */
export class MultipartGuard {
  /** The boundary of what is given. It is long so that the parser can take long steps in search of it. */
  readonly boundary = randomUUID() + BOUNDARY_TAIL;
  readonly #plainDelimiter = Buffer.from(`\r\n--${this.boundary}`);
  readonly #delimiter: Buffer;
  readonly #limits: Readonly<BodyLimits>;
  readonly #onPart: (head: PartHead) => void;
  readonly #parseHead: (native: string) => PartHead;
  readonly #readers: Record<State, Reader> = {
    preamble: (data, start, given) => this.#readContent(data, start, given),
    delimiter: (data, start, given) => this.#readDelimiter(data, start, given),
    head: (data, start, given) => this.#readHead(data, start, given),
    content: (data, start, given) => this.#readContent(data, start, given),
    close: (data, start) => this.#readClose(data, start),
    epilogue: (data, start) => this.#passOver(start, data.length),
  };

  #state: State = 'preamble';
  /** What could not be read before more has come. The first delimiter needs no line break before it. */
  #pending: Buffer = CRLF;
  /** How many bytes before the content are there only because a delimiter may begin in them. */
  #lookbehind = CRLF.length;
  #headSearched = 0;
  #isPadded = false;

  #ended = 0;
  #parts = 0;
  #fields = 0;
  #files = 0;
  #isFile = false;
  #partSize = 0;
  #fieldsSize = 0;
  #sizeAround = 0;

  /**
   * @param boundary as Content-Type has it, a native string.
   * @param onPart is called with each head, before the bytes after it are given.
   * @param parseHead reads a head; that of a form's part unless it is given.
   */
  constructor(
    boundary: string,
    limits: Readonly<BodyLimits>,
    onPart: (head: PartHead) => void,
    parseHead: (native: string) => PartHead = parsePartHead,
  ) {
    this.#delimiter = Buffer.from(bytesFromNative(`\r\n--${boundary}`));
    this.#limits = limits;
    this.#onPart = onPart;
    this.#parseHead = parseHead;
  }

  /** How many parts have ended. */
  get ended(): number {
    return this.#ended;
  }

  /**
   * Reads a chunk, and gives what the parser behind may have of it.
   *
   * @throws BadRequestError (400) where the body is malformed, BodyLimitError (413) where it is too much.
   */
  push(chunk: Uint8Array): Buffer[] {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const data = this.#pending.length === 0 ? buffer : Buffer.concat([this.#pending, buffer]);
    const given: Buffer[] = [];
    let position = 0;
    let state: State;
    do {
      state = this.#state;
      position = this.#readers[state](data, position, given);
    } while (this.#state !== state);
    this.#pending = data.subarray(position);
    return given.length > MOST_PIECES ? [Buffer.concat(given)] : given;
  }

  /** @throws BadRequestError (400) when the closing delimiter has not come. */
  end(): void {
    if (this.#state !== 'close' && this.#state !== 'epilogue') {
      throw new BadRequestError('The body ends without its closing delimiter.');
    }
  }

  #readContent(data: Buffer, start: number, given: Buffer[]): number {
    const found = data.indexOf(this.#delimiter, start);
    const end = found === -1 ? data.length - this.#delimiterBegun(data, start) : found;
    const contentStart = Math.min(start + this.#lookbehind, end);
    this.#lookbehind -= contentStart - start;
    if (this.#state === 'preamble') this.#passOver(contentStart, end);
    else if (contentStart < end) given.push(this.#counted(data.subarray(contentStart, end)));
    if (found === -1) return end;

    if (this.#state === 'content') this.#ended++;
    given.push(this.#plainDelimiter);
    this.#state = 'delimiter';
    this.#isPadded = false;
    return found + this.#delimiter.length;
  }

  #readDelimiter(data: Buffer, start: number, given: Buffer[]): number {
    const position = this.#skipPadding(data, start);
    const isClose = !this.#isPadded && data[position] === CLOSE[0];
    if (!this.#startsWith(data, position, isClose ? CLOSE : CRLF)) return position;
    if (isClose && this.#parts === 0 && this.#sizeAround > 0) {
      throw new BadRequestError('The body has no parts.');
    }
    if (isClose) given.push(CLOSE);
    this.#state = isClose ? 'close' : 'head';
    return isClose ? position + CLOSE.length : position;
  }

  /** @param start where the line break of the delimiter's line is, which also ends a head without lines. */
  #readHead(data: Buffer, start: number, given: Buffer[]): number {
    const end = data.indexOf(END_OF_HEAD, start + Math.max(0, this.#headSearched - END_OF_HEAD.length));
    this.#headSearched = end === -1 ? data.length - start : 0;
    const headStart = start + CRLF.length;
    if ((end === -1 ? data.length : end) - headStart > MAX_HEAD_SIZE) {
      throw new BadRequestError(`The headers of a part of the body exceed ${MAX_HEAD_SIZE} bytes.`);
    }
    if (end === -1) return start;

    assertWithin(this.#limits, 'maxParts', ++this.#parts);
    const head = this.#parseHead(nativeFromBytes(data.subarray(headStart, end)));
    assertWithin(this.#limits, 'maxHeaderPairs', head.headers.length);
    this.#isFile = head.isFile;
    this.#partSize = 0;
    if (this.#isFile) assertWithin(this.#limits, 'maxFiles', ++this.#files);
    else assertWithin(this.#limits, 'maxFields', ++this.#fields);
    this.#onPart(head);
    given.push(this.#isFile ? FILE_HEAD : FIELD_HEAD);
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

  /** How many bytes at the end of the data may be the beginning of a delimiter. No boundary has a CR in it. */
  #delimiterBegun(data: Buffer, start: number): number {
    const tail = data.subarray(Math.max(start, data.length - this.#delimiter.length + 1));
    const cr = tail.lastIndexOf(CRLF[0] as number);
    if (cr === -1) return 0;
    const length = tail.length - cr;
    return tail.compare(this.#delimiter, 0, length, cr) === 0 ? length : 0;
  }

  #skipPadding(data: Buffer, start: number): number {
    let position = start;
    while (data[position] === SPACE || data[position] === TAB) position++;
    if (position > start) this.#isPadded = true;
    return position;
  }

  /** Whether two bytes are there; false as long as they still may come. */
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
    } else {
      this.#fieldsSize += content.length;
      assertWithin(this.#limits, 'maxFieldSize', this.#partSize);
      assertWithin(this.#limits, 'maxFieldsSize', this.#fieldsSize);
    }
    return content;
  }
}
