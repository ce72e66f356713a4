/**
 * The response: mutable, and in the end an application.
 *
 * @module
 */
import { chain, closeUnread, concat, readAll } from './app-iter.ts';
import { type BodyInit, byteLengthOf, type Content, contentOf, isChunks } from './body/content.ts';
import { decodeText } from './body/text.ts';
import { encodeText, isUtf8, TextBody } from './body/text-body.ts';
import { type CookieOptions, serializeDeletion, serializeSetCookie } from './cookies/set-cookie.ts';
import { assertHeaderList, ResponseHeaders } from './headers/response-headers.ts';
import { isBodyless } from './headers/status.ts';
import { formatMessage, type Message, parseMessage } from './message.ts';
import { ResponseHead } from './response-head.ts';
import type { HeadersInit, ResponseInit } from './response-init.ts';
import type { AppIter, Application, Environ, HeaderList, StartResponse, ToApplication } from './wsgi.ts';
import { toApplication } from './wsgi.ts';

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/;
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
export class Response extends ResponseHead implements ToApplication {
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
    const { startLine, fields, body } = parsedMessage(bytes);
    const [, code, reason = ''] = STATUS_LINE.exec(startLine) ?? [];
    if (code === undefined) throw new TypeError(`not a status line: ${JSON.stringify(startLine)}`);
    const headerList = fields.filter((field) => !isNamed(field, 'transfer-encoding'));
    return new this(body, { status: `${code} ${reason}`, headerList }) as InstanceType<T>;
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
   * Gives the client a cookie.
   *
   * @throws TypeError as {@link serializeSetCookie} does.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.headerList.push(['Set-Cookie', serializeSetCookie(name, value, options)]);
  }

  /** Makes the client drop a cookie that was set with this path and domain. */
  deleteCookie(name: string, options?: CookieOptions): void {
    this.headerList.push(['Set-Cookie', serializeDeletion(name, options)]);
  }

  /** Takes back what this response sets or deletes under the name. */
  unsetCookie(name: string): void {
    this.headerList = this.headerList.filter(
      (field) => !isNamed(field, 'set-cookie') || !field[1].startsWith(`${name}=`),
    );
  }

  /** Adds this response's cookies to another response, or to all that an application answers. */
  mergeCookies(response: Response): Response;
  mergeCookies(app: Application | ToApplication): Application;
  mergeCookies(other: Response | Application | ToApplication): Response | Application {
    const cookies = this.headerList.filter((field) => isNamed(field, 'set-cookie'));
    if (other instanceof Response) {
      other.headerList.push(...copyOf(cookies));
      return other;
    }
    const app = toApplication(other);
    return (environ, startResponse) =>
      app(environ, (status, headers, excInfo) =>
        startResponse(status, [...headers, ...copyOf(cookies)], excInfo),
      );
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
    const fields = this.#fieldsToSend().filter((field) => !isNamed(field, 'transfer-encoding'));
    return formatMessage({ startLine: `HTTP/1.1 ${this.statusLine}`, fields, body });
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
      const isSettable = Object.getOwnPropertyDescriptor(ResponseHead.prototype, name)?.set !== undefined;
      if (!isSettable) throw new TypeError(`a response has no ${name} to set`);
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
    startResponse(this.statusLine, this.#fieldsToSend(isHead));
    if (!isHead && !isBodyless(this.status)) return this.appIter;
    const data = this.#data;
    return typeof data === 'string' || isChunks(data) ? [] : closeUnread(data).then(() => []);
  }

  #fieldsToSend(isHead = false): HeaderList {
    const fields = copyOf(this.headerList);
    assertHeaderList(fields);
    const headers = new ResponseHeaders(() => fields);
    const { status } = this;
    if (status < 200 || status === 204) {
      headers.delete('Content-Length');
    } else if (status === 205) {
      headers.set('Content-Length', '0');
    } else if (status !== 304 && headers.has('Content-Length')) {
      const length = this.#knownLength();
      if (length !== undefined && !(isHead && length === 0)) headers.set('Content-Length', String(length));
    }
    return fields;
  }
}

function isNamed([name]: HeaderList[number], lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase;
}

function copyOf(list: HeaderList): HeaderList {
  return list.map(([name, value]) => [name, value]);
}

function jsonContent(value: unknown): Content {
  const data = JSON.stringify(value);
  if (data === undefined) throw new TypeError(`not a JSON value: ${String(value)}`);
  return { data, type: 'application/json' };
}

function parsedMessage(bytes: Uint8Array): Message {
  try {
    return parseMessage(bytes);
  } catch (cause) {
    throw new TypeError('not an HTTP message', { cause });
  }
}
