/**
 * The request: an immutable view of an environ.
 *
 * @module
 */

import { decodedEnviron } from '../body/input/decoded-input.ts';
import type { BodyLimits } from '../body/limits.ts';
import { decodeText } from '../body/text.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import {
  type CurrentRepresentation,
  evaluatePreconditions,
  lacksPrecondition,
  type PreconditionOutcome,
} from '../conditional/preconditions.ts';
import { INSPECT } from '../headers/grammar/inspection.ts';
import { copyOf } from '../headers/lists/header-list.ts';
import { maskedFields } from '../headers/lists/masked-fields.ts';
import { Response } from '../response/response.ts';
import { closeBody } from '../wsgi/app-iter.ts';
import type { CallResult } from '../wsgi/call-application.ts';
import type { Application, Environ, ToApplication } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { LazyModule } from '../wsgi/lazy-module.ts';
import type { Given } from '../wsgi/option-types.ts';
import { UnsupportedCharsetError } from '../wsgi/request-errors.ts';
import { toApplication } from '../wsgi/to-application.ts';
import { environFromUrl } from './blank.ts';
import { inputOf, limitsOf, RequestBody } from './body.ts';
import { changedEnviron, type RequestChanges } from './changes.ts';
import { environFromFetched, type FromFetchOptions } from './from-fetch.ts';
import { environFromMessage } from './from-message.ts';
import { toFetched } from './to-fetch.ts';

/** Options for a blank request: a base URL, and anything that `with()` can change. */
export interface RequestInit extends RequestChanges {
  /** Scheme, host and `scriptName`, as a URL without a query. */
  baseUrl?: string | undefined;
}

const calling = new LazyModule(() => import('../wsgi/call-application.ts'));

/** The headers that make a request conditional, in groups. */
const CONDITIONAL_HEADERS = {
  encoding: ['acceptEncoding'],
  range: ['range', 'ifRange'],
  match: ['ifMatch', 'ifNoneMatch'],
  modified: ['ifModifiedSince', 'ifUnmodifiedSince'],
} as const;

/** Which groups of headers `withoutConditionalHeaders` removes; each unless it is `false`. */
export type ConditionalHeaders = {
  readonly [Group in keyof typeof CONDITIONAL_HEADERS]?: boolean | undefined;
};

/** A segment taken from a request's path, and the request without it. */
export interface PoppedPath<R> {
  readonly segment: string;
  readonly request: R;
}

/**
 * A request. It wraps an environ, copies nothing and never writes to it; every property is parsed on first use. To
 * change something, {@link with} returns a changed request.
 *
 * @example
 * ```ts
 * const request = Request.blank('/articles?tag=a&tag=b', { cookies: { theme: 'dark' } });
 * request.path; // '/articles'
 * request.query.getAll('tag'); // ['a', 'b']
 * request.cookies.get('theme'); // 'dark'
 * request.with({ method: 'POST', json: { title: 'Hi' } }).contentType; // 'application/json'
 * ```
 */
export class Request extends RequestBody {
  /**
   * A request for a path or an absolute URL. The method defaults to `GET`, or to `POST` with a form.
   *
   * @throws TypeError when the URL is malformed or has a fragment, or a value is malformed.
   *
   * @example
   * ```ts
   * const request = Request.blank('https://example.com/a%20b?c=1', { form: { n: 'é' } });
   * request.method; // 'POST'
   * request.pathInfo; // '/a b'
   * await request.text(); // 'n=%C3%A9'
   * ```
   */
  static blank<T extends typeof Request>(
    this: T,
    url: string | URL,
    init: RequestInit = {},
  ): InstanceType<T> {
    const { baseUrl, ...changes } = init;
    const method = changes.method ?? (changes.form === undefined ? 'GET' : 'POST');
    const blank = environFromUrl(String(url), baseUrl);
    const environ = changedEnviron(blank, { ...changes, method }, ['baseUrl']);
    return new this(environ) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message.
   *
   * @throws TypeError when it is malformed, ends too early or continues after its body. The error has no status,
   * because the client of a handler that reads a message is not at fault.
   */
  static fromBytes<T extends typeof Request>(this: T, bytes: Uint8Array): InstanceType<T> {
    return new this(environFromMessage(bytes)) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message from text, which is encoded as UTF-8.
   *
   * @throws TypeError as {@link fromBytes} does.
   */
  static fromText<T extends typeof Request>(this: T, text: string): InstanceType<T> {
    return new this(environFromMessage(Buffer.from(text))) as InstanceType<T>;
  }

  /**
   * Converts a request of the Fetch API. The body is streamed.
   *
   * @throws TypeError when the path is not below `mount`, an option is unknown, or the body was already read.
   *
   * @example
   * ```ts
   * const fetched = new globalThis.Request('https://example.com/app/a?b=1');
   * const request = Request.fromFetch(fetched, { mount: '/app' });
   * request.pathInfo; // '/a'
   * request.url; // 'https://example.com/app/a?b=1'
   * ```
   */
  static fromFetch<T extends typeof Request>(
    this: T,
    request: globalThis.Request,
    options?: FromFetchOptions,
  ): InstanceType<T> {
    return new this(environFromFetched(request, options)) as InstanceType<T>;
  }

  /**
   * The request as a Fetch request, which takes over the body; a GET or HEAD has no body there.
   *
   * @throws TypeError when Fetch rejects the method (`CONNECT`, `TRACE`), BadRequestError (400) when Host is
   * malformed.
   */
  toFetch(): globalThis.Request {
    return toFetched(this);
  }

  /**
   * Reads the body and keeps it, in memory or, if it is large, in a temporary file.
   *
   * @returns the same request, whose `wsgi.input` can be read repeatedly from the start by any reader.
   * @throws as {@link bytes} does.
   */
  async buffered(limits?: Given<BodyLimits>): Promise<this> {
    const input = await inputOf(this).buffered(limitsOf(this, limits));
    return this.#over({ ...this.environ, 'wsgi.input': input, 'wsgi.input_terminated': true });
  }

  /**
   * The same request without its `Content-Encoding`: its body is decoded as it is read. Reading then fails with an
   * UnsupportedCodingError (415) when there is a coding other than gzip, deflate, br and, if node supports it,
   * zstd; with a BadRequestError (400) when the body is malformed; and with a BodyLimitError (413) when it decodes
   * to more bytes than the limit `maxBodySize` allows.
   *
   * @example
   * ```ts
   * const body = encodeBody([Buffer.from('Hello')], 'gzip');
   * const request = Request.blank('/', { method: 'POST', body, headers: { 'Content-Encoding': 'gzip' } });
   * await request.decoded({ maxBodySize: 1000 }).text(); // 'Hello'
   * ```
   */
  decoded(limits?: Given<BodyLimits>): this {
    return this.#over(decodedEnviron(this.environ, limitsOf(this, limits)));
  }

  /**
   * Evaluates the request's preconditions against the current representation (RFC 9110, section 13.2.2). Call it
   * for any method, before anything is changed: on 304 and 412, change nothing.
   *
   * With `required`, a method that may change something must have a precondition, or the outcome is 428 (RFC 6585,
   * section 3).
   *
   * @throws TypeError when the given tag is not a valid one.
   *
   * @example
   * ```ts
   * const request = Request.blank('/article', { method: 'PUT', ifMatch: '"v1"' });
   * request.preconditions({ etag: 'v1' }); // 'proceed'
   * request.preconditions({ etag: 'v2' }); // 412
   * request.with({ ifMatch: undefined }).preconditions({ etag: 'v2' }, { required: true }); // 428
   * ```
   */
  preconditions(
    current: CurrentRepresentation,
    options?: { required?: false | undefined },
  ): PreconditionOutcome;
  preconditions(
    current: CurrentRepresentation,
    options: { required?: boolean | undefined },
  ): PreconditionOutcome | 428;
  preconditions(
    current: CurrentRepresentation,
    options: { required?: boolean | undefined } = {},
  ): PreconditionOutcome | 428 {
    assertKnown('option of preconditions', options, ['required']);
    assertKnown('representation property', current, ['etag', 'lastModified', 'exists']);
    if (options.required && lacksPrecondition(this.environ, current)) return 428;
    return evaluatePreconditions(this.environ, current);
  }

  /**
   * The same request with some changes, over a new environ.
   *
   * @throws TypeError when a value is malformed.
   *
   * @example
   * ```ts
   * const request = Request.blank('/a?x=1');
   * request.with({ pathInfo: '/b', accept: 'text/*' }).url; // 'http://localhost/b?x=1'
   * ```
   */
  with(changes: RequestChanges): this {
    return this.#over(changedEnviron(this.environ, changes));
  }

  /** The same request as a `GET` without a body. */
  asGet(): this {
    return this.with({ method: 'GET', body: null, contentType: undefined });
  }

  /** The same request without the headers that could turn its response into 206, 304 or 412. */
  withoutConditionalHeaders(groups: ConditionalHeaders = {}): this {
    assertKnown('group of conditional headers', groups, Object.keys(CONDITIONAL_HEADERS));
    const changes: RequestChanges = {};
    for (const [group, names] of Object.entries(CONDITIONAL_HEADERS)) {
      if (groups[group as keyof ConditionalHeaders] === false) continue;
      for (const name of names) changes[name] = undefined;
    }
    return this.with(changes);
  }

  /**
   * Moves the first segment of {@link pathInfo} to the end of {@link scriptName}.
   *
   * @param pattern must match the whole segment.
   * @returns `undefined` when there is no segment or it does not match.
   * @throws TypeError when the pattern is not a regular expression.
   */
  popPathInfo(pattern?: RegExp): PoppedPath<this> | undefined {
    if (pattern !== undefined && !(pattern instanceof RegExp)) {
      throw new TypeError(`popPathInfo takes a regular expression, such as /docs/; got ${kindOf(pattern)}`);
    }
    const segment = this.peekPathInfo();
    if (segment === undefined || (pattern && !matchesWhole(pattern, segment))) return undefined;
    const { SCRIPT_NAME: scriptName = '', PATH_INFO: pathInfo = '' } = this.environ;
    const rest = pathInfo.replace(/^\/*[^/]*/, '');
    const request = this.#over({
      ...this.environ,
      SCRIPT_NAME: scriptName + pathInfo.slice(0, pathInfo.length - rest.length),
      PATH_INFO: rest,
    });
    return { segment, request };
  }

  /**
   * Calls an application with this request.
   *
   * @throws TypeError when the application never starts its response, and whatever the application throws.
   */
  async call(app: Application | ToApplication): Promise<CallResult> {
    const { callApplication } = calling.loaded ?? (await calling.load());
    return await callApplication(toApplication(app), { ...this.environ });
  }

  /**
   * Calls an application with this request and wraps its response. The response to HEAD has no body, even if the
   * application gives one, and its Content-Length is the one that the application declares.
   *
   * @throws TypeError as {@link call} does, or when the status is malformed.
   */
  async send(app: Application | ToApplication): Promise<Response> {
    const { status, headers, appIter } = await this.call(app);
    if (this.method !== 'HEAD') return new Response(appIter, { status, headerList: headers });
    await closeBody(appIter);
    const response = new Response(null, { status });
    response.headerList = copyOf(headers);
    return response;
  }

  /** The request as a whole HTTP/1 message. Reads the body as {@link bytes} does. */
  async toBytes(): Promise<Uint8Array> {
    const { messageFromRequest } = await import('./to-message.ts');
    return messageFromRequest(this, await this.bytes());
  }

  /** The {@link toBytes} as text, in the charset of the body. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset, UnsupportedCharsetError);
  }

  /** Method, path and headers, with credentials and cookies hidden. */
  override toString(): string {
    const fields = maskedFields(this.headers).map((field) => field.join(': '));
    return [`${this.method} ${this.pathQs} ${this.httpVersion}`, ...fields].join('\r\n');
  }

  /** A loggable form: method, path and headers, with credentials and cookies hidden. */
  toJSON(): { method: string; path: string; queryString: string; headers: Record<string, string> } {
    const { method, path, queryString, headers } = this;
    return { method, path, queryString, headers: Object.fromEntries(maskedFields(headers)) };
  }

  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }

  #over(environ: Environ): this {
    return new (this.constructor as new (environ: Environ) => this)(environ);
  }
}

function matchesWhole(pattern: RegExp, segment: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, '')).test(segment);
}
