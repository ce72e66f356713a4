/**
 * The response: mutable, and in the end an application.
 *
 * @module
 */

import type { ContentCoding } from '../body/coding-names.ts';
import { type BodyData, type BodyInit, contentOf, jsonContent } from '../body/content.ts';
import { unshared } from '../body/stream.ts';
import { teeOf } from '../body/tee.ts';
import { decodeText } from '../body/text.ts';
import { pairsOf } from '../collections/pairs.ts';
import { unknownName } from '../collections/unknown-name.ts';
import { isReading } from '../conditional/preconditions.ts';
import { type CookieOptions, serializeDeletion, serializeSetCookie } from '../cookies/set-cookie.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';
import { INSPECT } from '../headers/grammar/inspection.ts';
import { copyOf } from '../headers/lists/header-list.ts';
import { maskedFields } from '../headers/lists/masked-fields.ts';
import { closeBody, concat } from '../wsgi/app-iter.ts';
import { capabilitiesOf, isInMemory, settledBody } from '../wsgi/capabilities.ts';
import type {
  AppIter,
  Application,
  Environ,
  HeaderList,
  StartResponse,
  ToApplication,
} from '../wsgi/contract.ts';
import { LazyModule } from '../wsgi/lazy-module.ts';
import { assertStartResponse } from '../wsgi/start-response.ts';
import { isBodyless } from '../wsgi/status.ts';
import { toApplication } from '../wsgi/to-application.ts';
import { setExpiry } from './caching.ts';
import type { DecodeOptions, EncodeOptions } from './coding.ts';
import type { Answer } from './conditional.ts';
import { Content } from './content.ts';
import { addCookie, cookieFields, dropCookie, withCookies } from './cookies.ts';
import type { EventSource } from './event-stream.ts';
import { type EventsOptions, eventStream } from './events.ts';
import { FieldList } from './field-list.ts';
import { RESPONSE_FIELDS } from './fields.ts';
import { partsOfFetched } from './from-fetch.ts';
import { partsOfMessage } from './from-message.ts';
import { ResponseHead } from './head.ts';
import type { ResponseInit } from './init.ts';
import { toFetched } from './to-fetch.ts';

/** What is sent instead of a conditional response. */
const conditional = new LazyModule(() => import('./conditional.ts'));
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What a response can be made with that is not assigned like a property. */
const INIT_NAMES = ['headers', 'json'];
const JSON_TYPE = /^application\/(?:json$|.*\+json$)/;

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
  /** {@link conditionalResponse} of responses that do not set it. */
  static defaultConditionalResponse = false;

  readonly #fields: FieldList;
  #content: Content;
  #conditionalResponse: boolean | undefined;

  /**
   * What is in `init` is set in this order: the status, `headerList`, `headers`, the body or `json`; `contentType`, which
   * is that of the body or else of the class where neither `init` nor the headers say it; `charset`, where the type has
   * one; and then all other properties as they come.
   *
   * A property that a subclass has a setter for can be given, too. It is set before the subclass's own fields are made,
   * so such a setter writes to what a response has. To have it in the type, declare the constructor:
   * `constructor(body?: BodyInit | null, init?: ResponseInit & { title?: string }) { super(body, init); }`.
   *
   * @throws TypeError or RangeError when the value cannot be a body, or a property is unknown or malformed.
   */
  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    const fields = new FieldList();
    super(fields);
    this.#fields = fields;
    const { status, headerList, headers, json, contentType, charset, ...others } = init;
    if (status !== undefined) this.status = status;
    if (headerList) fields.replace(copyOf(pairsOf(headerList)));
    for (const [name, value] of pairsOf(headers ?? [])) {
      if (value !== undefined) fields.headers.append(name, value);
    }
    const content = 'json' in init ? jsonContent(json) : contentOf(body);
    const type = contentType === undefined && !headerList ? this.#typeFor(content.type) : contentType;
    if (type !== undefined) this.contentType = type;
    if (charset != null && this.charset !== undefined) this.charset = charset;
    const declared = fields.get('Content-Length');
    this.#content = new Content(content.data, this);
    this.#declareLength(this.#content);
    if (declared !== undefined && this.#content.byteLength === undefined)
      fields.put('Content-Length', declared);
    this.#assign(others);
  }

  /** A response whose body is a value as JSON (RFC 8259). */
  static json<T extends typeof Response>(
    this: T,
    value: unknown,
    init: Omit<ResponseInit, 'json'> = {},
  ): InstanceType<T> {
    return new this(null, { json: value, ...init }) as InstanceType<T>;
  }

  /**
   * A response that sends the client on.
   *
   * @throws TypeError when the location has a scheme other than http and https, RangeError when the
   * status is not 301, 302, 303, 307 or 308.
   */
  static redirect<T extends typeof Response>(this: T, location: string | URL, status = 302): InstanceType<T> {
    if (!REDIRECTS.has(status))
      throw new RangeError(`invalid redirect status: ${status}; use 301, 302, 303, 307 or 308`);
    return new this(null, { status, location }) as InstanceType<T>;
  }

  /**
   * A stream of server-sent events (HTML standard, section 9.2), which a browser reads with `EventSource`. The source is
   * asked for one event at a time, and stopped when the client goes away.
   *
   * @throws TypeError when an option is unknown, RangeError when the heartbeat is out of range. A malformed event is a
   * TypeError or RangeError when it is sent.
   *
   * @example
   * ```ts
   * const response = Response.events([{ data: 'Hello' }, { event: 'news', id: '7', data: 'one\ntwo' }]);
   * await response.text(); // 'data: Hello\n\nevent: news\nid: 7\ndata: one\ndata: two\n\n'
   * response.contentType; // 'text/event-stream'
   * ```
   */
  static events<T extends typeof Response>(
    this: T,
    source: EventSource,
    options?: EventsOptions,
  ): InstanceType<T> {
    const headerList: [string, string][] = [
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-cache'],
    ];
    return new this(eventStream(source, options), { headerList }) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message. Without a Content-Length the body goes on to the end.
   *
   * @throws TypeError when it is malformed.
   */
  static fromBytes<T extends typeof Response>(this: T, bytes: Uint8Array): InstanceType<T> {
    const { body, ...init } = partsOfMessage(bytes);
    return new this(body, init) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message from text, which is taken as UTF-8.
   *
   * @throws TypeError when it is malformed.
   *
   * @example
   * ```ts
   * const response = Response.fromText('HTTP/1.1 404 Nope\r\nContent-Length: 2\r\n\r\nno');
   * response.statusLine; // '404 Nope'
   * ```
   */
  static fromText<T extends typeof Response>(this: T, text: string): InstanceType<T> {
    const { body, ...init } = partsOfMessage(Buffer.from(text));
    return new this(body, init) as InstanceType<T>;
  }

  /**
   * The same response as one of the Fetch API. Of what `fetch()` received and decoded, Content-Encoding and
   * Content-Length are dropped; fields of the connection always are. An answer to HEAD keeps the length that it tells.
   *
   * @throws TypeError when the body was already read.
   */
  static fromFetch<T extends typeof Response>(this: T, response: globalThis.Response): InstanceType<T> {
    const { body, ...init } = partsOfFetched(response);
    return new this(body, init) as InstanceType<T>;
  }

  /**
   * Whether the response, when it is called, looks at the request's preconditions and ranges: it may then answer a
   * `GET`, `HEAD` or `QUERY` with 304, 412, 206 or 416 instead of itself (RFC 9110, sections 13 and 14). After any other
   * method it is too late for that.
   */
  get conditionalResponse(): boolean {
    return this.#conditionalResponse ?? (this.constructor as typeof Response).defaultConditionalResponse;
  }

  set conditionalResponse(isConditional: boolean) {
    this.#conditionalResponse = isConditional;
  }

  /**
   * The body: text, bytes in chunks, or the stream it was set to. Setting it sets or removes Content-Length, and
   * Content-Type where there is none and the body brings its own.
   */
  get body(): string | AppIter {
    return this.#content.data;
  }

  /** @throws TypeError when the value cannot be a body. */
  set body(body: BodyInit | null | undefined) {
    const { data, type } = contentOf(body);
    if (type !== undefined && this.contentType === undefined) this.contentType = type;
    this.#setContent(data);
  }

  /**
   * The body read as JSON. Setting it sets a body of JSON, and the type `application/json` unless it is a JSON type
   * already.
   *
   * @throws SyntaxError when the body is not JSON; TypeError when it is a stream, which `await json()` reads.
   */
  get jsonBody(): unknown {
    const text = this.#content.text();
    if (text === undefined) throw new TypeError('the body is a stream: read it with await json()');
    return JSON.parse(text);
  }

  /** @throws TypeError when it is not a JSON value. */
  set jsonBody(value: unknown) {
    const { data, type } = jsonContent(value);
    if (!JSON_TYPE.test(this.contentType ?? '')) this.contentType = type;
    this.#setContent(data);
  }

  /** The body as an iterable of bytes. What is assigned is sent as it is, without a Content-Length. */
  get appIter(): AppIter {
    return this.#content.toAppIter();
  }

  set appIter(appIter: AppIter) {
    this.#setContent(Array.isArray(appIter) ? [...appIter] : appIter);
    this.contentLength = undefined;
  }

  /** Whether there may be a body to send: text or bytes that are not empty, or a stream. */
  get hasBody(): boolean {
    return this.#content.byteLength !== 0;
  }

  /**
   * Adds to the end of the body.
   *
   * @throws TypeError when text cannot be written in the response's charset.
   */
  write(chunk: string | Uint8Array): void {
    const added = this.#content.write(chunk);
    const { contentLength } = this;
    if (contentLength !== undefined) this.contentLength = contentLength + added;
  }

  /** The body's bytes. A stream is read once and kept, and its length becomes Content-Length. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const content = this.#content;
    const { isStream } = content;
    const bytes = await content.bytes();
    if (isStream && this.#content === content) this.#declareLength(content);
    return unshared(bytes);
  }

  /** A copy of {@link bytes}. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  /** {@link bytes} with their Content-Type. */
  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.#fields.get('Content-Type') ?? '' });
  }

  /**
   * The form in the body, as Fetch reads it.
   *
   * @throws TypeError when it is malformed, or Content-Type is not that of a form.
   */
  async formData(): Promise<FormData> {
    const headers = { 'Content-Type': this.#fields.get('Content-Type') ?? '' };
    return await new globalThis.Response(await this.bytes(), { headers }).formData();
  }

  /**
   * The body as text of its charset, UTF-8 without one.
   *
   * @throws TypeError when the charset is unknown.
   */
  async text(): Promise<string> {
    return this.#content.text() ?? decodeText(await this.bytes(), this.charset);
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
   * A body that is already coded, a part of one (206) and an empty one are left as they are. `'identity'` decodes.
   *
   * @returns whether anything has changed.
   * @throws TypeError when the coding is unknown or this node does not support it; RangeError when the level is out of
   * range.
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
    if (coding === 'identity') return this.decodeContent(options);
    const { encodedContent } = await import('./coding.ts');
    return this.hasBody && this.#replace(await encodedContent(this, this.appIter, coding, options));
  }

  /**
   * Takes the content codings off the body; a strong entity tag becomes a weak one.
   *
   * @returns whether anything has changed.
   * @throws ContentDecodingError when a coding is unknown, the body is malformed, or more than `maxSize` bytes come
   * out: with `lazy` when the body is read.
   */
  async decodeContent(options: DecodeOptions = {}): Promise<boolean> {
    const { decodedContent } = await import('./coding.ts');
    return this.#replace(await decodedContent(this, this.appIter, options));
  }

  /** Sets the entity tag to a hash of the body, the same as WebOb does. A stream is read and kept. */
  async md5Etag(): Promise<void> {
    const { etagFor } = await import('../body/etag.ts');
    this.etag = etagFor(await this.bytes(), { algorithm: 'md5' });
  }

  /**
   * Lets caches keep this response for so many seconds, and sets `Cache-Control` and `Expires` to say so. 0 and `false`
   * forbid to keep it.
   *
   * @param directives more of them; what was in `Cache-Control` before is gone.
   * @throws RangeError or TypeError when the seconds are not a whole number of 0 or more, or a directive has a wrong
   * value.
   *
   * @example
   * ```ts
   * const response = new Response('Hello');
   * response.cacheExpires(3600, { public: true });
   * String(response.cacheControl); // 'max-age=3600, public'
   * response.cacheExpires(false);
   * String(response.cacheControl); // 'max-age=0, no-cache, no-store, must-revalidate'
   * ```
   */
  cacheExpires(seconds: number | false = 0, directives: CacheDirectives = {}): void {
    setExpiry(this, seconds, directives);
  }

  /**
   * Gives the client a cookie.
   *
   * @throws TypeError when its name, value or an option cannot be sent, or browsers would refuse it.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    addCookie(this.#fields, serializeSetCookie(name, value, options));
  }

  /** Makes the client drop a cookie that was set with this path and domain. */
  deleteCookie(name: string, options?: CookieOptions): void {
    addCookie(this.#fields, serializeDeletion(name, options));
  }

  /** Takes back what this response sets or deletes under the name. */
  unsetCookie(name: string): void {
    dropCookie(this.#fields, name);
  }

  /** Adds this response's cookies to another response, or to all that an application answers. */
  mergeCookies<R extends Response>(response: R): R;
  mergeCookies(app: Application | ToApplication): Application;
  mergeCookies(other: Response | Application | ToApplication): Response | Application {
    const cookies = cookieFields(this.#fields);
    if (!(other instanceof Response)) return withCookies(toApplication(other), cookies);
    for (const [name, value] of cookies) other.headers.append(name, value);
    return other;
  }

  /** This response as an application. HEAD and statuses without a body get none (RFC 9110, 6.4.1). */
  toApp(): Application {
    return (environ, startResponse) => this.#respond(environ, startResponse);
  }

  /**
   * The response as one of the Fetch API, which takes the body with it.
   *
   * @throws RangeError when Fetch knows no such status: those below 200 and above 599. TypeError when a header cannot be
   * sent.
   */
  toFetch(): globalThis.Response {
    const body = isBodyless(this.status) ? null : this.appIter;
    const length = this.#content.byteLength;
    return toFetched(this, this.#fields.toSend(this.status, false, length), body);
  }

  /**
   * An independent copy of the response.
   *
   * @throws TypeError when the body is a stream: {@link clone} it, or await {@link bytes} first.
   */
  copy(): this {
    return this.#copyWith((copy) => this.#content.copyFor(copy));
  }

  /** A {@link copy} as Fetch makes it: of a stream both get all bytes, and what one has not read yet is kept for it. */
  clone(): this {
    if (!this.#content.isStream) return this.copy();
    const [own, others] = teeOf(this.appIter);
    this.#content = new Content(own, this);
    return this.#copyWith((copy) => new Content(others, copy));
  }

  /**
   * The response as a whole HTTP/1.1 message.
   *
   * @throws TypeError when a header cannot be sent.
   */
  async toBytes(): Promise<Uint8Array> {
    const { messageOf } = await import('./to-message.ts');
    const body = isBodyless(this.status) ? concat([]) : await this.bytes();
    return messageOf(this.statusLine, this.#fields.toSend(this.status, false, body.byteLength), body);
  }

  /** {@link toBytes} as text of the body's charset. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset);
  }

  /** Status line and headers, with cookies hidden. */
  override toString(): string {
    const fields = maskedFields(this.#fields.fields);
    return [this.statusLine, ...fields.map((field) => field.join(': '))].join('\r\n');
  }

  /** What a log may show: status line and headers, with cookies hidden. */
  toJSON(): { statusLine: string; headerList: HeaderList } {
    return { statusLine: this.statusLine, headerList: maskedFields(this.#fields.fields) };
  }

  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${inspect({ ...this.toJSON(), body: this.body }, options)}`;
  }

  /** The type of a content for which none is given. */
  #typeFor(own: string | undefined): string | undefined {
    if (this.#fields.get('Content-Type') !== undefined) return undefined;
    if (own !== undefined || isBodyless(this.status)) return own;
    return (this.constructor as typeof Response).defaultContentType;
  }

  #assign(values: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(values)) {
      const isSettable = Object.hasOwn(RESPONSE_FIELDS, name) || hasSetter(this, name);
      if (!isSettable) throw unknownName('response property', name, INIT_NAMES.concat(settersOf(this)));
      if (values[name] !== undefined) Reflect.set(this, name, values[name]);
    }
  }

  #setContent(data: BodyData): void {
    const content = new Content(data, this);
    this.#declareLength(content);
    this.#content = content;
  }

  #declareLength(content: Content): void {
    if (isBodyless(this.status)) return;
    const { byteLength } = content;
    this.#fields.put('Content-Length', byteLength === undefined ? undefined : String(byteLength));
  }

  #replace(body: AppIter | undefined): boolean {
    if (body) this.#setContent(body);
    return body !== undefined;
  }

  #copyWith(contentFor: (copy: this) => Content): this {
    const copy = new (this.constructor as new () => this)();
    copy.#content = contentFor(copy);
    copy.#fields.copyFrom(this.#fields);
    copy.#conditionalResponse = this.#conditionalResponse;
    copy.statusLine = this.statusLine;
    return copy;
  }

  #respond(environ: Environ, startResponse: StartResponse): AppIter | Promise<AppIter> {
    assertStartResponse(startResponse);
    const isHead = environ.REQUEST_METHOD === 'HEAD';
    const { appIter: body } = this;
    const length = capabilitiesOf(body).byteLength;
    const headers = this.#fields.toSend(this.status, isHead, length);
    const start = (answer: Answer | undefined) => {
      startResponse(answer?.statusLine ?? this.statusLine, answer?.headers ?? headers);
      return answer?.body ?? this.#bodyToSend(body, isHead || answer !== undefined);
    };
    if (!this.conditionalResponse || !isReading(environ.REQUEST_METHOD)) return start(undefined);
    const entity = { body, length: length ?? this.contentLength };
    const answer = (loaded: typeof import('./conditional.ts')) =>
      start(loaded.conditionalAnswer(environ, this, headers, entity));
    return conditional.loaded ? answer(conditional.loaded) : conditional.load().then(answer);
  }

  /** The body; where it is left out, closed. */
  #bodyToSend(body: AppIter, isLeftOut: boolean): AppIter | Promise<AppIter> {
    const capabilities = capabilitiesOf(body);
    if (!isLeftOut && !isBodyless(this.status)) return settledBody(body, capabilities);
    return isInMemory(capabilities) ? [] : closeBody(body).then(() => []);
  }
}

/** Whether there is a setter of that name in the object's class or in those that it extends. */
function hasSetter(object: object, name: string): boolean {
  for (const place of classesOf(object)) {
    const property = Object.getOwnPropertyDescriptor(place, name);
    if (property) return property.set !== undefined;
  }
  return false;
}

/** The names of all setters, for the message of an error. */
function settersOf(object: object): string[] {
  return [...classesOf(object)].flatMap((place) =>
    Object.entries(Object.getOwnPropertyDescriptors(place)).flatMap(([name, { set }]) => (set ? [name] : [])),
  );
}

function* classesOf(object: object): Generator<object, void> {
  let place: object = Object.getPrototypeOf(object);
  for (; place !== Object.prototype; place = Object.getPrototypeOf(place)) yield place;
}
