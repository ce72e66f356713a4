/**
 * Admits only users who are logged in.
 *
 * @module
 */

import { httpException, statusMap } from '../../../exceptions/status-map.ts';
import { Challenge } from '../../../headers/challenge.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertList } from '../../option-checks.ts';
import { nativeRole, rolesOf } from './user.ts';

/** Options of {@link requireUser}. */
export interface RequireUserOptions {
  /** Roles, one of which the user must have. Defaults to none: every user is admitted. */
  readonly roles?: readonly string[] | undefined;
  /** The status when nobody is logged in. Defaults to 401. */
  readonly status?: number | undefined;
}

/** The syntax of an OAuth scope (RFC 6749, section 3.3). */
const SCOPE = /^[!#-[\]-~]+$/;

/**
 * Answers 401 when nobody is logged in, and 403 when the user has none of the roles. The authentication outside
 * identifies the user; if that is `optional`, it adds its challenge. For a Bearer token the 403 says
 * `insufficient_scope` (RFC 6750, section 3.1).
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = requireUser({ roles: ['staff', 'admin'] })(new Response('secret'));
 * const ask = (environ: Record<string, string>) => Request.blank('/', { environ }).send(app);
 * (await ask({})).status; // 401
 * (await ask({ REMOTE_USER: 'ada' })).status; // 403
 * (await ask({ REMOTE_USER: 'ada', REMOTE_USER_TOKENS: 'guest,staff' })).status; // 200
 * ```
 */
export function requireUser(options: RequireUserOptions = {}): AppMiddleware {
  assertOptions('requireUser', options, { roles: true, status: true });
  const { roles, status = 401 } = options;
  if (roles !== undefined) assertList('roles of requireUser', roles);
  if (!(status >= 400 && status in statusMap)) {
    throw new TypeError(`status of requireUser must be a status of an error, not ${String(status)}`);
  }
  const wanted = roles && new Set(roles.map(nativeRole));
  const scope = roles?.every((role) => SCOPE.test(role)) ? { scope: roles.join(' ') } : {};
  const insufficient = String(new Challenge('Bearer', { error: 'insufficient_scope', ...scope }));
  return middleware((app) => (environ, startResponse) => {
    if (!environ.REMOTE_USER) return httpException(status).toApp()(environ, startResponse);
    if (!wanted || rolesOf(environ).some((role) => wanted.has(role))) return app(environ, startResponse);
    const headers: [string, string][] =
      environ.AUTH_TYPE === 'bearer' ? [['WWW-Authenticate', insufficient]] : [];
    return httpException(403, { headers }).toApp()(environ, startResponse);
  });
}
