/**
 * Where a request goes and where it comes from.
 *
 * @module
 */

import type { ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { hostOf, hostUrlOf, pathQsOf, pathsOf } from '../url/environ-url.ts';
import { defaultPort } from '../url/target.ts';
import type { Environ } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { nativeAt, textAt } from '../wsgi/native-string.ts';
import { required } from '../wsgi/required.ts';
import { refuseAssignments } from './immutable.ts';
import { RequestQuery } from './query.ts';

/**
 * Method, URL and peer of a {@link Request}.
 *
 * Properties derived from `Host` throw a BadRequestError (400) when it is malformed. If the environ lacks a key
 * that PEP 3333 requires, reading it is a TypeError that names the key. Nothing else throws.
 */
export abstract class RequestTarget {
  /** The environ that this request reads. It is never written to. */
  readonly environ: Environ;
  #query: RequestQuery | undefined;
  #paths: ReturnType<typeof pathsOf> | undefined;

  /** @throws TypeError when the argument is not an environ. */
  constructor(environ: Environ) {
    assertEnviron(environ);
    refuseAssignments(new.target.prototype);
    this.environ = environ;
  }

  get method(): string {
    return required(this.environ, 'REQUEST_METHOD');
  }

  /** `'http'` or `'https'`. */
  get scheme(): string {
    return required(this.environ, 'wsgi.url_scheme');
  }

  /** `'HTTP/1.1'` */
  get httpVersion(): string {
    return required(this.environ, 'SERVER_PROTOCOL');
  }

  get serverName(): string {
    return required(this.environ, 'SERVER_NAME');
  }

  get serverPort(): number {
    return Number(required(this.environ, 'SERVER_PORT'));
  }

  get remoteAddr(): string | undefined {
    return this.environ.REMOTE_ADDR;
  }

  get remoteHost(): string | undefined {
    return this.environ.REMOTE_HOST;
  }

  /** The user that the server or a middleware has authenticated. */
  get remoteUser(): string | undefined {
    return this.environ.REMOTE_USER;
  }

  /** The address of the peer. An address that a proxy reports counts only through middleware that trusts the proxy. */
  get clientAddr(): string | undefined {
    return this.environ.REMOTE_ADDR;
  }

  /** The path that led to this application, decoded as UTF-8; undecodable bytes are U+FFFD. */
  get scriptName(): string {
    return textAt(this.environ, 'SCRIPT_NAME');
  }

  /** The rest of the path, decoded as UTF-8; undecodable bytes are U+FFFD. */
  get pathInfo(): string {
    return textAt(this.environ, 'PATH_INFO');
  }

  /** The query string as it was sent, without its `?`. */
  get queryString(): string {
    return nativeAt(this.environ, 'QUERY_STRING');
  }

  /** The query string's pairs, by the WHATWG URL standard. */
  get query(): ReadonlyMultiDict<string> {
    this.#query ??= new RequestQuery(this.queryString);
    return this.#query;
  }

  /** The host and, if given, the port: `'example.com:8080'`. */
  get host(): string {
    return String(hostOf(this.environ));
  }

  /** The host without its port. */
  get domain(): string {
    return hostOf(this.environ).domain;
  }

  /** The host's port, or else the scheme's. */
  get hostPort(): number {
    return hostOf(this.environ).port ?? defaultPort(this.scheme) ?? this.serverPort;
  }

  /** Scheme and host: `'https://example.com'`. */
  get hostUrl(): string {
    return hostUrlOf(this.environ);
  }

  /** The URL of the application: {@link hostUrl} and the encoded {@link scriptName}. */
  get applicationUrl(): string {
    return this.hostUrl + this.#encodedPaths.scriptName;
  }

  /** The URL without its query. */
  get pathUrl(): string {
    return this.hostUrl + this.path;
  }

  /** The whole path, percent-encoded, if possible exactly as it was sent. */
  get path(): string {
    const { scriptName, pathInfo } = this.#encodedPaths;
    return scriptName + pathInfo;
  }

  /** The {@link path} and, unless it is empty, the query. */
  get pathQs(): string {
    return pathQsOf(this.path, this.queryString);
  }

  get url(): string {
    return this.hostUrl + this.pathQs;
  }

  /** Positional arguments that a dispatcher took from the path (`wsgiorg.routing_args`). */
  get urlargs(): readonly unknown[] {
    return this.environ['wsgiorg.routing_args']?.[0] ?? [];
  }

  /** Named arguments that a dispatcher took from the path (`wsgiorg.routing_args`). */
  get urlvars(): Readonly<Record<string, unknown>> {
    return this.environ['wsgiorg.routing_args']?.[1] ?? {};
  }

  /**
   * Resolves a reference against this request's URL or, with `toApplication`, the application's.
   *
   * @throws TypeError when the reference cannot be resolved.
   */
  relativeUrl(other: string, options: { toApplication?: boolean | undefined } = {}): string {
    assertKnown('option of relativeUrl', options, ['toApplication']);
    return new URL(other, options.toApplication ? `${this.applicationUrl}/` : this.pathUrl).href;
  }

  /** The first segment of {@link pathInfo}, which `popPathInfo` would take; `undefined` if there is none. */
  peekPathInfo(): string | undefined {
    return this.pathInfo === '' ? undefined : /^\/*([^/]*)/.exec(this.pathInfo)?.[1];
  }

  get #encodedPaths(): ReturnType<typeof pathsOf> {
    this.#paths ??= pathsOf(this.environ);
    return this.#paths;
  }
}

/** Distinguishes an environ from the arguments of Fetch's Request. */
function assertEnviron(environ: unknown): asserts environ is Environ {
  if (typeof environ === 'object' && environ !== null && !('url' in environ || 'href' in environ)) return;
  throw new TypeError(
    `a Request wraps an environ; got ${kindOf(environ)}: use Request.blank(url) or Request.fromFetch(request)`,
  );
}
