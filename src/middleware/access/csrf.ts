/**
 * Rejects requests that other sites make a user's browser send (Fetch Metadata, section 2.2; Fetch standard,
 * section 3.2).
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
import { assertList } from '../option-checks.ts';
import { withToken } from '../sessions/csrf-token.ts';
import { whenKnown } from '../when-known.ts';
import { knownOrigin } from './known-origin.ts';

/** Options of {@link csrf}. */
export interface CsrfOptions {
  /** Other origins that may send state-changing requests, such as forms: `['https://login.example']`. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** Whether a request passes unchecked, such as one to a webhook. */
  readonly allow?: ((request: Request) => boolean | PromiseLike<boolean>) | undefined;
  /**
   * What to do with a request that has neither field, which no current browser sends. Defaults to `'allow'`. With
   * `'token'` it must carry the `csrfToken` of its session, which must then be outside.
   */
  readonly missing?: 'allow' | 'deny' | 'token' | undefined;
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * Answers 403 to a request from another site that may change something.
 *
 * If there is a `Sec-Fetch-Site`, it decides: `same-origin` passes, and so does `none`, which means that the user
 * acted directly; `same-site` does not, because a sibling domain is another site. Otherwise `Origin` must match the
 * requested host, and use https if the request does. A malformed field matches nothing. A trusted origin passes.
 * Safe methods (RFC 9110, section 9.2.1) are not checked, so they must change nothing; the content type is not
 * checked either.
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
  assertList('trustedOrigins of csrf', trustedOrigins);
  const trusted = new Set(trustedOrigins.map((one) => knownOrigin(one, 'trustedOrigins of csrf')));
  const passes = (environ: Environ) => {
    const { REQUEST_METHOD: method, HTTP_ORIGIN: from, HTTP_SEC_FETCH_SITE: site } = environ;
    if (SAFE_METHODS.includes(method) || (from !== undefined && trusted.has(from))) return true;
    if (site !== undefined) return ['same-origin', 'none'].includes(secFetchSite.parse(site) ?? '');
    return from === undefined ? undefined : isOwnOrigin(environ, from);
  };
  const refusal = new HTTPForbidden('This request comes from another site.').toApp();
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

/** Whether an origin has the requested host; if the request uses https, the origin must too. */
function isOwnOrigin(environ: Environ, from: string): boolean {
  const { scheme = '', authority } = splitTarget(origin.parse(from) ?? '') ?? {};
  const theirs = Host.parse(authority?.toLowerCase());
  const own = Host.parse(environ.HTTP_HOST?.toLowerCase());
  if (!theirs || !own || (environ['wsgi.url_scheme'] === 'https' && scheme !== 'https')) return false;
  const usual = defaultPort(scheme);
  return theirs.domain === own.domain && (theirs.port ?? usual) === (own.port ?? usual);
}
