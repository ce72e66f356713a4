/**
 * The request that a test sends.
 *
 * @module
 */
import { type FormValue, MultipartBody } from '../../body/forms/multipart-encode.ts';
import { serializeUrlencoded } from '../../body/forms/urlencoded.ts';
import { type MultiDictInit, ReadonlyMultiDict } from '../../collections/multi-dict.ts';
import { pairsOf } from '../../collections/pairs.ts';
import { withParseCache } from '../../collections/parse-cache.ts';
import { environKey } from '../../headers/lists/environ-keys.ts';
import { Request, type RequestInit } from '../../request/request.ts';
import { concat, readAll } from '../../wsgi/app-iter.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { type FilePath, isFile, readFileValue } from '../forms/files.ts';
import type { TestRequestInit } from './client.ts';
import { requestUrl } from './request-url.ts';

/** The defaults for each request of a TestApp. */
interface RequestDefaults {
  readonly baseUrl: string;
  readonly environ: Partial<Environ>;
  readonly headers: HeaderList;
  readonly relativeTo: string | undefined;
}

/** A request and its body, which is `undefined` if it cannot be sent again. */
interface PreparedRequest {
  readonly request: Request;
  readonly sent: Uint8Array | undefined;
}

/** The environs of URLs, keyed by base URL, space and URL: tests request the same few repeatedly. */
const blankEnvirons = withParseCache((key) => {
  const space = key.indexOf(' ');
  return blankRequest(key.slice(space + 1), key.slice(0, space), undefined).environ;
});

/** The methods of requests that may consist of nothing but a URL. */
const PLAIN_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** @throws TypeError when an option is malformed. */
export async function prepareRequest(
  target: string | URL | Request,
  init: TestRequestInit,
  defaults: RequestDefaults,
): Promise<PreparedRequest> {
  const { status: _, expectErrors: __, xhr, query, baseUrl, headers = [], environ, form, ...others } = init;
  const own = withXhr([...pairsOf<string | undefined>(headers)], xhr);
  const changes: RequestInit = { ...others, headers: own };
  if (form !== undefined) changes.form = withFilesRead(form, defaults.relativeTo);
  if (target instanceof Request) {
    const added = query === undefined ? {} : { queryString: joinQueries(target.queryString, query) };
    return await withKnownBody(target.with({ ...changes, ...added, ...(environ && { environ }) }));
  }
  const blank =
    typeof target === 'string' && baseUrl === undefined && query === undefined
      ? copyOf(blankEnvirons(`${defaults.baseUrl} ${target}`), form !== undefined)
      : blankRequest(target, baseUrl ?? defaults.baseUrl, query).environ;
  Object.assign(blank, defaults.environ, environ);
  const { method = form === undefined ? 'GET' : 'POST' } = changes;
  const isPlain = own.length === 0 && form === undefined && PLAIN_METHODS.has(method) && isOnlyMethod(others);
  if (isPlain) blank.REQUEST_METHOD = method;
  const request = isPlain ? new Request(blank) : new Request(blank).with({ ...changes, method });
  return await withKnownBody(withDefaultHeaders(request, own, defaults.headers));
}

/** The request with the headers that it does not bring. */
function withDefaultHeaders(
  request: Request,
  own: Iterable<readonly [name: string, value: string | undefined]>,
  headers: HeaderList,
): Request {
  if (headers.length === 0) return request;
  const given = new Set(Array.from(own, ([name]) => environKey(name)));
  const missing = headers.filter(([name]) => {
    const key = environKey(name);
    return !given.has(key) && request.environ[key] === undefined;
  });
  return missing.length > 0 ? request.with({ headers: missing }) : request;
}

/** A copy, in which a form finds the keys that it sets: new ones that come after a copied environ cost some µs. */
function copyOf(blank: Environ, hasForm: boolean): Environ {
  const environ = hasForm
    ? { CONTENT_TYPE: '', CONTENT_LENGTH: '', 'wsgi.input_terminated': false, ...blank }
    : { ...blank };
  environ['wsgi.version'] = [1, 0];
  environ['wsgi.input'] = [];
  return environ;
}

type HeaderPair = readonly [name: string, value: string | undefined];

function withXhr(headers: readonly HeaderPair[], xhr: boolean | undefined): readonly HeaderPair[] {
  if (!xhr) return headers;
  const others = headers.filter(([name]) => name.toLowerCase() !== 'x-requested-with');
  return [...others, ['X-Requested-With', 'XMLHttpRequest']];
}

/** Whether nothing else is changed about a request. */
function isOnlyMethod(changes: object): boolean {
  return Object.keys(changes).every((name) => name === 'method');
}

function blankRequest(
  target: string | URL,
  baseUrl: string,
  query: MultiDictInit<string> | undefined,
): Request {
  const { url, baseUrl: base } = requestUrl(target, baseUrl, query);
  return Request.blank(url, { ...(base !== undefined && { baseUrl: base }) });
}

function joinQueries(queryString: string, query: MultiDictInit<string>): string {
  const added = serializeUrlencoded(new ReadonlyMultiDict(query));
  return [queryString, added].filter((text) => text !== '').join('&');
}

function withFilesRead(
  form: MultiDictInit<FormValue | FilePath>,
  relativeTo: string | undefined,
): [name: string, value: FormValue][] {
  return [...new ReadonlyMultiDict(form)].map(([name, value]) => [
    name,
    isFile(value) ? readFileValue(value, relativeTo) : value,
  ]);
}

/** Writes a form in full, so that its bytes can be sent again; a stream is left to the application. */
async function withKnownBody(request: Request): Promise<PreparedRequest> {
  const { 'wsgi.input': input } = request.environ;
  if (input instanceof MultipartBody) {
    const sent = await readAll(input);
    return { request: request.with({ environ: { 'wsgi.input': [sent] } }), sent };
  }
  return { request, sent: Array.isArray(input) ? concat(input) : undefined };
}
