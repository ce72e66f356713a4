/**
 * Requests of the Fetch API as environs.
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { unknownName } from '../collections/unknown-name.ts';
import { appendValue, arrivalKey } from '../headers/lists/environ-keys.ts';
import { Host } from '../url/host.ts';
import { assertMount, pathBelow } from '../url/mount.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { defaultPort } from '../url/target.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { FetchInput } from './fetch-input.ts';

/** How a Fetch request becomes one of ours. */
export interface FromFetchOptions {
  /** The path at which the application stands, which becomes SCRIPT_NAME. Defaults to the root. */
  readonly mount?: string | undefined;
  /** Further keys of the environ; those that the request sets win. */
  readonly environ?: object | undefined;
}

/**
 * What a host gives a handler beside the request. Deno's has the address of the client, Bun's tells it; of others nothing
 * is read.
 */
export type FetchInfo = unknown;

const URL_PARTS = /^(https?:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/;
const VERSION = [1, 0] as const;
const NO_BODY: readonly [] = Object.freeze([]);
const OPTIONS = ['mount', 'environ'];

/**
 * The environ of a Fetch request.
 *
 * Path and query are as in the request's URL, which Fetch has normalized: `..`, `\` and tabs are gone. The host is the
 * URL's. The address of the client is that of `info`, where it has one.
 *
 * @throws TypeError when an option is unknown or malformed, the path is not below the mount, the URL is not one of http
 * or https, or the body was already read. BadRequestError (400) when its host is malformed.
 *
 * @example
 * ```ts
 * const fetched = new globalThis.Request('https://example.com/app/caf%C3%A9?a=1', { headers: { 'X-Trace': '7' } });
 * const environ = environFromFetch(fetched, { mount: '/app' });
 * environ.SCRIPT_NAME; // '/app'
 * environ.PATH_INFO; // '/caf\xc3\xa9'
 * environ.HTTP_X_TRACE; // '7'
 * ```
 */
export function environFromFetch(
  request: globalThis.Request,
  options: FromFetchOptions = {},
  info?: FetchInfo,
): Environ {
  const { mount = '', environ, ...unknown } = options;
  for (const name of Object.keys(unknown)) throw unknownName('fromFetch option', name, OPTIONS);
  const path = mount.replace(/\/$/, '');
  assertMount(path);
  const made = makeEnviron(request, path, info);
  if (!made) throw new TypeError(`${request.url} is not below the mount ${JSON.stringify(mount)}`);
  made['wheatpaste.signal'] = request.signal;
  return environ ? { ...environ, ...made } : made;
}

/** {@link environFromFetch} without a signal; `undefined` for a request that is not below the mount. */
export function makeEnviron(
  request: globalThis.Request,
  mount: string,
  info: FetchInfo,
): Environ | undefined {
  if (request.bodyUsed) {
    throw new TypeError('the body of the Fetch request was already read: clone() it first');
  }
  const [, origin = '', rest, query = ''] = URL_PARTS.exec(nativeFromText(request.url)) ?? [];
  if (origin === '') throw new TypeError(`not an http(s) URL: ${request.url}`);
  const sent = rest || '/';
  const path = pathBelow(mount, sent);
  if (path === undefined) return undefined;
  const { scheme, host, serverName, serverPort } = serverOf(origin);
  const environ: Environ = {
    REQUEST_METHOD: request.method,
    SCRIPT_NAME: percentDecode(nativeFromText(mount)),
    PATH_INFO: percentDecode(path),
    QUERY_STRING: query.slice(1),
    REQUEST_URI: query.length > 1 ? sent + query : sent,
    SERVER_NAME: serverName,
    SERVER_PORT: serverPort,
    SERVER_PROTOCOL: 'HTTP/1.1',
    HTTP_HOST: host,
    'wsgi.version': VERSION,
    'wsgi.url_scheme': scheme,
    'wsgi.input': NO_BODY,
    'wsgi.errors': process.stderr,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
    'wsgi.input_terminated': false,
  };
  addRemote(environ, request, info);
  for (const [name, value] of request.headers) {
    // The URL names the host, and where the body ends Fetch knows by itself.
    if (name === 'host' || name === 'transfer-encoding') continue;
    const key = arrivalKey(name);
    if (key !== '') appendValue(environ, key, value);
  }
  const { body } = request;
  if (body) {
    environ['wsgi.input'] = new FetchInput(body, request);
    environ['wsgi.input_terminated'] = true;
  } else if (environ.CONTENT_LENGTH !== '0') delete environ.CONTENT_LENGTH;
  return environ;
}

/** What an origin says of the server. */
const serverOf = withParseCache((origin: string) => {
  const [scheme = '', rest = ''] = origin.split('://');
  const authority = Host.fromClient(rest.slice(rest.lastIndexOf('@') + 1));
  const { domain, port = defaultPort(scheme) } = authority;
  const isUsual = port === defaultPort(scheme);
  return {
    scheme,
    host: isUsual ? domain : `${domain}:${port}`,
    serverName: domain,
    serverPort: String(port),
  };
});

/** The client's address, as Deno has it and Bun tells it. */
function addRemote(environ: Environ, request: globalThis.Request, info: FetchInfo): void {
  if (typeof info !== 'object' || info === null) return;
  const known =
    'requestIP' in info && typeof info.requestIP === 'function'
      ? info.requestIP(request)
      : 'remoteAddr' in info && info.remoteAddr;
  if (typeof known !== 'object' || known === null) return;
  const address = known.hostname ?? known.address;
  if (typeof address !== 'string') return;
  environ.REMOTE_ADDR = address;
  environ.REMOTE_PORT = String(known.port ?? '');
}
