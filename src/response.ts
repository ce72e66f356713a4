/**
 * The response: mutable, and in the end an application.
 *
 * @module
 */
import { chain, closeUnread, concat, readAll } from './app-iter.ts';
import { type BodyInit, byteLengthOf, type Content, contentOf, isChunks } from './body/content.ts';
import type { ContentCoding } from './body/content-coding.ts';
import { etagFor } from './body/etag.ts';
import { decodeText } from './body/text.ts';
import { encodeText, isUtf8, TextBody } from './body/text-body.ts';
import { isBodyless } from './headers/status.ts';
import { ResponseCaching } from './response-caching.ts';
import { type DecodeOptions, decodeResponse, type EncodeOptions, encodeResponse } from './response-coding.ts';
import { conditionalAnswer, type Entity } from './response-conditional.ts';
import { copyOf, fieldsToSend } from './response-fields.ts';
import type { HeadersInit, ResponseInit } from './response-init.ts';
import { messageOf, partsOfMessage } from './response-message.ts';
import type { AppIter, Application, Environ, HeaderList, StartResponse, ToApplication } from './wsgi.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const JSON_TYPE = /^application\/(?:json$|.*\+json$)/;

/** The names of {@link ResponseInit} that are not simply assigned. */
const ARRANGED: ReadonlySet<string> = new Set([
  'status',
  'json',
  'headers',
  'headerList',
  'contentType',
  'charset',
]);

/**
 * A response. Everything may be changed until it is called as an application.
 *
 * @example
 * ```ts
 * const response = new Response('<p>Bonjour</p>', { status: 201, headers: { 'X-Trace': '7' } });
 * response.contentType; // 'text/html'
 * response.contentLength; // 14
 * response.statusLine; // '201 Created'
 * await response.text(); // '<p>Bonjour</p>'
 * ```
 */
export class Response extends ResponseCaching implements ToApplication {
  #data: Content['data'] = [];
  #buffering: Promise<Uint8Array> | undefined;
  /** What was written behind a stream. */
  #tail: Uint8Array[] | undefined;

  /**
   * @throws TypeError or RangeError when the body is no body, or a property is unknown or malformed.
   */
  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    super();
    if (init.status !== undefined) this.status = init.status;
    if (init.headerList) this.headerList = copyOf(init.headerList);
    if (init.headers) this.#setAll(init.headers);
    const content = 'json' in init ? jsonContent(init.json) : contentOf(body);
    const { contentType = this.#typeOf(content, init) } = init;
    if (contentType !== undefined) this.contentType = contentType;
    if (init.charset !== undefined && this.charset !== undefined) this.charset = init.charset;
    const given = this.contentLength;
    this.#setContent(content);
    if (given !== undefined && this.contentLength === undefined) this.contentLength = given;
    this.#assign(init);
  }

  /** A response whose body is a value as JSON (RFC 8259). */
  static json<T extends typeof Response>(this: T, value: unknown, init: ResponseInit = {}): InstanceType<T> {
    return new this(null, { ...init, json: value }) as InstanceType<T>;
  }

  /**
   * A response that sends the client on.
   *
   * @throws TypeError when the location has a scheme other than http and https, RangeError when the
   * status is not 301, 302, 303, 307 or 308.
   */
  static redirect<T extends typeof Response>(this: T, location: string | URL, status = 302): InstanceType<T> {
    if (!REDIRECTS.has(status)) throw new RangeError(`not a status to redirect with: ${status}`);
    return new this(null, { status, location }) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message. Without a Content-Length the body goes on to the end.
   *
   * @throws TypeError when it is malformed.
   */
  static fromBytes<T extends typeof Response>(this: T, bytes: Uint8Array): InstanceType<T> {
    const { status, headerList, body } = partsOfMessage(bytes);
    return new this(body, { status, headerList }) as InstanceType<T>;
  }

  /**
   * The body: text, bytes in chunks, or the stream it was set to. Setting it sets or removes
   * Content-Length, and Content-Type where there is none and the body brings its own.
   */
  get body(): string | AppIter {
    return this.#data;
  }

  /** @throws TypeError when it is no body. */
  set body(body: BodyInit | null | undefined) {
    const content = contentOf(body);
    if (content.type !== undefined && this.contentType === undefined) this.contentType = content.type;
    this.#setContent(content);
  }

  /** Sets a body of JSON, and the type `application/json` unless it is a JSON type already. */
  set jsonBody(value: unknown) {
    const content = jsonContent(value);
    if (!JSON_TYPE.test(this.contentType ?? '')) this.contentType = content.type;
    this.#setContent(content);
  }

  /** The body as an iterable of bytes. What is assigned is sent as it is, without a Content-Length. */
  get appIter(): AppIter {
    const data = this.#data;
    if (typeof data !== 'string') return data;
    return isUtf8(this.charset) ? new TextBody(data) : [encodeText(data, this.charset)];
  }

  set appIter(appIter: AppIter) {
    this.#setContent({ data: isChunks(appIter) ? [...appIter] : appIter });
    if (isChunks(appIter)) this.contentLength = undefined;
  }

  /** Whether there may be a body to send: text or bytes that are not empty, or a stream. */
  get hasBody(): boolean {
    return this.#knownLength() !== 0;
  }

  /**
   * Adds to the end of the body.
   *
   * @throws TypeError when text cannot be written in the response's charset.
   */
  write(chunk: string | Uint8Array): void {
    const bytes = typeof chunk === 'string' ? encodeText(chunk, this.charset) : chunk;
    const length = this.contentLength;
    const data = this.#data;
    if (typeof data === 'string' && typeof chunk === 'string') this.#data = data + chunk;
    else if (typeof data === 'string') this.#data = [encodeText(data, this.charset), bytes];
    else if (isChunks(data)) data.push(bytes);
    else if (this.#tail) this.#tail.push(bytes);
    else {
      this.#tail = [bytes];
      this.#data = chain(data, this.#tail);
    }
    if (length !== undefined) this.contentLength = length + bytes.byteLength;
  }

  /** The body's bytes. A stream is read once and kept, and its length becomes Content-Length. */
  async bytes(): Promise<Uint8Array> {
    const data = this.#data;
    if (typeof data === 'string') return encodeText(data, this.charset);
    if (isChunks(data)) return concat(data);
    this.#buffering ??= readAll(data).then((bytes) => {
      if (this.#data === data) this.#setContent({ data: [bytes] });
      return bytes;
    });
    return await this.#buffering;
  }

  /**
   * The body as text of its charset, UTF-8 without one.
   *
   * @throws UnsupportedCharsetError when the charset is not known.
   */
  async text(): Promise<string> {
    return typeof this.#data === 'string' ? this.#data : decodeText(await this.bytes(), this.charset);
  }

  /**
   * The body read as JSON.
   *
   * @throws SyntaxError when it is not JSON.
   */
  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text());
  }

  /**
   * Compresses the body, and says so in `Content-Encoding` and `Vary`; a strong entity tag becomes a weak one.
   *
   * A body that is coded already, a part of one (206) and none are left as they are. `'identity'` decodes.
   *
   * @returns whether anything has changed.
   * @throws TypeError when the coding is not known, or this node has it not; RangeError when the level is out of range.
   *
   * @example
   * ```ts
   * const response = new Response('Hello '.repeat(100), { etag: 'v1' });
   * await response.encodeContent('gzip'); // true
   * String(response.etag); // 'W/"v1"'
   * await response.encodeContent('br'); // false
   * await response.decodeContent(); // true
   * ```
   */
  async encodeContent(
    coding: ContentCoding | 'identity' = 'gzip',
    options: EncodeOptions = {},
  ): Promise<boolean> {
    return coding === 'identity' ? this.decodeContent(options) : encodeResponse(this, coding, options);
  }

  /**
   * Takes the content codings off the body; a strong entity tag becomes a weak one.
   *
   * @returns whether anything has changed.
   * @throws ContentDecodingError when a coding is not known, the body is malformed, or more than `maxSize` bytes come
   * out: with `lazy` when the body is read.
   */
  async decodeContent(options: DecodeOptions = {}): Promise<boolean> {
    return decodeResponse(this, options);
  }

  /** Sets the entity tag to a hash of the body, the same as WebOb does. A stream is read and kept. */
  async md5Etag(): Promise<void> {
    this.etag = etagFor(await this.bytes(), { algorithm: 'md5' });
  }

  /** This response as an application. HEAD and statuses without a body get none (RFC 9110, 6.4.1). */
  toApp(): Application {
    return (environ, startResponse) => this.#respond(environ, startResponse);
  }

  /**
   * A response of its own that says the same.
   *
   * @throws TypeError when the body is a stream, which can be read but once: await {@link bytes} first.
   */
  copy(): this {
    if (typeof this.#data !== 'string' && !isChunks(this.#data)) {
      throw new TypeError('a response with a stream cannot be copied: read its bytes() first');
    }
    const copy = new (this.constructor as new () => this)();
    copy.statusLine = this.statusLine;
    copy.headerList = copyOf(this.headerList);
    copy.conditionalResponse = this.conditionalResponse;
    copy.#data = isChunks(this.#data) ? [...this.#data] : this.#data;
    return copy;
  }

  /**
   * The response as a whole HTTP/1.1 message.
   *
   * @throws TypeError when a header cannot be sent.
   */
  async toBytes(): Promise<Uint8Array> {
    const body = isBodyless(this.status) ? concat([]) : await this.bytes();
    return messageOf(this.statusLine, this.#fields(), body);
  }

  /** {@link toBytes} as text of the body's charset. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset);
  }

  /** Status line and headers. */
  override toString(): string {
    return [this.statusLine, ...this.headerList.map((field) => field.join(': '))].join('\r\n');
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { statusLine, headerList, body } = this;
    return `${this.constructor.name} ${inspect({ statusLine, headerList, body }, options)}`;
  }

  /** The type to send a content as for which none is given. */
  #typeOf({ type }: Content, { headerList }: ResponseInit): string | undefined {
    if (headerList || this.headers.has('Content-Type')) return undefined;
    if (type !== undefined || isBodyless(this.status)) return type;
    return (this.constructor as typeof Response).defaultContentType;
  }

  #setAll(headers: HeadersInit): void {
    const fields = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of fields) this.headers.append(name, value);
  }

  #assign(init: ResponseInit): void {
    for (const name of Object.keys(init) as (keyof ResponseInit)[]) {
      if (ARRANGED.has(name)) continue;
      if (!isSettable(name)) throw new TypeError(`a response has no ${name} to set`);
      if (init[name] !== undefined) (this as Record<string, unknown>)[name] = init[name];
    }
  }

  #setContent({ data, length }: Content): void {
    this.#data = data;
    this.#buffering = undefined;
    this.#tail = undefined;
    if (!isBodyless(this.status)) this.contentLength = length ?? this.#knownLength();
  }

  #knownLength(): number | undefined {
    const data = this.#data;
    if (isChunks(data)) return byteLengthOf(data);
    if (typeof data !== 'string') return undefined;
    return isUtf8(this.charset) ? Buffer.byteLength(data) : encodeText(data, this.charset).byteLength;
  }

  #respond(environ: Environ, startResponse: StartResponse): AppIter | Promise<AppIter> {
    const isHead = environ.REQUEST_METHOD === 'HEAD';
    const headers = this.#fields(isHead);
    const answer = this.conditionalResponse
      ? conditionalAnswer(environ, this, headers, () => this.#entity())
      : undefined;
    startResponse(answer?.statusLine ?? this.statusLine, answer?.headers ?? headers);
    if (answer?.body) return answer.body;
    if (!answer && !isHead && !isBodyless(this.status)) return this.appIter;
    const data = this.#data;
    return typeof data === 'string' || isChunks(data) ? [] : closeUnread(data).then(() => []);
  }

  #fields(isHead = false): HeaderList {
    return fieldsToSend(this.status, this.headerList, isHead, () => this.#knownLength());
  }

  #entity(): Entity {
    return { body: this.appIter, length: this.#knownLength() ?? this.contentLength };
  }
}

function jsonContent(value: unknown): Content {
  const data = JSON.stringify(value);
  if (data === undefined) throw new TypeError(`not a JSON value: ${String(value)}`);
  return { data, type: 'application/json' };
}

/** Whether there is a setter of that name for what a response says ahead of its body. */
function isSettable(name: string): boolean {
  for (
    let place = ResponseCaching.prototype;
    place !== Object.prototype;
    place = Object.getPrototypeOf(place)
  ) {
    if (Object.getOwnPropertyDescriptor(place, name)?.set) return true;
  }
  return false;
}
