/**
 * A client for tests, which calls an application without a server.
 *
 * @module
 */

import type { CookieJar } from 'tough-cookie';
import { pairsOf } from '../../collections/pairs.ts';
import { assertKnown } from '../../collections/unknown-name.ts';
import { Authorization } from '../../headers/authorization.ts';
import { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import { parseUrl } from '../../url/parse-url.ts';
import type { Application, Environ, HeaderList } from '../../wsgi/contract.ts';
import { isBodyless } from '../../wsgi/status.ts';
import { type CallSite, callSite } from '../call-site.ts';
import { TestCookies } from '../cookies/test-cookies.ts';
import { loadPageParser } from '../html/page.ts';
import { lint } from '../lint/lint.ts';
import { varyFindings } from '../lint/vary.ts';
import { AppError } from '../response/app-error.ts';
import { describeStatus, type ExpectedStatus, isExpected } from '../response/status.ts';
import { TestResponse } from '../response/test-response.ts';
import { type MethodInit, type TestAuthorization, TestClient, type TestRequestInit } from './client.ts';
import { assertAppOptions, assertRequestOptions, type TestAppOptions } from './options.ts';
import { prepareRequest } from './prepare.ts';
import { isMounted } from './request-url.ts';
import { type Asked, askedOf, type TestTarget } from './target.ts';

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** The statuses that are accepted by default. */
const isSuccess = (status: number): boolean => status >= 200 && status < 400;

/**
 * Uses an application as a browser does: it keeps cookies, fills in forms, follows links and redirections. A status
 * outside 200–399 that the test does not expect is an {@link AppError}, and so is any output of the application on
 * `wsgi.errors`.
 *
 * @example
 * ```ts
 * const app = new TestApp(wsgify((request) => `Hello, ${request.query.get('name') ?? 'you'}!`));
 * const res = await app.get('/', { query: { name: 'Ada' } });
 * res.text; // 'Hello, Ada!'
 * await app.get('/', { status: 404 }); // throws AppError
 * ```
 */
export class TestApp extends TestClient<TestResponse> {
  readonly #asked: Asked;
  readonly #options: TestAppOptions;
  readonly #baseUrl: string;
  readonly #headers: HeaderList;
  readonly #hosts: ReadonlySet<string>;
  #authorization: TestAuthorization | undefined;
  #loadedParser: ReturnType<typeof loadPageParser> | undefined;
  readonly cookies: TestCookies;
  readonly environ: Partial<Environ>;

  /**
   * @param target an application; an object with a Fetch handler; or the URL of a server. The last two have no
   * environ, and are not linted.
   * @throws TypeError when the target is anything else, or an option is unknown, malformed or unsuitable for this
   * target.
   */
  constructor(target: TestTarget, options: TestAppOptions = {}) {
    super();
    assertAppOptions(options);
    this.#asked = askedOf(target, (app) => linted(app, options.lint ?? true));
    this.#options = options;
    assertFits(this.#asked, options);
    this.#baseUrl = checkedBaseUrl(options.baseUrl ?? this.#asked.url ?? 'http://localhost');
    this.#headers = [...pairsOf(options.headers ?? [])].map(([name, value]) => [name, value]);
    this.#hosts = new Set([new URL(this.#baseUrl).host, ...(options.hosts ?? []).map(checkedHost)]);
    this.cookies = new TestCookies(this.#baseUrl, options.cookies);
    this.environ = { ...options.environ };
  }

  /**
   * The jar of tough-cookie that holds the {@link cookies}.
   *
   * @throws TypeError when no cookies are kept.
   */
  get jar(): CookieJar {
    return this.cookies.jar;
  }

  /** The credentials of each request that has none: `{ basic: [user, password] }` or `{ bearer: token }`. */
  get authorization(): TestAuthorization | undefined {
    return this.#authorization;
  }

  /** @throws TypeError when they are malformed. */
  set authorization(authorization: TestAuthorization | undefined) {
    if (authorization !== undefined) credentialsOf(authorization);
    this.#authorization = authorization;
  }

  /** Removes all cookies. */
  reset(): void {
    this.cookies.clear();
  }

  /**
   * Sends requests for clients of the Fetch API: `createClient({ fetch: app.fetch })`. It checks no status, and
   * uses no cookies.
   *
   * @throws whatever the application throws.
   *
   * @example
   * ```ts
   * const app = new TestApp(wsgify(async (request) => `got ${await request.text()}`));
   * const response = await app.fetch('/', { method: 'POST', body: 'it' });
   * await response.text(); // 'got it'
   * ```
   */
  readonly fetch = async (
    input: string | URL | globalThis.Request,
    init?: globalThis.RequestInit,
  ): Promise<globalThis.Response> => {
    const given = new globalThis.Request(
      typeof input === 'string' ? new URL(input, this.#baseUrl) : input,
      init,
    );
    const body = new Uint8Array(await given.arrayBuffer());
    const headers = [...given.headers];
    const { method, url } = given;
    const { request } = await prepareRequest(
      url,
      { method, headers, ...(given.body !== null && { body }) },
      { ...this.#defaults, headers: [] },
    );
    const response = await this.#asked.send(request);
    const { status, statusText } = response;
    const content = isBodyless(status) ? null : await response.bytes();
    return new globalThis.Response(content, { status, statusText, headers: [...response.headers] });
  };

  /**
   * Requests a URL with several values of the headers that responses commonly depend on, each twice, and checks
   * that `Vary` names those on which the responses depend (RFC 9110, section 12.5.5). Their cookies are not kept.
   *
   * @throws AppError when it does not, and as {@link get} does.
   *
   * @example
   * ```ts
   * const app = new TestApp(wsgify((request) => (request.acceptLanguage.lookup(['de']) ? 'Guten Tag' : 'Hello')));
   * await app.checkVary('/'); // throws AppError
   * ```
   */
  async checkVary(url: string | URL, init: MethodInit = {}): Promise<void> {
    const site = callSite(this.checkVary);
    const page = await this.ask(site, url, { ...init, method: 'GET' });
    const { status: _, expectErrors: __, ...asked } = init;
    const findings = await varyFindings(async (fields) => {
      const headers = [...pairsOf<string | undefined>(init.headers ?? []), ...Object.entries(fields)];
      const { request } = await prepareRequest(url, { ...asked, headers, method: 'GET' }, this.#defaults);
      const { response, bytes } = await this.#exchange(this.#withOwn(request, [], {}));
      return { status: response.status, headers: response.headerList, bytes };
    });
    if (findings.length > 0) {
      throw new AppError(findings.map(({ message }) => message).join('\n'), page, site);
    }
  }

  /** Sends a request on behalf of the caller at this place. All other methods use it. */
  override async ask(
    site: CallSite,
    url: string | URL | Request,
    init: TestRequestInit,
  ): Promise<TestResponse> {
    assertRequestOptions(init);
    const { request, sent } = await prepareRequest(url, init, this.#defaults);
    const errors: string[] = [];
    const variables: Record<string, unknown> = {};
    const asked = this.#withOwn(request, errors, variables);
    const { response, bytes } = await this.#exchange(asked);
    const setCookies = response.headers.getSetCookie();
    if (setCookies.length > 0) this.cookies.take(setCookies, asked.url);
    const answer = new TestResponse({
      app: this,
      request: asked,
      response,
      bytes,
      content: await decoded(response, bytes),
      sent,
      variables,
      errors: () => errors.join(''),
      parse: HTML_TYPES.has(response.contentType ?? '') ? await this.#parser : undefined,
      relativeTo: this.#options.relativeTo,
      isOwn: (from, to) => this.#isOwn(from, to),
      fail: (message, page, at) => new AppError(message, page, at),
    });
    this.#judge(answer, init, site);
    return answer;
  }

  /** The response, with the headers that were sent, and its body. */
  async #exchange(request: Request): Promise<{ response: Response; bytes: Uint8Array }> {
    const response = await this.#asked.send(request);
    const headerList = response.headerList.map(([name, value]): [string, string] => [name, value]);
    const bytes = await response.bytes();
    response.headerList = headerList;
    return { response, bytes };
  }

  get #parser(): ReturnType<typeof loadPageParser> {
    this.#loadedParser ??= loadPageParser();
    return this.#loadedParser;
  }

  get #defaults() {
    const { relativeTo } = this.#options;
    return { baseUrl: this.#baseUrl, environ: this.environ, headers: this.#headers, relativeTo };
  }

  /** The request with cookies and credentials, and the keys that a test adds to the environ. */
  #withOwn(request: Request, errors: string[], variables: Record<string, unknown>): Request {
    const { HTTP_COOKIE: cookie = this.cookies.headerFor(request), HTTP_AUTHORIZATION: given } =
      request.environ;
    const credentials = given ?? (this.#authorization && credentialsOf(this.#authorization));
    // Keys that come before a copied environ cost nothing; after it they cost some µs.
    const environ: Environ = {
      'wheatpaste.throwErrors': true,
      'wheatpaste.testing': undefined,
      ...request.environ,
    };
    environ['wsgi.errors'] = { write: (message) => errors.push(message) };
    environ['wheatpaste.throwErrors'] = true;
    environ['wheatpaste.testing'] = {
      set: (name: string, value: unknown) => {
        variables[name] = value;
      },
    };
    if (cookie !== undefined) environ.HTTP_COOKIE = cookie;
    if (credentials !== undefined) environ.HTTP_AUTHORIZATION = credentials;
    return new Request(environ);
  }

  #judge(
    answer: TestResponse,
    { status = this.#options.status, expectErrors = false }: TestRequestInit,
    site: CallSite,
  ): void {
    const otherwise = expectErrors ? '*' : isSuccess;
    const expected: ExpectedStatus = status === undefined ? otherwise : status;
    if (!isExpected(expected, answer.status, answer.statusLine)) {
      const wanted = expected === isSuccess ? '200–399' : describeStatus(expected);
      throw new AppError(`the status is ${answer.statusLine}, not ${wanted}`, answer, site);
    }
    if (!expectErrors && answer.errors !== '')
      throw new AppError('the application wrote to wsgi.errors', answer, site);
  }

  #isOwn(from: URL, to: URL): boolean {
    const isKnown = to.host === from.host || this.#hosts.has(to.host);
    return /^https?:$/.test(to.protocol) && isKnown && isMounted(to, this.#baseUrl);
  }
}

function linted(app: Application, options: boolean | { readonly http?: boolean | undefined }): Application {
  if (options === false) return app;
  const given = options === true ? {} : options;
  return lint(app, { ...given, http: given.http ?? true });
}

function assertFits({ kind }: Asked, options: TestAppOptions): void {
  if (kind === 'application') return;
  const what = kind === 'url' ? 'a server' : 'a Fetch handler';
  if (options.environ !== undefined) throw new TypeError(`${what} has no environ: give headers`);
  if (options.lint) throw new TypeError(`${what} cannot be linted`);
  if (kind === 'url' && options.baseUrl !== undefined)
    throw new TypeError('the URL of a server is its baseUrl');
}

function checkedBaseUrl(text: string): string {
  const url = parseUrl(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new TypeError(`not a baseUrl: ${JSON.stringify(text)}; it has a scheme, a host and perhaps a path`);
  return url.href;
}

function checkedHost(host: string): string {
  const url = parseUrl(`http://${host}`);
  if (url?.host !== host.toLowerCase().replace(/:80$/, ''))
    throw new TypeError(`not a host: ${JSON.stringify(host)}; it has a name and perhaps a port`);
  return url.host;
}

function credentialsOf(authorization: TestAuthorization): string {
  assertKnown('kind of authorization', authorization, ['basic', 'bearer']);
  const { basic, bearer } = authorization;
  if (basic !== undefined) return String(Authorization.basic(...basic));
  if (bearer !== undefined) return String(Authorization.bearer(bearer));
  throw new TypeError('authorization is { basic: [user, password] } or { bearer: token }');
}

/** Returns the bytes without their content coding, or throws the error of a coding that cannot be decoded. */
async function decoded(response: Response, bytes: Uint8Array): Promise<() => Uint8Array> {
  if (response.contentEncoding === undefined || bytes.length === 0) return () => bytes;
  const copy = new Response(bytes, { headerList: response.headerList });
  try {
    await copy.decodeContent();
    const content = await copy.bytes();
    return () => content;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
