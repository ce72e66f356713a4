/**
 * The body of a response, for writing and reading.
 *
 * @module
 */
import type { ContentCoding } from '../body/coding-names.ts';
import { type BodyData, type BodyInit, contentOf, jsonContent } from '../body/content.ts';
import { unshared } from '../body/stream.ts';
import { decodeText } from '../body/text.ts';
import type { AppIter } from '../wsgi/contract.ts';
import type { DecodeOptions, EncodeOptions } from './coding.ts';
import type { Content } from './content.ts';
import type { FieldList } from './field-list.ts';
import { ResponseHead } from './head.ts';

const JSON_TYPE = /^application\/(?:json$|.*\+json$)/;

/** Status, headers and body of a {@link Response}. A body that was read can be read again. */
export abstract class ResponseBody extends ResponseHead {
  readonly #content: Content;

  /** @param fields, content shared by all parts of the response. */
  constructor(fields: FieldList, content: Content) {
    super(fields);
    this.#content = content;
  }

  /**
   * The body: text, bytes in chunks, or the stream that it was set to. Setting it sets or removes Content-Length,
   * and sets Content-Type if there is none and the body implies one.
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
   * The body parsed as JSON. Setting it sets a body of JSON, and the type `application/json` unless the type
   * already is a JSON type.
   *
   * @throws SyntaxError when the body is not JSON; TypeError when it is a stream (use `await json()`).
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

  /** The body as an iterable of bytes. An assigned iterable is sent unchanged, without a Content-Length. */
  get appIter(): AppIter {
    return this.#content.toAppIter();
  }

  /** @throws TypeError when it is not an iterable of bytes. */
  set appIter(appIter: AppIter) {
    this.#setContent(contentOf(appIter).data);
    this.contentLength = undefined;
  }

  /** Whether there may be a body to send: nonempty text or bytes, or a stream. */
  get hasBody(): boolean {
    return this.#content.byteLength !== 0;
  }

  /**
   * Appends to the body.
   *
   * @throws TypeError when text cannot be encoded in the response's charset.
   */
  write(chunk: string | Uint8Array): void {
    const added = this.#content.write(chunk);
    const { contentLength } = this;
    if (contentLength !== undefined) this.contentLength = contentLength + added;
  }

  /** The body's bytes. A stream is read once and kept, and its length becomes Content-Length. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return unshared(await this.#content.bytes(() => this.#content.declareLength(this.status)));
  }

  /** A copy of {@link bytes}. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  /** The {@link bytes} as a Blob with the body's Content-Type. */
  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get('Content-Type') ?? '' });
  }

  /**
   * The form in the body, as Fetch reads it.
   *
   * @throws TypeError when it is malformed, or Content-Type is not that of a form.
   */
  async formData(): Promise<FormData> {
    return await new globalThis.Response(await this.bytes(), { headers: this.headers }).formData();
  }

  /**
   * The body as text in its charset. Defaults to UTF-8.
   *
   * @throws TypeError when the charset is unknown.
   */
  async text(): Promise<string> {
    return this.#content.text() ?? decodeText(await this.bytes(), this.charset);
  }

  /**
   * The body parsed as JSON.
   *
   * @throws SyntaxError when it is not JSON.
   */
  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text());
  }

  /**
   * Compresses the body, and sets `Content-Encoding` and `Vary`; a strong entity tag becomes weak.
   *
   * A body that is already encoded, partial (206) or empty is left as it is. `'identity'` decodes.
   *
   * @returns whether anything has changed.
   * @throws TypeError when an option or the coding is unknown, or this node does not support the coding; RangeError when
   * the level is out of range.
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
    const { encodedContent } = await import('./coding.ts');
    return this.#replace(await encodedContent(this, this.appIter, !this.hasBody, coding, options));
  }

  /**
   * Decodes the content codings of the body; a strong entity tag becomes weak.
   *
   * @returns whether anything has changed.
   * @throws ContentDecodingError when a coding is unknown, the body is malformed, or it decodes to more than
   * `maxSize` bytes. With `lazy` this happens when the body is read. TypeError when an option is unknown.
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

  #setContent(data: BodyData): void {
    this.#content.replace(data);
    this.#content.declareLength(this.status);
  }

  #replace(body: AppIter | undefined): boolean {
    if (body) this.#setContent(body);
    return body !== undefined;
  }
}
