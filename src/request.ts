/**
 * The request: an immutable view of an environ.
 *
 * @module
 */
import { closeUnread } from './app-iter.ts';
import { BodyInput } from './body/input.ts';
import type { BodyLimits } from './body/limits.ts';
import { decodeText, parseJson } from './body/text.ts';
import { type CallResult, callApplication } from './call-application.ts';
import { blankEnviron } from './environ.ts';
import { Host } from './headers/host.ts';
import { nativeFromText } from './native-string.ts';
import { percentDecode } from './percent-encoding.ts';
import { changedEnviron, type RequestChanges } from './request-changes.ts';
import { RequestHead } from './request-head.ts';
import { environFromMessage, messageFromRequest } from './request-message.ts';
import { Response } from './response.ts';
import { defaultPort, splitTarget } from './url.ts';
import { type Application, type Environ, type ToApplication, toApplication } from './wsgi.ts';

/** What a blank request is made with: a base URL, and anything that `with()` can change. */
export interface RequestInit extends RequestChanges {
  /** Scheme, host and `scriptName`, as a URL without a query. */
  baseUrl?: string;
}

/** The headers that make a request conditional, in groups. */
const CONDITIONAL_HEADERS = {
  encoding: ['acceptEncoding'],
  range: ['range', 'ifRange'],
  match: ['ifMatch', 'ifNoneMatch'],
  modified: ['ifModifiedSince', 'ifUnmodifiedSince'],
} as const;

/** Which groups of headers `withoutConditionalHeaders` removes; each unless it is `false`. */
export type ConditionalHeaders = { readonly [Group in keyof typeof CONDITIONAL_HEADERS]?: boolean };

/** A segment taken off a request's path, and the request without it. */
export interface PoppedPath<R> {
  readonly segment: string;
  readonly request: R;
}

/**
 * A request. It wraps an environ, copies nothing and never writes to it; every property is read on
 * first use. To change something, {@link with} gives another request.
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
export class Request extends RequestHead {
  /** The bounds of bodies that hold where a reader is given none. */
  static limits: Partial<BodyLimits> = {};

  /**
   * A request for a path or an absolute URL, `GET` unless something else or a form is given.
   *
   * @throws TypeError when the URL has a fragment or is none, or a value is malformed.
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
    const method = changes.method ?? ('form' in changes ? 'POST' : 'GET');
    const environ = changedEnviron(environFromUrl(String(url), baseUrl), { ...changes, method });
    return new this(environ) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message.
   *
   * @throws BadRequestError (400) when it is malformed, ends too early or goes on behind its body.
   */
  static fromBytes<T extends typeof Request>(this: T, bytes: Uint8Array): InstanceType<T> {
    return new this(environFromMessage(bytes)) as InstanceType<T>;
  }

  /**
   * Reads a whole HTTP/1 message from text, which is taken as UTF-8.
   *
   * @throws BadRequestError (400) as {@link fromBytes} does.
   */
  static fromText<T extends typeof Request>(this: T, text: string): InstanceType<T> {
    return new this(environFromMessage(Buffer.from(text))) as InstanceType<T>;
  }

  /** The body as it comes in, no longer than Content-Length says. */
  get body(): AsyncIterable<Uint8Array> {
    return this.#input.stream();
  }

  /** Whether there is a body that can still be read. */
  get isBodyReadable(): boolean {
    return this.#input.isReadable;
  }

  /**
   * The body's bytes. This and the other readers may be called in any order, and again.
   *
   * @throws BodyLimitError (413), DisconnectionError (400) when it ends too early, BadRequestError
   * (400) when Content-Length is malformed.
   */
  async bytes(limits?: Partial<BodyLimits>): Promise<Uint8Array> {
    return await this.#input.bytes(this.#limits(limits));
  }

  async arrayBuffer(limits?: Partial<BodyLimits>): Promise<ArrayBuffer> {
    const bytes = await this.bytes(limits);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  }

  async blob(limits?: Partial<BodyLimits>): Promise<Blob> {
    return new Blob([await this.bytes(limits)], { type: this.environ.CONTENT_TYPE ?? '' });
  }

  /**
   * The body as text of its charset.
   *
   * @throws UnsupportedCharsetError (415) and as {@link bytes} does.
   */
  async text(limits?: Partial<BodyLimits>): Promise<string> {
    return decodeText(await this.bytes(limits), this.charset);
  }

  /**
   * The body read as JSON, which is UTF-8 whatever the Content-Type says (RFC 8259).
   *
   * @throws BadRequestError (400) when it is not JSON, and as {@link bytes} does.
   */
  async json<T = unknown>(limits?: Partial<BodyLimits>): Promise<T> {
    return parseJson<T>(await this.bytes(limits));
  }

  /**
   * The same request with something different, over a new environ.
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

  /** The same request without the headers that could turn its answer into 206, 304 or 412. */
  withoutConditionalHeaders(groups: ConditionalHeaders = {}): this {
    const changes: RequestChanges = {};
    for (const [group, names] of Object.entries(CONDITIONAL_HEADERS)) {
      if (groups[group as keyof ConditionalHeaders] === false) continue;
      for (const name of names) changes[name] = undefined;
    }
    return this.with(changes);
  }

  /**
   * Takes the first segment off {@link pathInfo} and puts it behind {@link scriptName}.
   *
   * @param pattern what the whole segment must match.
   * @returns `undefined` when there is no segment or it does not match.
   */
  popPathInfo(pattern?: RegExp): PoppedPath<this> | undefined {
    const segment = this.peekPathInfo();
    if (segment === undefined || (pattern && !matchesWhole(pattern, segment))) return undefined;
    const { SCRIPT_NAME: scriptName = '', PATH_INFO: pathInfo = '' } = this.environ;
    const end = /^\/*[^/]*/.exec(pathInfo)?.[0].length ?? 0;
    const request = this.#over({
      ...this.environ,
      SCRIPT_NAME: scriptName + pathInfo.slice(0, end),
      PATH_INFO: pathInfo.slice(end),
    });
    return { segment, request };
  }

  /**
   * Calls an application with this request.
   *
   * @throws TypeError when the application never starts its response, and what it throws itself.
   */
  async call(app: Application | ToApplication): Promise<CallResult> {
    return await callApplication(toApplication(app), { ...this.environ });
  }

  /**
   * Calls an application with this request and wraps its answer. To HEAD that has no body, not even
   * where the application gives one, and its Content-Length is what the application says.
   *
   * @throws TypeError as {@link call} does, or when the status is none.
   */
  async send(app: Application | ToApplication): Promise<Response> {
    const { status, headers, appIter } = await this.call(app);
    if (this.method !== 'HEAD') return new Response(appIter, { status, headerList: headers });
    await closeUnread(appIter);
    const response = new Response(null, { status });
    response.headerList = headers.map(([name, value]) => [name, value]);
    return response;
  }

  /** The request as a whole HTTP/1 message. Reads the body as {@link bytes} does. */
  async toBytes(): Promise<Uint8Array> {
    return messageFromRequest(this, await this.bytes());
  }

  /** {@link toBytes} as text of the body's charset. */
  async toText(): Promise<string> {
    return decodeText(await this.toBytes(), this.charset);
  }

  /** Method, path and headers. */
  override toString(): string {
    const fields = [...this.headers].map((field) => field.join(': '));
    return [`${this.method} ${this.pathQs} ${this.httpVersion}`, ...fields].join('\r\n');
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { method, path, queryString, headers } = this;
    return `${this.constructor.name} ${inspect({ method, path, queryString, headers }, options)}`;
  }

  get #input(): BodyInput {
    return BodyInput.of(this.environ);
  }

  #limits(given: Partial<BodyLimits> | undefined): Partial<BodyLimits> {
    return { ...(this.constructor as typeof Request).limits, ...given };
  }

  #over(environ: Environ): this {
    return new (this.constructor as new (environ: Environ) => this)(environ);
  }
}

function matchesWhole(pattern: RegExp, segment: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, '')).test(segment);
}

function environFromUrl(url: string, baseUrl: string | undefined): Environ {
  const target = splitTarget(nativeFromText(url));
  const base = baseUrl === undefined ? target : splitTarget(nativeFromText(baseUrl));
  const isUrl = target && base && (baseUrl === undefined || (base.scheme !== undefined && base.query === ''));
  if (!isUrl || (target.scheme !== undefined && url.includes('#'))) {
    throw new TypeError(
      `not a URL to request: ${JSON.stringify(baseUrl === undefined ? url : [url, baseUrl])}`,
    );
  }
  const mount = baseUrl === undefined ? '' : base.path.replace(/\/$/, '');
  const sent = mount + target.path;
  return {
    ...blankEnviron(),
    ...hostVariables(base.scheme ?? 'http', base.authority ?? 'localhost'),
    SCRIPT_NAME: percentDecode(mount),
    PATH_INFO: percentDecode(target.path),
    QUERY_STRING: target.query,
    REQUEST_URI: target.query === '' ? sent : `${sent}?${target.query}`,
  };
}

function hostVariables(scheme: string, authority: string): Partial<Environ> {
  const host = Host.parse(authority);
  if (!host) throw new TypeError(`not a host: ${JSON.stringify(authority)}`);
  const port = host.port ?? defaultPort(scheme);
  return {
    HTTP_HOST: port === defaultPort(scheme) ? host.domain : String(host),
    SERVER_NAME: host.domain,
    SERVER_PORT: String(port),
    'wsgi.url_scheme': scheme,
  };
}
