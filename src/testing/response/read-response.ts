/**
 * A response whose body has been read.
 *
 * @module
 */
import { parseSetCookie, type SetCookie } from 'cookie';
import { decodeText } from '../../body/text.ts';
import type { ResponseHeaders } from '../../headers/lists/response-headers.ts';
import type { Request } from '../../request/request.ts';
import type { Response } from '../../response/response.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { type CallSite, callSite } from '../call-site.ts';
import { collapse } from '../html/text.ts';

/** The request and the response. */
export interface ReadParts {
  readonly request: Request;
  readonly response: Response;
  readonly bytes: Uint8Array;
  /** Returns the bytes without their content coding, or throws the error of one that cannot be decoded. */
  readonly content: () => Uint8Array;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The output on `wsgi.errors` so far. */
  readonly errors: () => string;
}

const JSON_TYPE = /^(?:application|text)\/(?:json$|.*\+json$)/;
const BINARY_TYPE = /^(?:image|audio|video|font)\//;

/** A response whose body has been read, so that everything is available synchronously. */
export abstract class ReadResponse {
  static readonly #shown: PropertyDescriptor & ThisType<ReadResponse> = {
    enumerable: true,
    get() {
      return this.#shownBody();
    },
  };
  readonly #read: ReadParts;
  #text: string | undefined;

  readonly status: number;
  /** The reason: `Not Found`. */
  readonly statusText: string;
  /** The header fields in the order in which they were sent. */
  readonly headerList: HeaderList;
  /** The body to show: its text, or why it cannot be shown. */
  declare readonly shownBody: string;

  /**
   * Status, headers and body are own properties, because test runners show only those of an object that they
   * compare.
   */
  constructor(read: ReadParts) {
    this.#read = read;
    this.status = read.response.status;
    this.statusText = read.response.statusText;
    this.headerList = read.response.headerList;
    Object.defineProperty(this, 'shownBody', ReadResponse.#shown);
  }

  get request(): Request {
    return this.#read.request;
  }

  /** The response itself, with its typed headers. */
  get response(): Response {
    return this.#read.response;
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
   * The body as text in its charset, by default UTF-8, with its content coding decoded.
   *
   * @throws UnsupportedCharsetError when the charset is unknown.
   */
  get text(): string {
    this.#text ??= decodeText(this.#read.content(), this.response.charset);
    return this.#text;
  }

  /**
   * The body parsed as JSON.
   *
   * @throws AppError when the Content-Type is not a JSON type, or the body is malformed.
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

  /** The output on `wsgi.errors`. */
  get errors(): string {
    return this.#read.errors();
  }

  /** What the application set with `environ['wheatpaste.testing'].set(name, value)`. */
  get variables(): Readonly<Record<string, unknown>> {
    return this.#read.variables;
  }

  /** The {@link text} in which each run of ASCII white space is a single space. */
  get normalText(): string {
    return collapse(this.text);
  }

  /** Whether the text, raw or normalized, contains this. */
  includes(part: string | RegExp): boolean {
    const texts = [this.text, this.normalText];
    return texts.some((text) => (typeof part === 'string' ? text.includes(part) : text.search(part) !== -1));
  }

  /** @throws AppError unless the text contains all of these, as {@link includes} determines. */
  mustContain(...parts: readonly (string | RegExp)[]): void {
    const missing = parts.find((part) => !this.includes(part));
    if (missing !== undefined)
      throw this.fail(`the text lacks ${shown(missing)}`, callSite(this.mustContain));
  }

  /** @throws AppError when the text contains one of these, as {@link includes} determines. */
  mustNotContain(...parts: readonly (string | RegExp)[]): void {
    const found = parts.find((part) => this.includes(part));
    if (found !== undefined) throw this.fail(`the text has ${shown(found)}`, callSite(this.mustNotContain));
  }

  /** Status line, headers and body. */
  toString(): string {
    return `${this.response}\r\n\r\n${this.shownBody}`;
  }

  /** The form that test runners show. */
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

  /** The properties that Jest copies to show a difference; otherwise it would read every getter. */
  get [Symbol.for('@jest/serializableProperties')](): string[] {
    return Object.keys(this);
  }

  /** The error for something that a test does not find in this response. */
  abstract fail(message: string, site: CallSite): Error;

  #shownBody(): string {
    const { contentType = 'no type' } = this.response;
    if (this.bytes.includes(0) || BINARY_TYPE.test(contentType))
      return `(${this.bytes.length} bytes of ${contentType})`;
    try {
      return this.text;
    } catch (error) {
      return `(${this.bytes.length} bytes of ${contentType}, which cannot be shown: ${String(error)})`;
    }
  }
}

/** A value to search for, as text. */
export function shown(value: string | number | RegExp): string {
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}
