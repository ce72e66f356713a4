/**
 * Converts requests of the Fetch API to environs, with what their host knows about them.
 *
 * @module
 */
import { environBelow, environFromFetched, type FromFetchOptions } from '../../request/from-fetch.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { FetchInput } from './input.ts';

/**
 * What a host passes to a handler besides the request. Deno's has the client's address, and Bun's can look it up;
 * those of other hosts are ignored.
 */
export type FetchInfo = unknown;

/**
 * The environ of a Fetch request, as `Request.fromFetch` makes it. The client's address is taken from `info`, if it
 * has one. If the client goes away while its body is read, that is a DisconnectionError (400).
 *
 * @throws TypeError when an option is unknown or malformed, the path is not below the mount, the URL is not http or
 * https, or the body was already read. BadRequestError (400) when its host is malformed.
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
  const environ = environFromFetched(request, options);
  addConnection(environ, request, info);
  return environ;
}

/** Does what {@link environFromFetch} does, without a signal; `undefined` for a request that is not below the mount. */
export function makeEnviron(
  request: globalThis.Request,
  mount: string,
  info: FetchInfo,
): Environ | undefined {
  const environ = environBelow(request, mount);
  if (environ) addConnection(environ, request, info);
  return environ;
}

function addConnection(environ: Environ, request: globalThis.Request, info: FetchInfo): void {
  addRemote(environ, request, info);
  if (request.body) environ['wsgi.input'] = new FetchInput(request.body, request);
}

/** Adds the client's address, from Deno's property or Bun's method. */
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
