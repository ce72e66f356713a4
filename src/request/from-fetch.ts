/**
 * Requests of the Fetch API as environs.
 *
 * @module
 */
import { addField } from '../headers/lists/environ-keys.ts';
import type { Environ } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { environFromUrl } from './blank.ts';

/** How a Fetch request becomes one of ours. */
export interface FromFetchOptions {
  /** The path at which the application stands, which becomes SCRIPT_NAME. Defaults to the root. */
  readonly mount?: string | undefined;
  /** Further keys of the environ; those that the request sets win. */
  readonly environ?: Readonly<Partial<Environ>> | undefined;
}

/**
 * The environ of a Fetch request.
 *
 * @throws TypeError when an option is unknown, the path is not below the mount, the URL is not one of http or https, or
 * the body was already read.
 */
export function environFromFetched(request: globalThis.Request, options: FromFetchOptions = {}): Environ {
  const { mount = '', environ, ...unknown } = options;
  for (const name of Object.keys(unknown)) throw new TypeError(`unknown fromFetch option: ${name}`);
  if (request.bodyUsed)
    throw new TypeError('the body of the Fetch request was already read: clone() it first');
  const { origin, pathname, search } = new URL(request.url);
  const made: Environ = { ...environ, ...environFromUrl(origin + pathname + search, undefined) };
  made.REQUEST_METHOD = request.method;
  made['wheatpaste.signal'] = request.signal;
  mountAt(made, nativeFromText(mount.replace(/\/$/, '')));
  // The URL names the host.
  request.headers.forEach((value, name) => {
    if (name !== 'host') addField(made, name, value);
  });
  setBody(made, request.body);
  return made;
}

function mountAt(environ: Environ, mount: string): void {
  const { PATH_INFO: path = '' } = environ;
  if (path !== mount && !path.startsWith(`${mount}/`)) {
    throw new TypeError(`${JSON.stringify(path)} is not below the mount ${JSON.stringify(mount)}`);
  }
  environ.SCRIPT_NAME = mount;
  environ.PATH_INFO = path.slice(mount.length);
}

/** Where the body ends Fetch knows by itself: of the length only what the client said stays. */
function setBody(environ: Environ, body: ReadableStream<Uint8Array> | null): void {
  delete environ.HTTP_TRANSFER_ENCODING;
  if (body) {
    environ['wsgi.input'] = body;
    environ['wsgi.input_terminated'] = true;
  } else delete environ.CONTENT_LENGTH;
}
