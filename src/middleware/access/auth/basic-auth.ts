/**
 * Basic authentication (RFC 7617).
 *
 * @module
 */
import { Authorization } from '../../../headers/authorization.ts';
import { Challenge } from '../../../headers/challenge.ts';
import { decodeUtf8 } from '../../../headers/grammar/ext-value.ts';
import type { Request } from '../../../request/request.ts';
import { type AppMiddleware, assertOptions } from '../../app-middleware.ts';
import { assertFunction } from '../../option-checks.ts';
import { whenKnown } from '../../when-known.ts';
import { authentication } from './authentication.ts';
import { realmFrom } from './realm.ts';
import { identityFrom, type Verified } from './user.ts';

/** Options of {@link basicAuth}. */
export interface BasicAuthOptions {
  /** The name of the protected area, in printable ASCII. Browsers show it, and remember passwords for it. */
  readonly realm: string;
  /** Checks a name and a password, and may return the user. */
  readonly verify: (user: string, password: string, request: Request) => Verified | PromiseLike<Verified>;
  /** Whether requests without credentials also pass. Defaults to false. */
  readonly optional?: boolean | undefined;
}

/**
 * Asks for a name and a password, and answers 401 when they are missing, malformed (not UTF-8, or with control
 * characters) or wrong. They are sent unencrypted, so put `httpsOnly` outside. `verify` should compare hashes of
 * passwords made with scrypt, argon2 or bcrypt, in constant time.
 *
 * With `optional`, a response with status 401 from inside, such as that of `requireUser`, gets the challenge.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const cave = basicAuth({ realm: 'cave', verify: (user, password) => user === 'ada' && password === 'open sesame' });
 * const app = cave(wsgify((request) => `Hello, ${request.remoteUser}`));
 * const response = await Request.blank('/', { authorization: Authorization.basic('ada', 'open sesame') }).send(app);
 * await response.text(); // 'Hello, ada'
 * (await Request.blank('/').send(app)).headers.get('WWW-Authenticate'); // 'Basic realm="cave", charset="UTF-8"'
 * ```
 */
export function basicAuth(options: BasicAuthOptions): AppMiddleware {
  assertOptions('basicAuth', options, { realm: true, verify: true, optional: true });
  const { realm, verify, optional = false } = options;
  assertFunction('verify of basicAuth', verify);
  const challenges = [String(new Challenge('Basic', { realm: realmFrom(realm), charset: 'UTF-8' }))];
  return authentication({
    name: 'basic',
    isOptional: optional,
    challenges: () => challenges,
    judge(header, request) {
      const { username, password, token = '' } = Authorization.parse(header) ?? {};
      if (username === undefined || password === undefined || !isUtf8(token)) return {};
      return whenKnown(verify(username, password, request), (verified) => ({
        user: identityFrom(verified, username),
      }));
    },
  });
}

/** Whether well-formed credentials are UTF-8. The number of `=` at their end does not matter. */
function isUtf8(token: string): boolean {
  return decodeUtf8(atob(token.replace(/=+$/, ''))) !== undefined;
}
