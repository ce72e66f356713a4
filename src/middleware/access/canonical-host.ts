/**
 * Redirects to the canonical name of a site that has several.
 *
 * @module
 */

import { Host } from '../../url/host.ts';
import { defaultPort } from '../../url/target.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { type AppMiddleware, middleware } from '../app-middleware.ts';
import { isRedirectable, malformedHost, movedTo, urlAt } from './redirect.ts';

/**
 * Redirects GET and HEAD for another host to this one, keeping path and query. Other methods, and requests without
 * a Host, go on to the application; a malformed Host is answered with 400.
 *
 * @param host the host, with its port unless that is the scheme's.
 * @throws TypeError when it is not a string, or malformed.
 *
 * @example
 * ```ts
 * const app = canonicalHost('www.example.com')(new Response('Hello'));
 * (await Request.blank('https://example.com/a?b=1').send(app)).location; // 'https://www.example.com/a?b=1'
 * ```
 */
export function canonicalHost(host: string): AppMiddleware {
  if (typeof host !== 'string') throw new TypeError(`canonicalHost takes a host, not ${kindOf(host)}`);
  const wanted = Host.from(host.toLowerCase());
  return middleware((app) => (environ, startResponse) => {
    if (environ.HTTP_HOST === undefined || !isRedirectable(environ)) return app(environ, startResponse);
    const asked = Host.parse(environ.HTTP_HOST.toLowerCase());
    if (!asked) return malformedHost()(environ, startResponse);
    const scheme = environ['wsgi.url_scheme'];
    const usual = defaultPort(scheme);
    const isWanted = asked.domain === wanted.domain && (asked.port ?? usual) === (wanted.port ?? usual);
    return (isWanted ? app : movedTo(urlAt(environ, scheme, wanted)))(environ, startResponse);
  });
}
