/**
 * A response: mutable, and usable as an application.
 *
 * @module
 */

import { type BodyData, type BodyInit, contentOf, jsonContent } from '../body/content.ts';
import { decodeText } from '../body/text.ts';
import { pairsOf } from '../collections/pairs.ts';
import { INSPECT } from '../headers/grammar/inspection.ts';
import { copyOf } from '../headers/lists/header-list.ts';
import { maskedFields } from '../headers/lists/masked-fields.ts';
import { concat } from '../wsgi/app-iter.ts';
import type { Application, HeaderList, ToApplication } from '../wsgi/contract.ts';
import { later } from '../wsgi/later.ts';
import { isBodyless } from '../wsgi/status.ts';
import { toApplication } from '../wsgi/to-application.ts';
import { ResponseBody } from './body.ts';
import { Content } from './content.ts';
import { cookieFields, withCookies } from './cookies.ts';
import type { EventSource } from './event-stream.ts';
import { type EventsOptions, eventStream } from './events.ts';
import { FieldList } from './field-list.ts';
import { RESPONSE_FIELDS } from './fields.ts';
import { partsOfFetched } from './from-fetch.ts';
import { partsOfMessage } from './from-message.ts';
import { assignProperties, checkedInit, type ResponseInit } from './init.ts';
import { respond } from './respond.ts';
import { toFetched } from './to-fetch.ts';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * A response. Everything can be changed until it is called as an application.
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
export class Response extends ResponseBody implements ToApplication {
  /** The default of {@link conditionalResponse}. */
  static defaultConditionalResponse = false;

  readonly #fields: FieldList;
  readonly #content: Content;
  #conditionalResponse: boolean | undefined;

  /**
   * The members of `init` are set in this order: the status, `headerList`, `headers`, the body or `json`; then
   * `contentType`, which defaults to the body's own type or else the class's, if neither `init` nor the headers
   * give it; then `charset`, if the type has one; and then all other properties in order.
   *
   * A property for which a subclass has a setter can be given too. It is set before the subclass's own fields are
   * initialized, so such a setter should write to what a response has. To have it in the type, declare the
   * constructor:
   * `constructor(body?: BodyInit | null, init?: ResponseInit & { title?: string }) { super(body, init); }`.
   *
   * @throws TypeError or RangeError when the value cannot be a body, or a property is unknown or malformed.
   */
  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    const { status, headerList, headers, json, contentType, charset, ...others } = checkedInit(init);
    const { data, type: own } = 'json' in init ? jsonContent(json) : contentOf(body);
    const fields = new FieldList();
    const content = new Content(fields, data);
    super(fields, content);
    this.#fields = fields;
    this.#content = content;
    if (status !== undefined) this.status = status;
    if (headerList) fields.replace(copyOf(pairsOf(headerList)));
    for (const [name, value] of pairsOf(headers ?? [])) {
      if (value != null) fields.append(name, value);
    }
    const type = contentType === undefined && !headerList ? this.#typeFor(own) : contentType;
    if (type !== undefined) this.contentType = type;
    if (charset !== undefined && this.charset !== undefined) this.charset = charset;
    const length = content.byteLength;
    if (length !== undefined && !isBodyless(this.status)) fields.put('Content-Length', String(length));
    assignProperties(this, others);
  }

  /** A response whose body is the JSON of a value (RFC 8259). */
  static json<T extends typeof Response>(
    this: T,
    value: unknown,
    init: Omit<ResponseInit, 'json'> = {},
  ): InstanceType<T> {
    return new this(null, { json: value, ...checkedInit(init) }) as InstanceType<T>;
  }

  /**
   * A response that redirects the client.
   *
   * @throws TypeError when there is no location, or it has a scheme other than http and https, RangeError when the
   * status is not 301, 302, 303, 307 or 308.
   */
  static redirect<T extends typeof Response>(this: T, location: string | URL, status = 302): InstanceType<T> {
    if (!REDIRECTS.includes(status))
      throw new RangeError(`invalid redirect status: ${status}; use ${REDIRECTS.join(', ')}`);
    return new this(null, { status, location: RESPONSE_FIELDS.location.format(location) }) as InstanceType<T>;
  }

  /**
   * A stream of server-sent events (HTML standard, section 9.2), which a browser reads with `EventSource`. The
   * source is asked for one event at a time, and stopped when the client goes away.
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
   * Reads a whole HTTP/1 message. Without a Content-Length the body extends to the end.
   *
   * @throws TypeError when it is malformed.
   */
  static fromBytes<T extends typeof Response>(this: T, bytes: Uint8Array): InstanceType<T> {
    const { body, ...init } = partsOfMessage(bytes);
    return new this(body, init) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message from text, which is encoded as UTF-8.
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
   * Converts a response of the Fetch API. If `fetch()` decoded the body, Content-Encoding and Content-Length are
   * dropped; hop-by-hop fields always are. The response to a HEAD keeps its declared length.
   *
   * @throws TypeError when the body was already read.
   */
  static fromFetch<T extends typeof Response>(this: T, response: globalThis.Response): InstanceType<T> {
    const { body, ...init } = partsOfFetched(response);
    return new this(body, init) as InstanceType<T>;
  }

  /**
   * Whether the response, when it is called, evaluates the request's preconditions and ranges: it may then respond
   * to a `GET`, `HEAD` or `QUERY` with 304, 412, 206 or 416 instead of itself (RFC 9110, sections 13 and 14). For
   * any other method it is then too late.
   */
  get conditionalResponse(): boolean {
    return this.#conditionalResponse ?? (this.constructor as typeof Response).defaultConditionalResponse;
  }

  set conditionalResponse(isConditional: boolean) {
    this.#conditionalResponse = isConditional;
  }

  /** Adds this response's cookies to another response, or to every response of an application. */
  mergeCookies<R extends Response>(response: R): R;
  mergeCookies(app: Application | ToApplication): Application;
  mergeCookies(other: Response | Application | ToApplication): Response | Application {
    const cookies = cookieFields(this.#fields);
    if (!(other instanceof Response)) return withCookies(toApplication(other), cookies);
    for (const [name, value] of cookies) other.headers.append(name, value);
    return other;
  }

  /** This response as an application. HEAD and statuses without a body get no body (RFC 9110, 6.4.1). */
  toApp(): Application {
    return (environ, startResponse) =>
      respond(this, this.#fields, this.conditionalResponse, environ, startResponse);
  }

  /**
   * The response as a Fetch response, which takes over the body. Read or cancel that body: otherwise a file stays
   * open.
   *
   * @throws RangeError when Fetch does not support the status: below 200 or above 599. TypeError when a header
   * cannot be sent.
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
    return this.#copyWith(this.#content.copy());
  }

  /**
   * A {@link copy} as Fetch makes it: both get all bytes of a stream, and bytes that only one has read are kept for
   * the other.
   */
  clone(): this {
    if (!this.#content.isStream) return this.copy();
    const { appIter } = this;
    const both = import('../body/tee.ts').then(({ teeOf }) => teeOf(appIter));
    this.#content.replace(later(both.then(([own]) => own)));
    return this.#copyWith(later(both.then(([, others]) => others)));
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

  /** The {@link toBytes} as text, in the charset of the body. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset);
  }

  /** Status line and headers, with cookies hidden. */
  override toString(): string {
    const fields = maskedFields(this.#fields.fields);
    return [this.statusLine, ...fields.map((field) => field.join(': '))].join('\r\n');
  }

  /** A loggable form: status line and headers, with cookies hidden. */
  toJSON(): { statusLine: string; headerList: HeaderList } {
    return { statusLine: this.statusLine, headerList: maskedFields(this.#fields.fields) };
  }

  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${inspect({ ...this.toJSON(), body: this.body }, options)}`;
  }

  /** The Content-Type of content for which none is given. */
  #typeFor(own: string | undefined): string | undefined {
    if (this.#fields.get('Content-Type') !== undefined) return undefined;
    if (own !== undefined || isBodyless(this.status)) return own;
    return (this.constructor as typeof Response).defaultContentType;
  }

  #copyWith(body: BodyData): this {
    const copy = new (this.constructor as new () => this)();
    copy.#content.replace(body);
    copy.#fields.copyFrom(this.#fields);
    copy.#conditionalResponse = this.#conditionalResponse;
    copy.statusLine = this.statusLine;
    return copy;
  }
}
