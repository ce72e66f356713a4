/**
 * The response: mutable, and in the end an application.
 *
 * @module
 */

import { type BodyInit, type Content, contentOf } from '../body/content.ts';
import { decodeText } from '../body/text.ts';
import { pairsOf } from '../collections/pairs.ts';
import { copyOf } from '../headers/lists/header-list.ts';
import { assertStartResponse } from '../wsgi/answer.ts';
import { closeBody, concat } from '../wsgi/app-iter.ts';
import type { AppIter, Application, Environ, StartResponse, ToApplication } from '../wsgi/contract.ts';
import { isBodyless } from '../wsgi/status.ts';
import { jsonContent, lengthOf, ResponseBody } from './body.ts';
import { ResponseCaching } from './caching.ts';
import { conditionalAnswer } from './conditional.ts';
import type { HeadersInit, ResponseInit } from './init.ts';
import { messageOf, partsOfMessage } from './message.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

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
export class Response extends ResponseBody implements ToApplication {
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
    this.setContent(content);
    if (given !== undefined && this.contentLength === undefined) this.contentLength = given;
    this.#assign(init);
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
    const copy = new (this.constructor as new () => this)();
    copy.copyBody(this);
    copy.copyHead(this);
    copy.conditionalResponse = this.conditionalResponse;
    return copy;
  }

  /**
   * The response as a whole HTTP/1.1 message.
   *
   * @throws TypeError when a header cannot be sent.
   */
  async toBytes(): Promise<Uint8Array> {
    const body = isBodyless(this.status) ? concat([]) : await this.bytes();
    return messageOf(this.statusLine, this.fieldsToSend(this.status, false, body.byteLength), body);
  }

  /** {@link toBytes} as text of the body's charset. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset);
  }

  /** Status line and headers. */
  override toString(): string {
    return [this.statusLine, ...this.fields.map((field) => field.join(': '))].join('\r\n');
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { statusLine, fields: headerList, body } = this;
    return `${this.constructor.name} ${inspect({ statusLine, headerList, body }, options)}`;
  }

  /** The type to send a content as for which none is given. */
  #typeOf({ type }: Content, { headerList }: ResponseInit): string | undefined {
    if (headerList || this.getHeader('Content-Type') !== undefined) return undefined;
    if (type !== undefined || isBodyless(this.status)) return type;
    return (this.constructor as typeof Response).defaultContentType;
  }

  #setAll(headers: HeadersInit): void {
    for (const [name, value] of pairsOf(headers)) this.headers.append(name, value);
  }

  #assign(init: ResponseInit): void {
    for (const name of Object.keys(init) as (keyof ResponseInit)[]) {
      if (ARRANGED.has(name)) continue;
      if (!isSettable(name)) throw new TypeError(`a response has no ${name} to set`);
      if (init[name] !== undefined) (this as Record<string, unknown>)[name] = init[name];
    }
  }

  #respond(environ: Environ, startResponse: StartResponse): AppIter | Promise<AppIter> {
    assertStartResponse(startResponse);
    const isHead = environ.REQUEST_METHOD === 'HEAD';
    const body = this.appIter;
    const length = lengthOf(body);
    const headers = this.fieldsToSend(this.status, isHead, length);
    const answer = this.conditionalResponse
      ? conditionalAnswer(environ, this, headers, { body, length: length ?? this.contentLength })
      : undefined;
    startResponse(answer?.statusLine ?? this.statusLine, answer?.headers ?? headers);
    if (answer?.body) return answer.body;
    if (!answer && !isHead && !isBodyless(this.status)) return body;
    return length === undefined ? closeBody(body).then(() => []) : [];
  }
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
