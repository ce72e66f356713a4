/**
 * Converts requests of the Fetch API to environs.
 *
 * @module
 */

import { assertKnown } from '../collections/unknown-name.ts';
import { appendValue, arrivalKey } from '../headers/lists/environ-keys.ts';
import { Host } from '../url/host.ts';
import { assertMount, pathBelow } from '../url/mount.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { serverVariables } from '../url/server-variables.ts';
import { splitTarget } from '../url/target.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { newEnviron } from '../wsgi/new-environ.ts';

/** Options for converting a Fetch request. */
export interface FromFetchOptions {
  /** The path at which the application is mounted, which becomes SCRIPT_NAME. Defaults to the root. */
  readonly mount?: string | undefined;
  /** Additional keys of the environ; keys that the request sets take precedence. */
  readonly environ?: object | undefined;
}

const OPTIONS = ['mount', 'environ'];

/**
 * The environ of a Fetch request.
 *
 * Path and query are as in the request's URL, which Fetch has normalized, so `..`, `\` and tabs are gone. The host
 * is taken from the URL.
 *
 * @throws TypeError when an option is unknown or malformed, the path is not below the mount, the URL is not http or
 * https, or the body was already read. BadRequestError (400) when its host is malformed.
 */
export function environFromFetched(request: globalThis.Request, options: FromFetchOptions = {}): Environ {
  assertKnown('option of fromFetch', options, OPTIONS);
  const { mount = '', environ } = options;
  const path = mount.replace(/\/$/, '');
  assertMount(path);
  const made = environBelow(request, path);
  if (!made) throw new TypeError(`${request.url} is not below the mount ${JSON.stringify(mount)}`);
  made['wheatpaste.signal'] = request.signal;
  return environ ? { ...environ, ...made } : made;
}

/** {@link environFromFetched} without a signal; `undefined` for a request that is not below the mount. */
export function environBelow(request: globalThis.Request, mount: string): Environ | undefined {
  if (request.bodyUsed) {
    throw new TypeError('the body of the Fetch request was already read: clone() it first');
  }
  const target = splitTarget(nativeFromText(`${request.url}`.replace(/#.*/s, '')));
  if (target?.scheme === undefined)
    throw new TypeError(`not a Fetch Request with an http(s) URL: ${request.url}`);
  const { scheme, authority = '', query } = target;
  const host = Host.fromClient(authority.slice(authority.lastIndexOf('@') + 1));
  const sent = target.path || '/';
  const path = pathBelow(mount, sent);
  if (path === undefined) return undefined;
  // Changed in place, because merging several objects takes many times as long.
  const environ = newEnviron();
  environ.REQUEST_METHOD = request.method;
  environ.SCRIPT_NAME = percentDecode(nativeFromText(mount));
  environ.PATH_INFO = percentDecode(path);
  environ.QUERY_STRING = query;
  environ.REQUEST_URI = query === '' ? sent : `${sent}?${query}`;
  Object.assign(environ, serverVariables(scheme, host));
  environ['wsgi.input_terminated'] = false;
  for (const [name, value] of request.headers) {
    // The URL names the host, and Fetch itself knows where the body ends.
    if (name === 'host' || name === 'transfer-encoding') continue;
    const key = arrivalKey(name);
    if (key !== '') appendValue(environ, key, value);
  }
  const { body } = request;
  if (body) {
    environ['wsgi.input'] = body;
    environ['wsgi.input_terminated'] = true;
  } else if (environ.CONTENT_LENGTH !== '0') delete environ.CONTENT_LENGTH;
  return environ;
}
