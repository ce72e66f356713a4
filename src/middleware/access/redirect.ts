/**
 * Redirects to a different spelling of the requested URL.
 *
 * @module
 */
import { HTTPBadRequest } from '../../exceptions/client-errors.ts';
import { HTTPMovedPermanently } from '../../exceptions/redirection.ts';
import { pathQsOf, pathsOf } from '../../url/environ-url.ts';
import type { Host } from '../../url/host.ts';
import type { Application, Environ } from '../../wsgi/contract.ts';
import { nativeAt } from '../../wsgi/native-string.ts';

/** Whether a redirection loses nothing: other methods have a body, which clients need not send again. */
export function isRedirectable({ REQUEST_METHOD: method }: Environ): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** An application that permanently redirects a client to a URL. */
export function movedTo(location: string): Application {
  return new HTTPMovedPermanently(location).toApp();
}

/** An application that rejects a malformed Host. */
export function malformedHost(): Application {
  return new HTTPBadRequest('The Host header is malformed.').toApp();
}

/** The URL of a request at another scheme and host, with the same path and query. */
export function urlAt(environ: Environ, scheme: string, host: Host): string {
  const { scriptName, pathInfo } = pathsOf(environ);
  return `${scheme}://${host}${pathQsOf(scriptName + pathInfo, nativeAt(environ, 'QUERY_STRING'))}`;
}
