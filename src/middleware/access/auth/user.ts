/**
 * Who is asking: in the environ for the application, and in the notes of the exchange for all that is outside.
 *
 * @module
 */
import type { Environ } from '../../../wsgi/contract.ts';
import { exchangeOf } from '../../../wsgi/exchange.ts';
import { kindOf } from '../../../wsgi/kind-of.ts';
import { nativeFromText, textFromNative } from '../../../wsgi/native-string.ts';
import { type HasEnviron, noteOf } from '../../notes.ts';

/** What an application knows of a user: anything, and these where they say more than the credentials. */
export interface Account {
  /** The name, where it is another than that of the credentials. */
  readonly user?: string;
  /** What the user may do: `REMOTE_USER_TOKENS`, which `requireUser` asks for. */
  readonly roles?: readonly string[];
}

/** What `verify` gives: whether the credentials are right, or the user's name, or an object that {@link userOf} gives back. */
export type Verified = boolean | string | (object & Account);

/** A user whose credentials are right. */
export interface Identity {
  readonly name: string;
  readonly roles?: readonly string[] | undefined;
  readonly account?: object | undefined;
}

declare module '../../../wsgi/contract.ts' {
  interface ExchangeNotes {
    /** The object that `verify` gave for the user. */
    account?: object;
    /** The roles of the user, as text. */
    roles?: readonly string[];
  }
  interface Environ {
    /** The roles of the user, joined by commas, as `mod_auth_tkt` has them. */
    REMOTE_USER_TOKENS?: string;
    /** What the user's ticket carries besides. */
    REMOTE_USER_DATA?: string;
  }
}

/**
 * Who is logged in: the object that `verify` gave, else the name, as text. It is known inside of the middleware that
 * authenticates, and outside of it from when the application is called. `undefined` where nobody is.
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
 * The user that `verify` means; `undefined` where it refuses.
 *
 * @param name that of the credentials, where they have one.
 * @throws TypeError when it gave something else, or nobody says a name.
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

/** A copy of the environ that says who asks, which is noted for those outside, too. */
export function identified(environ: Environ, type: string, { name, roles, account }: Identity): Environ {
  const { notes } = exchangeOf(environ);
  notes.user = name;
  if (account) notes.account = account;
  else if (notes.account) delete notes.account;
  if (roles) notes.roles = roles;
  else if (notes.roles) delete notes.roles;
  // Keys that come before a copied environ cost nothing; after it they cost some µs.
  const known: Environ = { REMOTE_USER: '', AUTH_TYPE: '', ...environ };
  known.REMOTE_USER = nativeFromText(name);
  known.AUTH_TYPE = type;
  if (roles) setRoles(known, [...rolesOf(environ), ...roles.map(nativeFromText)]);
  return known;
}

/** The user's roles, as native strings. */
export function rolesOf({ REMOTE_USER_TOKENS: tokens }: Environ): string[] {
  return tokens ? tokens.split(',') : [];
}

/** Writes roles, each once. */
export function setRoles(environ: Environ, roles: Iterable<string>): void {
  const tokens = [...new Set(roles)].join(',');
  if (tokens === '') delete environ.REMOTE_USER_TOKENS;
  else environ.REMOTE_USER_TOKENS = tokens;
}
