/**
 * Bearer tokens (RFC 6750).
 *
 * @module
 */
import { Authorization } from '../../../headers/authorization.ts';
import { Challenge } from '../../../headers/challenge.ts';
import type { Request } from '../../../request/request.ts';
import { type AppMiddleware, assertOptions } from '../../app-middleware.ts';
import { assertFunction } from '../../option-checks.ts';
import { whenKnown } from '../../when-known.ts';
import { authentication } from './authentication.ts';
import { realmFrom } from './realm.ts';
import { identityFrom, type Verified } from './user.ts';

/** Options of {@link bearerAuth}. */
export interface BearerAuthOptions {
  /**
   * Returns the owner of a token: a name, or an object with the name as `user`; `false` if the token is wrong,
   * expired or revoked.
   */
  readonly verify: (token: string, request: Request) => Verified | PromiseLike<Verified>;
  /** The name of the protected area, in printable ASCII. Defaults to none. */
  readonly realm?: string | undefined;
  /** Whether requests without a token also pass. Defaults to false. */
  readonly optional?: boolean | undefined;
}

/**
 * Asks for a token in `Authorization`. Answers 401 when it is missing, and with the error `invalid_token` when it
 * is malformed or wrong (section 3.1). Tokens in queries and forms are ignored, because those end up in logs and
 * histories (section 5.3). The 403 of `requireUser`, inside, says `insufficient_scope`.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const tokens = new Map([['mF_9.B5f-4.1JqM', { user: 'ada', roles: ['read'] }]]);
 * const app = bearerAuth({ verify: (token) => tokens.get(token) ?? false })(wsgify((request) => `${request.remoteUser}`));
 * const ask = (token: string) => Request.blank('/', { authorization: Authorization.bearer(token) }).send(app);
 * await (await ask('mF_9.B5f-4.1JqM')).text(); // 'ada'
 * (await ask('other')).headers.get('WWW-Authenticate'); // 'Bearer error="invalid_token"'
 * ```
 */
export function bearerAuth(options: BearerAuthOptions): AppMiddleware {
  assertOptions('bearerAuth', options, { verify: true, realm: true, optional: true });
  const { verify, realm, optional = false } = options;
  assertFunction('verify of bearerAuth', verify);
  const params = realm === undefined ? {} : { realm: realmFrom(realm) };
  const challenges = [String(new Challenge('Bearer', params))];
  const invalid = [String(new Challenge('Bearer', { ...params, error: 'invalid_token' }))];
  return authentication({
    name: 'bearer',
    isOptional: optional,
    challenges: () => challenges,
    judge(header, request) {
      const token = Authorization.parse(header)?.token;
      const verified = token === undefined ? undefined : verify(token, request);
      return whenKnown(verified, (found) => ({ user: identityFrom(found), challenges: invalid }));
    },
  });
}
