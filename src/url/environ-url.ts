/**
 * The URL of an environ, and its parts (PEP 3333, "URL Reconstruction").
 *
 * @module
 */

import type { Environ } from '../wsgi/contract.ts';
import { nativeAt } from '../wsgi/native-string.ts';
import { required } from '../wsgi/required.ts';
import { Host } from './host.ts';
import { bracketed } from './ipv6.ts';
import { percentDecode, percentEncode, percentEncodePath } from './percent-encoding.ts';
import { defaultPort, splitTarget } from './target.ts';

const NOT_QUERY = /[^!-~]/g;
const VERBATIM_PATH = /^[!"$->@-~]*$/;
const SLASHES = /\/{2,}/g;
const SENT_SLASHES = /(?:\/|%2f){2,}/gi;
const ENCODED_BYTE = /^%[0-9a-f]{2}$/i;

/**
 * The host that the request is for: its `Host` header, else the server's name and port.
 *
 * @throws BadRequestError (400) when the header is malformed (RFC 9112, section 3.2), TypeError when there is neither.
 */
export function hostOf(environ: Environ): Host {
  return Host.fromClient(environ.HTTP_HOST ?? serverHost(environ));
}

/** Scheme and host, without the port that the scheme implies: `'https://example.com'`. */
export function hostUrlOf(environ: Environ): string {
  const scheme = required(environ, 'wsgi.url_scheme');
  const { domain, port } = hostOf(environ);
  return port === undefined || port === defaultPort(scheme)
    ? `${scheme}://${domain}`
    : `${scheme}://${domain}:${port}`;
}

/**
 * `SCRIPT_NAME` and `PATH_INFO`, percent-encoded for a URL.
 *
 * If `REQUEST_URI` is present and still stands for these two, they are taken from it as they were sent: `%2F` stays
 * `%2F`. Otherwise a middleware has changed them, and they are encoded anew, with a leading `/` added if missing,
 * since that ends the host in a URL.
 */
export function pathsOf(environ: Environ): { scriptName: string; pathInfo: string } {
  const { SCRIPT_NAME: scriptName = '', PATH_INFO: pathInfo = '' } = environ;
  const sent = sentPath(environ.REQUEST_URI);
  // The sent path consists of bytes, so a string equal to it needs no further checks.
  if (sent !== undefined && percentDecode(sent) === scriptName + pathInfo) {
    const border = encodedLength(sent, scriptName.length);
    return { scriptName: sent.slice(0, border), pathInfo: sent.slice(border) };
  }
  const mount = rooted(percentEncodePath(nativeAt(environ, 'SCRIPT_NAME')));
  const rest = percentEncodePath(nativeAt(environ, 'PATH_INFO'));
  return { scriptName: mount, pathInfo: mount === '' ? rooted(rest) : rest };
}

/**
 * Sets an environ's `SCRIPT_NAME` or `PATH_INFO`, and updates `REQUEST_URI` so that the other part keeps its
 * original spelling, `%2F` or `/`.
 *
 * @param paths native strings; an omitted one is unchanged.
 */
export function setPaths(environ: Environ, paths: { scriptName?: string; pathInfo?: string }): void {
  const { scriptName = environ.SCRIPT_NAME ?? '', pathInfo = environ.PATH_INFO ?? '' } = paths;
  const sent = pathsOf(environ);
  environ.SCRIPT_NAME = scriptName;
  environ.PATH_INFO = pathInfo;
  if (environ.REQUEST_URI === undefined) return;
  const mount = paths.scriptName === undefined ? sent.scriptName : percentEncodePath(scriptName);
  const rest = paths.pathInfo === undefined ? sent.pathInfo : percentEncodePath(pathInfo);
  environ.REQUEST_URI = pathQsOf(mount + rest, environ.QUERY_STRING ?? '');
}

/**
 * Moves the beginning of `PATH_INFO` to the end of `SCRIPT_NAME`. `REQUEST_URI` covers both and stays the same.
 *
 * @param length how many characters to move.
 */
export function shiftPath(environ: Environ, length: number): void {
  const { SCRIPT_NAME: scriptName = '', PATH_INFO: pathInfo = '' } = environ;
  environ.SCRIPT_NAME = scriptName + pathInfo.slice(0, length);
  environ.PATH_INFO = pathInfo.slice(length);
}

/** Replaces each run of slashes in `PATH_INFO` with one, and does the same in `REQUEST_URI`. Each `%2F` is kept. */
export function collapseSlashes(environ: Environ): void {
  const { scriptName, pathInfo } = pathsOf(environ);
  environ.PATH_INFO = nativeAt(environ, 'PATH_INFO').replace(SLASHES, '/');
  if (environ.REQUEST_URI === undefined) return;
  environ.REQUEST_URI = pathQsOf(
    scriptName + pathInfo.replace(SENT_SLASHES, '/'),
    environ.QUERY_STRING ?? '',
  );
}

/** A path, followed by `?` and the query string unless that is empty. */
export function pathQsOf(path: string, query: string): string {
  return query === '' ? path : `${path}?${percentEncode(query, NOT_QUERY)}`;
}

function rooted(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function serverHost(environ: Environ): string {
  const name = bracketed(required(environ, 'SERVER_NAME'));
  const port = required(environ, 'SERVER_PORT');
  return Number(port) === defaultPort(environ['wsgi.url_scheme']) ? name : `${name}:${port}`;
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
