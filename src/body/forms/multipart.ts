/**
 * Reading `multipart/form-data` (RFC 7578) and other multipart bodies (RFC 2046, section 5.1), by busboy behind a {@link MultipartGuard}.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import type busboy from 'busboy';
import type { MediaType } from '../../headers/media-type.ts';
import { BodyLimitError } from '../../wsgi/body-errors.ts';
import { bytesFromNative, textFromNative } from '../../wsgi/native-string.ts';
import { BadRequestError, UnsupportedCharsetError } from '../../wsgi/request-errors.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import { textDecoder } from '../text.ts';
import { MULTIPART } from './form-types.ts';
import { MultipartGuard } from './multipart-guard.ts';
import { Part } from './part.ts';
import { type PartHead, parseOtherHead, parsePartHead } from './part-head.ts';

/** How much is read before the parts in it are given, in bytes. */
const CHUNK_SIZE = 64 * 1024;

const LONGEST_BOUNDARY = 70;

/** The parser is loaded with the first form that needs it. */
let loading: Promise<{ default: typeof busboy }> | undefined;

/**
 * Gives the parts of a body one after the other. The source is read only when a part or its content is asked for; what
 * the caller does not read of a part is passed over, and when the caller stops, so does the reading.
 *
 * @param type what Content-Type says.
 * @param maxBodySize of the whole body, in bytes.
 * @throws BadRequestError (400) where the body is malformed or of another type, BodyLimitError (413) where it is too
 * much, UnsupportedCharsetError (415) where a field is in an unknown encoding.
 */
export async function* readMultipart(
  source: AsyncGenerator<Uint8Array, void>,
  type: MediaType | undefined,
  limits?: Partial<BodyLimits>,
  maxBodySize = Infinity,
): AsyncGenerator<Part, void> {
  const multipart = assertMultipart(type);
  loading ??= import('busboy');
  const { default: createParser } = await loading;
  const reader = new MultipartReader(createParser, source, multipart, resolveBodyLimits(limits), maxBodySize);
  try {
    for (;;) {
      const part = reader.read() ?? (await reader.next());
      if (!part) return;
      yield part;
    }
  } finally {
    reader.close();
    await source.return();
  }
}

/** A type of bodies with parts, and what divides them. */
interface Multipart {
  readonly isForm: boolean;
  readonly boundary: string;
}

/** What kind of multipart body it is: all but forms are read as `multipart/mixed` (RFC 2046, section 5.1.3). */
function assertMultipart(type: MediaType | undefined): Multipart {
  if (type?.type !== 'multipart')
    throw new BadRequestError(`The Content-Type of the request is not ${MULTIPART}, nor another with parts.`);
  const { boundary } = type;
  if (boundary === undefined || type.isRepeated('boundary')) {
    throw new BadRequestError('The Content-Type of the body must have exactly one boundary parameter.');
  }
  if (boundary.length < 1 || boundary.length > LONGEST_BOUNDARY) {
    throw new BadRequestError(`The boundary of the body must have 1 to ${LONGEST_BOUNDARY} characters.`);
  }
  return { isForm: type.essence === MULTIPART, boundary };
}

/** Fields come from the parser whole, files as streams which it fills while a chunk is written to it. */
class MultipartReader {
  readonly #source: AsyncGenerator<Uint8Array, void>;
  readonly #limits: Readonly<BodyLimits>;
  readonly #guard: MultipartGuard;
  readonly #parser: busboy.Busboy;
  readonly #heads: PartHead[] = [];
  readonly #parts: { part: Part; content?: FileContent }[] = [];
  readonly #maxBodySize: number;
  #size = 0;
  #unread: Uint8Array = new Uint8Array();
  #begun = 0;
  #charset: string | undefined;
  #current: FileContent | undefined;
  #advancing: Promise<boolean> | undefined;
  #fault: Error | undefined;

  constructor(
    createParser: typeof busboy,
    source: AsyncGenerator<Uint8Array, void>,
    { isForm, boundary }: Multipart,
    limits: Readonly<BodyLimits>,
    maxBodySize: number,
  ) {
    this.#source = source;
    this.#limits = limits;
    this.#maxBodySize = maxBodySize;
    const parseHead = isForm ? parsePartHead : parseOtherHead;
    this.#guard = new MultipartGuard(boundary, limits, (head) => this.#heads.push(head), parseHead);
    this.#parser = createParser({
      headers: { 'content-type': `multipart/form-data; boundary=${this.#guard.boundary}` },
      defParamCharset: 'utf8',
      defCharset: 'latin1',
      fileHwm: Number.MAX_SAFE_INTEGER,
      limits: { fieldSize: Infinity },
    });
    this.#parser.on('field', (_, native) => this.#addField(native));
    this.#parser.on('file', (_, stream) => this.#addFile(stream));
    this.#parser.on('error', (error: Error) => {
      this.#fault = error;
    });
  }

  /** The next part, if it is here already. */
  read(): Part | undefined {
    if (this.#current) return undefined;
    const { part, content } = this.#parts.shift() ?? {};
    this.#current = content;
    return part;
  }

  async next(): Promise<Part | undefined> {
    await this.#current?.discard();
    this.#current = undefined;
    while (this.#parts.length === 0 && (await this.#advance()));
    return this.read();
  }

  close(): void {
    this.#current?.close();
    this.#parser.destroy();
  }

  /** Reads one chunk for all who wait: false at the end. The last answer, or what went wrong, stays. */
  #advance(): Promise<boolean> {
    this.#advancing ??= this.#readChunk().then((more) => {
      if (more) this.#advancing = undefined;
      return more;
    });
    return this.#advancing;
  }

  async #readChunk(): Promise<boolean> {
    if (this.#unread.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) {
        this.#guard.end();
        return false;
      }
      this.#size += value.length;
      if (this.#size > this.#maxBodySize) throw new BodyLimitError('maxBodySize', this.#maxBodySize);
      this.#unread = value;
    }
    const plain = this.#guard.push(this.#unread.subarray(0, CHUNK_SIZE));
    this.#unread = this.#unread.subarray(CHUNK_SIZE);
    for (const piece of plain) this.#parser.write(piece);
    if (this.#fault) throw new BadRequestError(this.#fault.message);
    return true;
  }

  #addField(native: string): void {
    const head = this.#nextHead();
    const charset = head.type.charset ?? this.#charset;
    const value =
      charset === undefined
        ? textFromNative(native)
        : textDecoder(charset, UnsupportedCharsetError, { ignoreBOM: true }).decode(bytesFromNative(native));
    if (head.name === '_charset_' && value !== '') this.#charset = value;
    this.#parts.push({ part: new Part(head, new FieldContent(native), { value }) });
  }

  #addFile(stream: Readable): void {
    const head = this.#nextHead();
    const index = this.#begun;
    const content = new FileContent(
      stream,
      () => this.#guard.ended >= index,
      () => this.#advance(),
    );
    const part = new Part(head, content, { maxBodySize: this.#limits.maxBodySize });
    this.#parts.push({ part, content });
  }

  /** The guard lets no part pass of which the parser would not tell. */
  #nextHead(): PartHead {
    this.#begun++;
    return this.#heads.shift() as PartHead;
  }
}

/** The content of a file, which must be read while the reader is at it. */
class FileContent implements AsyncIterable<Uint8Array> {
  readonly #stream: Readable;
  readonly #isComplete: () => boolean;
  readonly #advance: () => Promise<boolean>;
  #isRead = false;
  #isOver = false;

  constructor(stream: Readable, isComplete: () => boolean, advance: () => Promise<boolean>) {
    this.#stream = stream.on('error', ignore);
    this.#isComplete = isComplete;
    this.#advance = advance;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    if (this.#isRead) throw new TypeError('The content of this part has already been read.');
    this.#isRead = true;
    for (;;) {
      if (this.#isOver)
        throw new TypeError('This part can no longer be read: the next part has been requested.');
      const chunk: Buffer | null = this.#stream.read();
      if (chunk) yield chunk;
      else if (this.#isComplete()) return;
      else await this.#advance();
    }
  }

  /** Passes over what is left. The stream must go on taking data, or the parser would wait for it. */
  async discard(): Promise<void> {
    this.#isOver = true;
    for (this.#stream.read(); !this.#isComplete(); this.#stream.read()) await this.#advance();
  }

  close(): void {
    this.#isOver = true;
    this.#stream.destroy();
  }
}

class FieldContent implements AsyncIterable<Uint8Array> {
  readonly #native: string;

  constructor(native: string) {
    this.#native = native;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    yield bytesFromNative(this.#native);
  }
}

function ignore(): void {}
