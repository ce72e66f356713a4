/**
 * The user of a request, in the environ for the application, and in the notes of the exchange for everything
 * outside.
 *
 * @module
 */
import type { Environ } from '../../../wsgi/contract.ts';
import { exchangeOf } from '../../../wsgi/exchange.ts';
import { kindOf } from '../../../wsgi/kind-of.ts';
import { nativeFromText, textFromNative } from '../../../wsgi/native-string.ts';
import { type HasEnviron, noteOf } from '../../notes.ts';

/** A user's account, with any properties. These two take precedence over the credentials. */
export interface Account {
  /** The name, if it differs from that in the credentials. */
  readonly user?: string | undefined;
  /** The user's roles: `REMOTE_USER_TOKENS`, which `requireUser` checks. */
  readonly roles?: readonly string[] | undefined;
}

/**
 * The result of `verify`: whether the credentials are valid, or the user's name, or an object that {@link userOf}
 * returns.
 */
export type Verified = boolean | string | (object & Account);

/** A user with valid credentials. */
export interface Identity {
  readonly name: string;
  readonly roles?: readonly string[] | undefined;
  readonly account?: object | undefined;
}

/**
 * The logged-in user: the object that `verify` returned, else the name, as text. It is available inside the
 * authentication middleware, and outside it as soon as the application is called. `undefined` if nobody is logged
 * in.
 *
 * @example
 * ```ts
 * const verify = (user: string, password: string) => password === 'open sesame' && { user, isAdmin: true };
 * const app = wsgify((request) => `${userOf<{ isAdmin: boolean }>(request)?.isAdmin}`);
 * const response = await Request.blank('/', { authorization: Authorization.basic('ada', 'open sesame') }).send(
 *   basicAuth({ realm: 'cave', verify })(app),
 * );
 * await response.text(); // 'true'
 * ```
 */
export function userOf<User = string>(request: HasEnviron): User | undefined {
  const { REMOTE_USER: native } = request.environ;
  const name = noteOf(request, 'user') ?? (native ? textFromNative(native) : undefined);
  return (noteOf(request, 'account') ?? name) as User | undefined;
}

/**
 * The user that `verify` returned; `undefined` if it rejected the credentials.
 *
 * @param name the name in the credentials, if they have one.
 * @throws TypeError when it returned something else, or there is no name.
 */
export function identityFrom(verified: unknown, name?: string): Identity | undefined {
  if (verified === false || verified === null || verified === undefined) return undefined;
  const account: Account | undefined = typeof verified === 'object' ? verified : undefined;
  const user = typeof verified === 'string' ? verified : (account?.user ?? name);
  if (typeof user !== 'string' || !(account || typeof verified === 'string' || verified === true)) {
    throw new TypeError(
      `verify must give the user's name, an object with it as user, or false; got ${kindOf(verified)}`,
    );
  }
  return user === '' ? undefined : { name: user, roles: account?.roles, account };
}

/** A copy of the environ with the user, who is also noted for middleware outside. */
export function identified(environ: Environ, type: string, { name, roles, account }: Identity): Environ {
  const { notes } = exchangeOf(environ);
  notes.user = name;
  if (account) notes.account = account;
  else if (notes.account) delete notes.account;
  if (roles) notes.roles = roles;
  else if (notes.roles) delete notes.roles;
  // Keys before a spread environ cost nothing; after it they cost a few µs.
  const known: Environ = { REMOTE_USER: '', AUTH_TYPE: '', ...environ };
  known.REMOTE_USER = nativeFromText(name);
  known.AUTH_TYPE = type;
  if (roles) setRoles(known, [...rolesOf(environ), ...roles.map(nativeRole)]);
  return known;
}

/** The user's roles, as native strings. */
export function rolesOf({ REMOTE_USER_TOKENS: tokens }: Environ): string[] {
  return tokens ? tokens.split(',') : [];
}

/**
 * A role as a native string.
 *
 * @throws TypeError when it has a comma, which would make it several roles.
 */
export function nativeRole(role: string): string {
  if (!String(role).includes(',')) return nativeFromText(role);
  throw new TypeError(`a role must not contain a comma: ${JSON.stringify(role)}`);
}

/** Writes roles without repetition. */
export function setRoles(environ: Environ, roles: Iterable<string>): void {
  const tokens = [...new Set(roles)].join(',');
  if (tokens === '') delete environ.REMOTE_USER_TOKENS;
  else environ.REMOTE_USER_TOKENS = tokens;
}
