/**
 * A response whose body has been read: what it says.
 *
 * @module
 */
import { parseSetCookie, type SetCookie } from 'cookie';
import { decodeText } from '../../body/text.ts';
import type { ResponseHeaders } from '../../headers/lists/response-headers.ts';
import type { Request } from '../../request/request.ts';
import type { Response } from '../../response/response.ts';
import { type CallSite, callSite } from '../call-site.ts';
import { collapse } from '../html/text.ts';

/** What was asked, and what came back. */
export interface ReadParts {
  readonly request: Request;
  readonly response: Response;
  readonly bytes: Uint8Array;
  /** The bytes without their content coding, or the error of one that cannot be taken off. */
  readonly content: Uint8Array | Error;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What was written to `wsgi.errors` up to now. */
  readonly errors: () => string;
}

const JSON_TYPE = /^(?:application|text)\/(?:json$|.*\+json$)/;
const BINARY_TYPE = /^(?:image|audio|video|font)\//;

/** A response whose body has been read, so that all of it is there at once. */
export abstract class ReadResponse {
  readonly #read: ReadParts;
  #text: string | undefined;

  constructor(read: ReadParts) {
    this.#read = read;
  }

  get request(): Request {
    return this.#read.request;
  }

  /** The response itself, with all its typed headers. */
  get response(): Response {
    return this.#read.response;
  }

  get status(): number {
    return this.response.status;
  }

  /** The reason: `Not Found`. */
  get statusText(): string {
    return this.response.statusText;
  }

  get statusLine(): string {
    return this.response.statusLine;
  }

  get headers(): ResponseHeaders {
    return this.response.headers;
  }

  /** The cookies that this response sets, by their names. */
  get cookies(): ReadonlyMap<string, SetCookie> {
    const cookies = this.headers.getSetCookie().map((text) => parseSetCookie(text));
    return new Map(cookies.map((cookie) => [cookie.name, cookie]));
  }

  /** The body as it was sent. */
  get bytes(): Uint8Array {
    return this.#read.bytes;
  }

  /**
   * The body as text of its charset, UTF-8 without one; its content coding is taken off.
   *
   * @throws UnsupportedCharsetError when the charset is not known.
   */
  get text(): string {
    const { content } = this.#read;
    if (content instanceof Error) throw content;
    this.#text ??= decodeText(content, this.response.charset);
    return this.#text;
  }

  /**
   * The body read as JSON.
   *
   * @throws AppError when the Content-Type is none of JSON, or the body is malformed.
   */
  get json(): unknown {
    const site = callSite(1);
    const { contentType } = this.response;
    if (!JSON_TYPE.test(contentType ?? ''))
      throw this.fail(`the response is not JSON: ${contentType ?? 'it has no type'}`, site);
    try {
      return JSON.parse(this.text);
    } catch (error) {
      throw this.fail(`the response is not JSON: ${String(error)}`, site);
    }
  }

  /** What was written to `wsgi.errors`. */
  get errors(): string {
    return this.#read.errors();
  }

  /** What the application set with `environ['wheatpaste.testing'].set(name, value)`. */
  get variables(): Readonly<Record<string, unknown>> {
    return this.#read.variables;
  }

  /** {@link text} with each run of ASCII white space as one space. */
  get normalText(): string {
    return collapse(this.text);
  }

  /** The body to show: its text, or why it is not shown. */
  get shownBody(): string {
    const { contentType = 'no type' } = this.response;
    if (this.bytes.includes(0) || BINARY_TYPE.test(contentType))
      return `(${this.bytes.length} bytes of ${contentType})`;
    try {
      return this.text;
    } catch (error) {
      return `(${this.bytes.length} bytes of ${contentType}, not to be read: ${String(error)})`;
    }
  }

  /** Whether the text, as it is or normalized, has this in it. */
  includes(part: string | RegExp): boolean {
    const texts = [this.text, this.normalText];
    return texts.some((text) => (typeof part === 'string' ? text.includes(part) : text.search(part) !== -1));
  }

  /** @throws AppError unless all of these are in the text, as {@link includes} tells. */
  mustContain(...parts: readonly (string | RegExp)[]): void {
    const missing = parts.find((part) => !this.includes(part));
    if (missing !== undefined)
      throw this.fail(`the text lacks ${shown(missing)}`, callSite(this.mustContain));
  }

  /** @throws AppError when one of these is in the text, as {@link includes} tells. */
  mustNotContain(...parts: readonly (string | RegExp)[]): void {
    const found = parts.find((part) => this.includes(part));
    if (found !== undefined) throw this.fail(`the text has ${shown(found)}`, callSite(this.mustNotContain));
  }

  /** Status line, headers and body. */
  toString(): string {
    return `${this.response}\r\n\r\n${this.shownBody}`;
  }

  /** What a test runner shows. */
  toJSON(): object {
    const { request, statusLine, headers, shownBody } = this;
    return {
      request: `${request.method} ${request.url}`,
      status: statusLine,
      headers: Object.fromEntries(headers),
      body: shownBody,
    };
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `TestResponse ${inspect(this.toJSON(), options)}`;
  }

  /** The error for what a test does not find in this response. */
  abstract fail(message: string, site: CallSite): Error;
}

/** Something to look for, as text. */
export function shown(value: string | number | RegExp): string {
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}
