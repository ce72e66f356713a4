/**
 * Accepts requests for known hosts only (RFC 9110, section 7.4).
 *
 * @module
 */
import { HTTPBadRequest } from '../../exceptions/client-errors.ts';
import { Host } from '../../url/host.ts';
import { defaultPort } from '../../url/target.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { type AppMiddleware, middleware } from '../app-middleware.ts';

const PATTERN = /^(\*\.)?(.+?)(:\*)?$/;

interface Pattern {
  matches(domain: string, port: number | undefined, scheme: string): boolean;
}

/**
 * Answers 400 to a request whose `Host` is missing, malformed or not in the list. Otherwise a forged Host would end
 * up in the URLs that the application generates, in its mails, redirections and caches.
 *
 * `*.example.com` matches every host below `example.com`, but not `example.com` itself. A host without a port has
 * the scheme's; `localhost:*` allows any.
 *
 * @param hosts the hosts, in ASCII; case does not matter.
 * @throws TypeError when they are not a list of hosts, or the list is empty.
 *
 * @example
 * ```ts
 * const app = allowedHosts(['example.com', '*.example.com', 'localhost:*'])(new Response('Hello'));
 * (await Request.blank('http://www.example.com/').send(app)).status; // 200
 * (await Request.blank('http://evil.example/').send(app)).status; // 400
 * ```
 */
export function allowedHosts(hosts: readonly string[]): AppMiddleware {
  if (!Array.isArray(hosts) || hosts.length === 0) {
    throw new TypeError(`allowedHosts takes a list of hosts, not ${hosts ? kindOf(hosts) : String(hosts)}`);
  }
  const patterns = hosts.map(patternOf);
  return middleware((app) => (environ, startResponse) => {
    const scheme = environ['wsgi.url_scheme'];
    const host = Host.parse(environ.HTTP_HOST);
    const domain = host?.domain.toLowerCase() ?? '';
    const port = host?.port ?? defaultPort(scheme);
    if (host && patterns.some((pattern) => pattern.matches(domain, port, scheme))) {
      return app(environ, startResponse);
    }
    return new HTTPBadRequest('This server does not answer requests for this host.').toApp()(
      environ,
      startResponse,
    );
  });
}

function patternOf(text: string): Pattern {
  const [, wildcard, name = '', anyPort] = PATTERN.exec(String(text)) ?? [];
  const host = Host.parse(name.toLowerCase());
  if (!host || name.includes('*')) {
    throw new TypeError(
      `invalid host of allowedHosts: ${JSON.stringify(text)}; give example.com, *.example.com or localhost:*`,
    );
  }
  const suffix = `.${host.domain}`;
  return {
    matches: (domain, port, scheme) =>
      (wildcard === undefined ? domain === host.domain : domain.endsWith(suffix) && domain !== suffix) &&
      (anyPort !== undefined || port === (host.port ?? defaultPort(scheme))),
  };
}
