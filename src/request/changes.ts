/**
 * Other environs from a given one: how a request that cannot be changed is changed.
 *
 * @module
 */
import { stringifyCookie } from 'cookie';
import { type BodyInit, byteLengthOf, contentOf, isChunks } from '../body/content.ts';
import { encodeMultipart, type FormValue, MultipartBody } from '../body/forms/multipart-encode.ts';
import { serializeUrlencoded } from '../body/forms/urlencoded.ts';
import { encodeText } from '../body/text-body.ts';
import { type MultiDictInit, ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { type PairsInit, pairsOf } from '../collections/pairs.ts';
import { CacheControl } from '../headers/cache-control.ts';
import type { CacheDirectives } from '../headers/cache-directives.ts';
import {
  assertFieldName,
  assertFieldValue,
  isToken,
  trimWhitespace,
} from '../headers/grammar/field-value.ts';
import { formatHttpDate } from '../headers/http-date.ts';
import { appendValue, environKey } from '../headers/lists/environ-keys.ts';
import { MediaType } from '../headers/media-type.ts';
import { Host } from '../url/host.ts';
import { percentEncode } from '../url/percent-encoding.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';

/** A header's value: text, tokens for a list, or something that a value class writes as text. */
type Field = string | number | Date | readonly string[] | { toString(): string };
type Headers = PairsInit<string | undefined>;

/** Fields and files of a form. */
export type FormInit = MultiDictInit<FormValue>;

const HEADERS = {
  accept: 'Accept',
  acceptCharset: 'Accept-Charset',
  acceptEncoding: 'Accept-Encoding',
  acceptLanguage: 'Accept-Language',
  authorization: 'Authorization',
  contentType: 'Content-Type',
  contentLength: 'Content-Length',
  date: 'Date',
  forwarded: 'Forwarded',
  ifMatch: 'If-Match',
  ifModifiedSince: 'If-Modified-Since',
  ifNoneMatch: 'If-None-Match',
  ifRange: 'If-Range',
  ifUnmodifiedSince: 'If-Unmodified-Since',
  maxForwards: 'Max-Forwards',
  origin: 'Origin',
  pragma: 'Pragma',
  range: 'Range',
  referer: 'Referer',
  referrer: 'Referer',
  userAgent: 'User-Agent',
} as const;

const VARIABLES = {
  httpVersion: 'SERVER_PROTOCOL',
  scheme: 'wsgi.url_scheme',
  serverName: 'SERVER_NAME',
  serverPort: 'SERVER_PORT',
} as const;

const OPTIONAL_VARIABLES = {
  remoteAddr: 'REMOTE_ADDR',
  remoteHost: 'REMOTE_HOST',
  remoteUser: 'REMOTE_USER',
} as const;

type HeaderChanges = { -readonly [Name in keyof typeof HEADERS]?: Field | undefined };
type VariableChanges = { -readonly [Name in keyof typeof VARIABLES]?: string | number } & {
  -readonly [Name in keyof typeof OPTIONAL_VARIABLES]?: string | undefined;
};

/**
 * What can be different in a request. `undefined` removes what a request can do without. Of `body`, `text`,
 * `json` and `form` one can be given; each brings its Content-Length, and the last two their
 * Content-Type unless one is given, too.
 */
export interface RequestChanges extends HeaderChanges, VariableChanges {
  method?: string;
  /** Decoded text. */
  scriptName?: string | undefined;
  /** Decoded text. */
  pathInfo?: string | undefined;
  queryString?: string | undefined;
  query?: MultiDictInit<string> | undefined;
  /** Host and port. */
  host?: string | undefined;
  charset?: string | undefined;
  cacheControl?: Field | CacheDirectives | undefined;
  /** Headers to set, or with `undefined` to remove; the others stay. Values of one name are joined. */
  headers?: Headers;
  /** All cookies of the request. */
  cookies?: MultiDictInit<string> | undefined;
  urlargs?: readonly unknown[] | undefined;
  urlvars?: Readonly<Record<string, unknown>> | undefined;
  signal?: AbortSignal | undefined;
  body?: BodyInit | null;
  text?: string;
  json?: unknown;
  /** With a file among its values it is `multipart/form-data`, as it is when that is the `contentType`. */
  form?: FormInit;
  /** Any keys of the environ; they are set before the others. */
  environ?: Partial<Environ>;
}

type Setter = (environ: Environ, value: never, isTypeGiven: boolean) => void;

/**
 * A new environ with the changes made.
 *
 * @throws TypeError when a change is unknown, or a value is malformed.
 */
export function changedEnviron(environ: Environ, changes: RequestChanges): Environ {
  const changed: Environ = { ...environ };
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(SETTERS, name)) throw new TypeError(`a request has no ${name} to change`);
  }
  const fields = [...pairsOf(changes.headers ?? [])];
  const isTypeGiven =
    changes.contentType !== undefined || fields.some(([name]) => environKey(name) === 'CONTENT_TYPE');
  for (const [name, set] of Object.entries(SETTERS)) {
    const value = name === 'headers' ? fields : changes[name as keyof RequestChanges];
    if (name in changes) set(changed, value as never, isTypeGiven);
  }
  return changed;
}

const SETTERS: Readonly<Record<string, Setter>> = {
  environ: (environ, keys: Partial<Environ>) => Object.assign(environ, keys),
  headers: (environ, fields: (readonly [name: string, value: string | undefined])[]) => {
    for (const [name] of fields) setField(environ, name, undefined);
    for (const [name, value] of fields) {
      if (value != null) appendValue(environ, environKey(name), checkedValue(name, value));
    }
  },
  ...settersOf(VARIABLES, setRequired),
  ...settersOf(OPTIONAL_VARIABLES, setVariable),
  ...settersOf(HEADERS, setField),
  cacheControl: (environ, value: Field | CacheDirectives | undefined) => {
    setField(environ, 'Cache-Control', isPlain(value) ? new CacheControl(value) : value);
  },
  method: (environ, method: string) => {
    if (typeof method !== 'string' || !isToken(method))
      throw new TypeError(`not a method: ${JSON.stringify(method)}`);
    environ.REQUEST_METHOD = method;
  },
  scriptName: (environ, path = '') => setVariable(environ, 'SCRIPT_NAME', nativeFromText(path)),
  pathInfo: (environ, path = '') => setVariable(environ, 'PATH_INFO', nativeFromText(path)),
  queryString: (environ, query = '') => {
    setVariable(environ, 'QUERY_STRING', percentEncode(nativeFromText(query), /[^!-~]/g));
  },
  query: (environ, query: MultiDictInit<string> = []) => {
    setVariable(environ, 'QUERY_STRING', serializeUrlencoded(new ReadonlyMultiDict(query)));
  },
  host: (environ, host: string | undefined) => {
    if (host !== undefined) Host.from(host);
    setField(environ, 'Host', host);
  },
  cookies: (environ, cookies: MultiDictInit<string> = []) => {
    const pairs = [...new ReadonlyMultiDict(cookies)].map(([name, value]) =>
      stringifyCookie({ [name]: value }),
    );
    setField(environ, 'Cookie', pairs.length > 0 ? pairs.join('; ') : undefined);
  },
  charset: (environ, charset: string | undefined) => {
    const type = MediaType.parse(environ.CONTENT_TYPE);
    if (type) environ.CONTENT_TYPE = String(type.with({ charset }));
    else if (charset !== undefined) throw new TypeError('there is no Content-Type to have a charset');
  },
  urlargs: (environ, args: readonly unknown[] = []) => {
    environ['wsgiorg.routing_args'] = [args, environ['wsgiorg.routing_args']?.[1] ?? {}];
  },
  urlvars: (environ, vars: Readonly<Record<string, unknown>> = {}) => {
    environ['wsgiorg.routing_args'] = [environ['wsgiorg.routing_args']?.[0] ?? [], vars];
  },
  signal: (environ, signal: AbortSignal | undefined) => {
    if (signal === undefined) delete environ['wheatpaste.signal'];
    else environ['wheatpaste.signal'] = signal;
  },
  body: setBody,
  text: (environ, text: string) => {
    environ.CONTENT_TYPE ??= 'text/plain; charset=UTF-8';
    setBody(environ, encodeText(text, MediaType.parse(environ.CONTENT_TYPE)?.charset));
  },
  json: (environ, value: unknown, isTypeGiven) => {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`not a JSON value: ${String(value)}`);
    setBody(environ, text);
    if (!isTypeGiven) environ.CONTENT_TYPE = 'application/json';
  },
  form: (environ, form: FormInit, isTypeGiven) => {
    const entries = [...new ReadonlyMultiDict<FormValue>(form)];
    const isMultipart =
      isTypeGiven && MediaType.parse(environ.CONTENT_TYPE)?.essence === 'multipart/form-data';
    if (isMultipart || entries.some(([, value]) => typeof value !== 'string')) {
      const body = encodeMultipart(entries);
      setBody(environ, body);
      environ.CONTENT_TYPE = body.contentType;
      return;
    }
    setBody(environ, serializeUrlencoded(entries as [string, string][]));
    if (!isTypeGiven) environ.CONTENT_TYPE = 'application/x-www-form-urlencoded';
  },
};

function settersOf<K extends string>(
  table: Readonly<Record<string, K>>,
  set: (environ: Environ, key: K, value: never) => void,
): Record<string, Setter> {
  const setter = (key: K) => (environ: Environ, value: never) => set(environ, key, value);
  return Object.fromEntries(Object.entries(table).map(([name, key]) => [name, setter(key)]));
}

function setVariable(environ: Environ, key: string, value: Field | undefined): void {
  if (value === undefined) delete environ[key];
  else environ[key] = String(value);
}

function setRequired(environ: Environ, key: string, value: string | number): void {
  if (value === undefined) throw new TypeError(`no request is without ${key}`);
  environ[key] = String(value);
}

function setField(environ: Environ, name: string, value: Field | undefined): void {
  assertFieldName(name);
  setVariable(environ, environKey(name), value == null ? undefined : checkedValue(name, value));
}

function checkedValue(name: string, value: Field): string {
  const text = trimWhitespace(textOf(value));
  assertFieldValue(name, text);
  return text;
}

function textOf(value: Field): string {
  if (value instanceof Date) return formatHttpDate(value);
  if (Array.isArray(value)) return value.join(', ');
  if (isPlain(value)) throw new TypeError('not a header value: an object');
  return String(value);
}

function isPlain(value: object | string | number | undefined): value is Record<string, unknown> {
  return value?.toString === Object.prototype.toString;
}

function setBody(environ: Environ, body: BodyInit | MultipartBody | null): void {
  const content = body instanceof MultipartBody ? { data: body, length: body.length } : contentOf(body);
  const data = typeof content.data === 'string' ? [Buffer.from(content.data)] : content.data;
  const length = content.length ?? (isChunks(data) ? byteLengthOf(data) : undefined);
  environ['wsgi.input'] = data;
  environ['wsgi.input_terminated'] = length === undefined;
  delete environ.HTTP_TRANSFER_ENCODING;
  setVariable(environ, 'CONTENT_LENGTH', body == null ? undefined : length);
  if (content.type !== undefined) environ.CONTENT_TYPE ??= content.type;
}
