/**
 * The options of a TestApp and of its requests.
 *
 * @module
 */
import type { CookieJar } from 'tough-cookie';
import type { PairsInit } from '../../collections/pairs.ts';
import { assertKnown, unknownName } from '../../collections/unknown-name.ts';
import type { Environ } from '../../wsgi/contract.ts';
import type { ExpectedStatus } from '../response/status.ts';
import type { TestRequestInit } from './client.ts';

/** Options of {@link TestApp}. */
export interface TestAppOptions {
  /** Scheme, host and mount point of the application. Defaults to `http://localhost`. */
  readonly baseUrl?: string | undefined;
  /** Keys of the environ of each request. */
  readonly environ?: Partial<Environ> | undefined;
  /** Headers of each request that does not have them. */
  readonly headers?: PairsInit<string> | undefined;
  /** A jar of tough-cookie, or `false` to keep no cookies. */
  readonly cookies?: CookieJar | false | undefined;
  /**
   * Whether to check the contract and, with `http`, the requirements of RFC 9110 for responses. Both are on by
   * default.
   */
  readonly lint?: boolean | { readonly http?: boolean | undefined } | undefined;
  /** The folder of files that are given by path. */
  readonly relativeTo?: string | undefined;
  /** The statuses to accept if a request does not say. Defaults to 200 to 399. */
  readonly status?: ExpectedStatus | undefined;
  /** Further hosts, with their ports, that links, forms and redirections may lead to. */
  readonly hosts?: readonly string[] | undefined;
}

const APP_OPTIONS: Readonly<Record<keyof TestAppOptions, true>> = {
  baseUrl: true,
  environ: true,
  headers: true,
  cookies: true,
  lint: true,
  relativeTo: true,
  status: true,
  hosts: true,
};

const REQUEST_OPTIONS: Readonly<Record<keyof TestRequestInit, true>> = {
  accept: true,
  acceptCharset: true,
  acceptEncoding: true,
  acceptLanguage: true,
  authorization: true,
  baseUrl: true,
  body: true,
  cacheControl: true,
  charset: true,
  contentLength: true,
  contentType: true,
  cookies: true,
  date: true,
  environ: true,
  expectErrors: true,
  form: true,
  forwarded: true,
  headers: true,
  host: true,
  httpVersion: true,
  ifMatch: true,
  ifModifiedSince: true,
  ifNoneMatch: true,
  ifRange: true,
  ifUnmodifiedSince: true,
  json: true,
  maxForwards: true,
  method: true,
  origin: true,
  pathInfo: true,
  pragma: true,
  query: true,
  queryString: true,
  range: true,
  referer: true,
  referrer: true,
  remoteAddr: true,
  remoteHost: true,
  remoteUser: true,
  scheme: true,
  scriptName: true,
  serverName: true,
  serverPort: true,
  signal: true,
  status: true,
  text: true,
  urlargs: true,
  urlvars: true,
  userAgent: true,
  xhr: true,
};

/** @throws TypeError when an option is unknown. */
export function assertAppOptions(options: TestAppOptions): void {
  assertKnown('option of TestApp', options, Object.keys(APP_OPTIONS));
}

/**
 * @param otherNames names that the caller handles, which may be suggested for an unknown one.
 * @throws TypeError when an option is unknown.
 */
export function assertRequestOptions(init: TestRequestInit, otherNames: readonly string[] = []): void {
  const unknown = Object.keys(init).find((name) => !Object.hasOwn(REQUEST_OPTIONS, name));
  if (unknown !== undefined) {
    const known = [...Object.keys(REQUEST_OPTIONS), ...otherNames];
    const { message } = unknownName('option of a request', unknown, known);
    const form = `{ form: { ${unknown}: … } }`;
    throw new TypeError(
      `${message} (the fields of a form are given as ${form}, others as { json }, { text } or { body })`,
    );
  }
}
