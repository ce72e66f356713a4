/**
 * Refusing what other sites make a user's browser send (Fetch Metadata, section 2.2; Fetch standard, section 3.2).
 *
 * @module
 */
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { secFetchSite } from '../../headers/fetch-metadata.ts';
import { origin } from '../../headers/origin.ts';
import { Request } from '../../request/request.ts';
import { Host } from '../../url/host.ts';
import { defaultPort, splitTarget } from '../../url/target.ts';
import type { Application, Environ } from '../../wsgi/contract.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { withToken } from '../sessions/csrf-token.ts';
import { whenKnown } from '../when-known.ts';
import { knownOrigin } from './known-origin.ts';

/** Options of {@link csrf}. */
export interface CsrfOptions {
  /** Other origins that may send forms and the like here: `['https://login.example']`. */
  readonly trustedOrigins?: readonly string[];
  /** Whether a request passes in any case: one to a webhook, for example. */
  readonly allow?: (request: Request) => boolean | PromiseLike<boolean>;
  /**
   * What becomes of a request with neither field, which no browser of today has sent. Defaults to `'allow'`. With `'token'` it
   * must bring the `csrfToken` of its session, which is then outside.
   */
  readonly missing?: 'allow' | 'deny' | 'token';
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * Answers 403 to a request of another site that may change something.
 *
 * `Sec-Fetch-Site` decides where there is one: `same-origin` passes, and `none`, which is the user's own doing;
 * `same-site` does not, for a neighbour is not this site. Without it `Origin` must name the host that is asked, and https
 * where this is asked by https. A malformed field passes for none of these. A trusted origin passes. Safe methods
 * (RFC 9110, section 9.2.1) are not looked at, so they must change nothing; nor is the type of the content.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = csrf()(new Response('Saved'));
 * const post = { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } };
 * (await Request.blank('/', post).send(app)).status; // 200
 * (await Request.blank('/', { ...post, headers: { 'Sec-Fetch-Site': 'cross-site' } }).send(app)).status; // 403
 * ```
 */
export function csrf(options: CsrfOptions = {}): AppMiddleware {
  assertOptions('csrf', options, { trustedOrigins: true, allow: true, missing: true });
  const { trustedOrigins = [], allow, missing = 'allow' } = options;
  if (missing !== 'allow' && missing !== 'deny' && missing !== 'token') {
    throw new TypeError(`missing of csrf must be 'allow', 'deny' or 'token': ${String(missing)}`);
  }
  const trusted = new Set(trustedOrigins.map((one) => knownOrigin(one, 'trustedOrigins of csrf')));
  const passes = (environ: Environ) => {
    const { REQUEST_METHOD: method, HTTP_ORIGIN: from, HTTP_SEC_FETCH_SITE: site } = environ;
    if (SAFE_METHODS.includes(method) || (from !== undefined && trusted.has(from))) return true;
    if (site !== undefined) return ['same-origin', 'none'].includes(secFetchSite.parse(site) ?? '');
    return from === undefined ? undefined : isOwnOrigin(environ, from);
  };
  const refusal = new HTTPForbidden('Another site has sent this request.').toApp();
  return middleware((app) => {
    const unknown = missing === 'token' ? byToken(app, refusal) : refusal;
    return (environ, startResponse) => {
      const isOwn = passes(environ);
      if (isOwn ?? missing === 'allow') return app(environ, startResponse);
      const isAllowed = allow?.(new Request(environ)) ?? false;
      const guard = isOwn === undefined ? unknown : refusal;
      const answer = (isWelcome: boolean) => (isWelcome ? app : guard)(environ, startResponse);
      return whenKnown(isAllowed, answer);
    };
  });
}

function byToken(app: Application, refusal: Application): Application {
  return wsgify(async (request) => {
    const known = await withToken(request);
    return known ? (_, startResponse) => app(known.environ, startResponse) : refusal;
  });
}

/** Whether an origin is of the host that is asked; a scheme of https must be the origin's, too. */
function isOwnOrigin(environ: Environ, from: string): boolean {
  const { scheme = '', authority } = splitTarget(origin.parse(from) ?? '') ?? {};
  const theirs = Host.parse(authority?.toLowerCase());
  const own = Host.parse(environ.HTTP_HOST?.toLowerCase());
  if (!theirs || !own || (environ['wsgi.url_scheme'] === 'https' && scheme !== 'https')) return false;
  const usual = defaultPort(scheme);
  return theirs.domain === own.domain && (theirs.port ?? usual) === (own.port ?? usual);
}
