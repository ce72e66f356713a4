/**
 * The URL that an environ stands for, and its parts (PEP 3333, "URL Reconstruction").
 *
 * @module
 */
import { BadRequestError } from './errors.ts';
import { Host } from './headers/host.ts';
import { percentDecode, percentEncode } from './percent-encoding.ts';
import type { Environ } from './wsgi.ts';

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);
const NOT_PATH = /[^A-Za-z0-9/_.~!$&'()*+,;=:@-]/g;
const NOT_QUERY = /[^!-~]/g;
const VERBATIM_PATH = /^[!"$->@-~]*$/;
const ENCODED_BYTE = /^%[0-9a-f]{2}$/i;
const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)/i;

/** The port that a scheme implies, or `undefined`. */
export function defaultPort(scheme: string): number | undefined {
  return DEFAULT_PORTS.get(scheme);
}

/**
 * The host that the request is for: its `Host` header, else the server's name and port.
 *
 * @throws BadRequestError (400) when the header is malformed (RFC 9112, section 3.2).
 */
export function hostOf(environ: Environ): Host {
  const header = environ.HTTP_HOST;
  const value = header ?? serverHost(environ);
  const host = Host.parse(value);
  if (!host) throw new BadRequestError(`Malformed Host: ${JSON.stringify(value)}.`);
  return host;
}

/** Scheme and host, without the port that the scheme implies: `'https://example.com'`. */
export function hostUrlOf(environ: Environ): string {
  const scheme = environ['wsgi.url_scheme'];
  const { domain, port } = hostOf(environ);
  return port === undefined || port === defaultPort(scheme)
    ? `${scheme}://${domain}`
    : `${scheme}://${domain}:${port}`;
}

/**
 * `SCRIPT_NAME` and `PATH_INFO`, percent-encoded for a URL.
 *
 * Where `REQUEST_URI` is there and still means these two, they are taken from it as they were sent:
 * `%2F` stays `%2F`. Elsewhere a middleware has changed them, and they are encoded anew, behind a `/`
 * where that is missing: it is what ends the host in a URL.
 */
export function pathsOf(environ: Environ): { scriptName: string; pathInfo: string } {
  const scriptName = environ.SCRIPT_NAME ?? '';
  const pathInfo = environ.PATH_INFO ?? '';
  const sent = sentPath(environ.REQUEST_URI);
  if (sent !== undefined && percentDecode(sent) === scriptName + pathInfo) {
    const border = encodedLength(sent, scriptName.length);
    return { scriptName: sent.slice(0, border), pathInfo: sent.slice(border) };
  }
  const mount = rooted(percentEncodePath(scriptName));
  const rest = percentEncodePath(pathInfo);
  return { scriptName: mount, pathInfo: mount === '' ? rooted(rest) : rest };
}

/** A path and, behind a `?`, the query string unless that is empty. */
export function pathQsOf(path: string, query: string): string {
  return query === '' ? path : `${path}?${percentEncode(query, NOT_QUERY)}`;
}

/** A request target taken apart (RFC 9112, section 3.2). */
export interface Target {
  /** Percent-encoded, as it was sent; empty in `*`. */
  readonly path: string;
  readonly query: string;
  /** In absolute form only. */
  readonly scheme?: string;
  readonly authority?: string;
}

/**
 * Takes a request target or a URL apart; `undefined` when it is neither a path, which may be empty,
 * nor an http(s) URL nor `*`.
 */
export function splitTarget(target: string): Target | undefined {
  if (target === '*') return { path: '', query: '' };
  if (target === '' || target.startsWith('/') || target.startsWith('?')) return splitPath(target);
  const match = ABSOLUTE_FORM.exec(target);
  if (!match) return undefined;
  const [prefix, scheme = '', authority = ''] = match;
  return { ...splitPath(target.slice(prefix.length)), scheme: scheme.toLowerCase(), authority };
}

/** Encodes a native string's bytes for a URL's path, all but what a path may hold bare. */
export function percentEncodePath(native: string): string {
  return percentEncode(native, NOT_PATH);
}

function rooted(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function serverHost(environ: Environ): string {
  const { SERVER_NAME: name, SERVER_PORT: port } = environ;
  return Number(port) === defaultPort(environ['wsgi.url_scheme']) ? name : `${name}:${port}`;
}

function splitPath(target: string): Target {
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function sentPath(target: string | undefined): string | undefined {
  const path = target === undefined ? undefined : splitTarget(target)?.path;
  return path !== undefined && VERBATIM_PATH.test(path) ? path : undefined;
}

function encodedLength(encoded: string, decodedLength: number): number {
  let length = 0;
  for (let i = 0; i < decodedLength; i++)
    length += ENCODED_BYTE.test(encoded.slice(length, length + 3)) ? 3 : 1;
  return length;
}
