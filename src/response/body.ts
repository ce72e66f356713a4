/**
 * The body of a response.
 *
 * @module
 */

import type { ContentCoding } from '../body/coding-names.ts';
import { type BodyInit, byteLengthOf, type Content, contentOf, isChunks } from '../body/content.ts';
import { etagFor } from '../body/etag.ts';
import { decodeText } from '../body/text.ts';
import { encodeText, isUtf8Type, TextBody } from '../body/text-body.ts';
import { chain, concat, readAll } from '../wsgi/app-iter.ts';
import type { AppIter } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { isBodyless } from '../wsgi/status.ts';
import { ResponseCaching } from './caching.ts';
import { type DecodeOptions, decodeResponse, type EncodeOptions, encodeResponse } from './coding.ts';

const JSON_TYPE = /^application\/(?:json$|.*\+json$)/;

/** The body of a {@link Response}, and what of its headers depends on it. */
export abstract class ResponseBody extends ResponseCaching {
  #data: Content['data'] = [];
  #utf8: TextBody | undefined;
  #buffering: Promise<Uint8Array> | undefined;
  /** What was written behind a stream. */
  #tail: Uint8Array[] | undefined;

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
    this.setContent(content);
  }

  /** Sets a body of JSON, and the type `application/json` unless it is a JSON type already. */
  set jsonBody(value: unknown) {
    const content = jsonContent(value);
    if (!JSON_TYPE.test(this.contentType ?? '')) this.contentType = content.type;
    this.setContent(content);
  }

  /** The body as an iterable of bytes. What is assigned is sent as it is, without a Content-Length. */
  get appIter(): AppIter {
    const data = this.#data;
    if (typeof data !== 'string') return data;
    return this.#writesUtf8 ? this.#textBody(data) : [encodeText(data, this.charset)];
  }

  set appIter(appIter: AppIter) {
    this.setContent({ data: isChunks(appIter) ? [...appIter] : appIter });
    if (isChunks(appIter)) this.contentLength = undefined;
  }

  /** Whether there may be a body to send: text or bytes that are not empty, or a stream. */
  get hasBody(): boolean {
    return lengthOf(this.appIter) !== 0;
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
      if (this.#data === data) this.setContent({ data: [bytes] });
      return bytes;
    });
    return await this.#buffering;
  }

  /**
   * The body as text of its charset, UTF-8 without one.
   *
   * @throws TypeError when the charset is unknown. It has no status: a client of ours is not at fault.
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

  /**
   * Has the same body as another response, and leaves the headers as they are.
   *
   * @throws TypeError when it is a stream.
   */
  protected copyBody({ body }: ResponseBody): void {
    if (typeof body !== 'string' && !isChunks(body)) {
      throw new TypeError('a response with a stream cannot be copied: await its bytes() first');
    }
    this.#data = isChunks(body) ? [...body] : body;
  }

  /** Takes a content for the body, with its length. */
  protected setContent({ data, length }: Content): void {
    this.#data = data;
    this.#buffering = undefined;
    this.#tail = undefined;
    if (!isBodyless(this.status)) this.contentLength = length ?? lengthOf(this.appIter);
  }

  /** The same one for the same text, for it knows its length once that was counted. */
  #textBody(text: string): TextBody {
    if (this.#utf8?.text !== text) this.#utf8 = new TextBody(text);
    return this.#utf8;
  }

  get #writesUtf8(): boolean {
    return isUtf8Type(this.getHeader('Content-Type') ?? '');
  }
}

/** The number of bytes of a body, where it can be told without reading it. */
export function lengthOf(body: AppIter): number | undefined {
  if (body instanceof TextBody) return body.byteLength;
  return isChunks(body) ? byteLengthOf(body) : undefined;
}

/**
 * The content that a value is as JSON.
 *
 * @throws TypeError when it is no JSON value.
 */
export function jsonContent(value: unknown): Content {
  const data = JSON.stringify(value);
  if (data === undefined) throw new TypeError(`cannot be written as JSON: ${kindOf(value)}`);
  return { data, type: 'application/json' };
}
