/**
 * Derives changed environs from a given one, since a request itself cannot be changed.
 *
 * @module
 */
import type { BodyInit } from '../body/content.ts';
import type { FormValue } from '../body/forms/multipart-encode.ts';
import { serializeUrlencoded } from '../body/forms/urlencoded.ts';
import { type MultiDictInit, ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { type PairsInit, pairsOf } from '../collections/pairs.ts';
import { unknownName } from '../collections/unknown-name.ts';
import { formatCookies } from '../cookies/request-cookies.ts';
import type { Field } from '../headers/grammar/field.ts';
import { assertFieldName, isToken } from '../headers/grammar/field-value.ts';
import { appendValue, environKey } from '../headers/lists/environ-keys.ts';
import { checkedValue } from '../headers/lists/header-list.ts';
import { MediaType } from '../headers/media-type.ts';
import { setPaths } from '../url/environ-url.ts';
import { Host } from '../url/host.ts';
import { percentEncode } from '../url/percent-encoding.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { setBody, setForm, setJson, setText } from './body-changes.ts';
import { REQUEST_FIELDS, type RequestFieldValues } from './fields.ts';

/** Fields and files of a form. */
export type FormInit = MultiDictInit<FormValue>;

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

type VariableChanges = {
  -readonly [Name in keyof typeof VARIABLES]?:
    | string
    | (Name extends 'serverPort' ? number : never)
    | undefined;
} & {
  -readonly [Name in keyof typeof OPTIONAL_VARIABLES]?: string | null | undefined;
};

/** The possible changes apart from variables and from headers that are properties. */
interface OtherChanges {
  method?: string | undefined;
  /** Decoded text. */
  scriptName?: string | undefined;
  /** Decoded text. */
  pathInfo?: string | undefined;
  queryString?: string | undefined;
  query?: MultiDictInit<string> | undefined;
  /** Host and port. */
  host?: string | null | undefined;
  charset?: string | undefined;
  /** All cookies of the request. */
  cookies?: MultiDictInit<string> | undefined;
  urlargs?: readonly unknown[] | undefined;
  urlvars?: Readonly<Record<string, unknown>> | undefined;
  signal?: AbortSignal | undefined;
  body?: BodyInit | null | undefined;
  text?: string | undefined;
  json?: unknown;
  /** Becomes `multipart/form-data` if a value is a file, or if that is the `contentType`. */
  form?: FormInit | undefined;
}

/**
 * The possible changes of a request. `undefined` removes an optional part, and leaves a required one as it is; as
 * `text` or `form` it counts as not given, and JSON cannot represent it. Only one of `body`, `text`, `json` and
 * `form` can be given; each sets Content-Length, and the last two set Content-Type unless one is given. Keys of the
 * environ are set first, then headers, then the rest.
 */
export interface RequestChanges extends RequestFieldValues, VariableChanges, OtherChanges {
  /** Headers to set, or to remove with `undefined`; the others stay. Values of a repeated name are joined. */
  headers?: PairsInit<string | undefined> | undefined;
  /** Any keys of the environ. */
  environ?: Partial<Environ> | undefined;
}

/** The changes that set the body. */
const BODIES: readonly (keyof OtherChanges)[] = ['body', 'text', 'json', 'form'];

/** Applies one change; `isTypeGiven` says whether the changes include a Content-Type. */
type Change<Value> = (environ: Environ, value: Value, isTypeGiven: boolean) => void;

/**
 * A new environ with the changes applied.
 *
 * @param otherNames names that the caller handles, which may be suggested for an unknown one.
 * @throws TypeError when a change is unknown or there are several bodies, TypeError or RangeError when a value is malformed.
 */
export function changedEnviron(
  environ: Environ,
  changes: RequestChanges,
  otherNames: readonly string[] = [],
): Environ {
  for (const name of Object.keys(changes)) {
    if (!CHANGES.has(name)) throw unknownName('request property', name, [...CHANGES, ...otherNames]);
  }
  const changed: Environ = { ...environ, ...changes.environ };
  const fields = pairsOf(changes.headers ?? []);
  setHeaders(changed, fields);
  for (const name of namesIn(VARIABLES, changes)) {
    if (changes[name] !== undefined) setVariable(changed, VARIABLES[name], changes[name]);
  }
  for (const name of namesIn(OPTIONAL_VARIABLES, changes)) {
    setVariable(changed, OPTIONAL_VARIABLES[name], changes[name]);
  }
  for (const name of namesIn(REQUEST_FIELDS, changes)) {
    setByField(changed, REQUEST_FIELDS[name], changes[name]);
  }
  const isTypeGiven =
    changes.contentType != null || fields.some(([name]) => environKey(name) === 'CONTENT_TYPE');
  const bodies = BODIES.filter((name) => changes[name] !== undefined);
  if (bodies.length > 1) throw new TypeError(`a request has one body; got ${bodies.join(' and ')}`);
  for (const name of namesIn(OTHERS, changes)) change(changed, name, changes, isTypeGiven);
  return changed;
}

const OTHERS: { readonly [Name in keyof Required<OtherChanges>]: Change<OtherChanges[Name]> } = {
  method: (environ, method = environ.REQUEST_METHOD) => {
    if (typeof method !== 'string' || !isToken(method)) {
      throw new TypeError(`invalid method: ${JSON.stringify(method)}`);
    }
    environ.REQUEST_METHOD = method;
  },
  scriptName: (environ, path = '') => setPaths(environ, { scriptName: nativeFromText(path) }),
  pathInfo: (environ, path = '') => setPaths(environ, { pathInfo: nativeFromText(path) }),
  queryString: (environ, query = '') => {
    setVariable(environ, 'QUERY_STRING', percentEncode(nativeFromText(query), /[^!-~]/g));
  },
  query: (environ, query = []) => {
    setVariable(environ, 'QUERY_STRING', serializeUrlencoded(new ReadonlyMultiDict(query)));
  },
  host: (environ, host) => {
    if (host != null) Host.from(host);
    setField(environ, 'Host', host);
  },
  charset: (environ, charset) => {
    const type = MediaType.parse(environ.CONTENT_TYPE);
    if (type) environ.CONTENT_TYPE = String(type.with({ charset }));
    else if (charset !== undefined) {
      throw new TypeError('cannot set a charset: the request has no Content-Type');
    }
  },
  cookies: (environ, cookies = []) => {
    setField(environ, 'Cookie', formatCookies(new ReadonlyMultiDict(cookies)) || undefined);
  },
  urlargs: (environ, args = []) => {
    environ['wsgiorg.routing_args'] = [args, environ['wsgiorg.routing_args']?.[1] ?? {}];
  },
  urlvars: (environ, vars = {}) => {
    environ['wsgiorg.routing_args'] = [environ['wsgiorg.routing_args']?.[0] ?? [], vars];
  },
  signal: (environ, signal) => {
    if (signal === undefined) delete environ['wheatpaste.signal'];
    else environ['wheatpaste.signal'] = signal;
  },
  body: (environ, body = null) => setBody(environ, body),
  text: (environ, text) => {
    if (text !== undefined) setText(environ, text);
  },
  json: setJson,
  form: (environ, form, isTypeGiven) => {
    if (form !== undefined) setForm(environ, form, isTypeGiven);
  },
};

/** The names of all possible changes. */
export const CHANGES: ReadonlySet<string> = new Set(
  ['environ', 'headers'].concat(
    ...[VARIABLES, OPTIONAL_VARIABLES, REQUEST_FIELDS, OTHERS].map((table) => Object.keys(table)),
  ),
);

/** The names of a table that occur in the changes, in the order of the table. */
function namesIn<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  changes: RequestChanges,
): Name[] {
  return (Object.keys(table) as Name[]).filter((name) => name in changes);
}

function change<Name extends keyof OtherChanges>(
  environ: Environ,
  name: Name,
  changes: OtherChanges,
  isTypeGiven: boolean,
): void {
  const set: Change<OtherChanges[Name]> = OTHERS[name];
  set(environ, changes[name], isTypeGiven);
}

function setByField(environ: Environ, field: Field<unknown, unknown>, value: unknown): void {
  setField(environ, field.name, value == null ? undefined : field.format(value));
}

function setHeaders(environ: Environ, fields: readonly (readonly [string, string | undefined])[]): void {
  for (const [name] of fields) setField(environ, name, undefined);
  for (const [name, value] of fields) {
    if (value != null) appendValue(environ, environKey(name), checkedValue(name, value));
  }
}

function setVariable(environ: Environ, key: string, value: string | number | null | undefined): void {
  if (value == null) delete environ[key];
  else environ[key] = String(value);
}

function setField(environ: Environ, name: string, value: string | null | undefined): void {
  assertFieldName(name);
  setVariable(environ, environKey(name), value == null ? undefined : checkedValue(name, value));
}
