/**
 * Login by a form, kept in a session, as Paste's `auth.form` does.
 *
 * @module
 */

import { escapeHtml } from '../../../exceptions/escape-html.ts';
import { HTTPSeeOther } from '../../../exceptions/redirection.ts';
import { wsgify } from '../../../handlers/wsgify.ts';
import { safeLocation } from '../../../headers/location.ts';
import type { Request } from '../../../request/request.ts';
import { Response } from '../../../response/response.ts';
import type { Complete } from '../../../wsgi/option-types.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertFunction } from '../../option-checks.ts';
import { sessionOf } from '../../sessions/session-of.ts';
import { csrf } from '../csrf.ts';
import { type Identity, identified, identityFrom, type Verified } from './user.ts';

/** The names of the fields of a login form. */
export interface LoginFields {
  /** Defaults to `'username'`. */
  readonly user?: string | undefined;
  /** Defaults to `'password'`. */
  readonly password?: string | undefined;
}

/** The contents of a login page. None of them is escaped. */
export interface LoginForm {
  /** The URL to post the form to, which is the requested one. */
  readonly action: string;
  readonly fields: Complete<LoginFields>;
  /** The rejected name; `''` if none was given. */
  readonly user: string;
  /** Whether the name or password was rejected. */
  readonly hasFailed: boolean;
}

/** Options of {@link formAuth}. */
export interface FormAuthOptions {
  /**
   * Checks a name and a password, and may return the user. An object is kept in the session, so it must not contain
   * anything that should not be stored there.
   */
  readonly verify: (user: string, password: string, request: Request) => Verified | PromiseLike<Verified>;
  /** Makes the login page: HTML, or a response. Defaults to a plain page. */
  readonly page?:
    | ((form: LoginForm, request: Request) => string | Response | PromiseLike<string | Response>)
    | undefined;
  /** The names of the form's fields. */
  readonly fields?: LoginFields | undefined;
  /** The key of the session that holds the user. Defaults to `'user'`. */
  readonly session?: string | undefined;
}

const FORM_TYPES: readonly string[] = ['application/x-www-form-urlencoded', 'multipart/form-data'];
/** A name and a password fit into this many bytes. Larger posts get the page without being read. */
const LARGEST_FORM = 65_536;

/**
 * Answers visitors who are not logged in with a login page, with status 200, at whatever URL they request. The page
 * is posted to the same URL. With the right name and password, the session gets a new id, and the browser is sent
 * back there by 303; from then on the `AUTH_TYPE` is `form`. Posts are checked by the rule of {@link csrf}, and
 * nothing in the request decides where to go next. The password is sent unencrypted, so put `httpsOnly` outside,
 * and `rateLimit` against guessing.
 *
 * The application logs users out with `session.destroy()`. It can log them in with `session.renew()` followed by
 * `session.set('user', name)`.
 *
 * @throws TypeError when an option is unknown or malformed. Requests fail with a TypeError if neither `session` nor
 * `cookieSession` is outside.
 *
 * @example
 * ```ts
 * const app = pipeline(
 *   wsgify((request) => `Hello, ${request.remoteUser}`),
 *   session({ store: memoryStore() }),
 *   formAuth({ verify: (user, password) => user === 'ada' && password === 'open sesame' }),
 * );
 * const form = { username: 'ada', password: 'open sesame' };
 * const response = await Request.blank('/club?room=1', { method: 'POST', form }).send(app);
 * response.status; // 303
 * response.location; // '/club?room=1'
 * const [cookie = ''] = response.headers.getSetCookie();
 * await (await Request.blank('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } }).send(app)).text(); // 'Hello, ada'
 * ```
 */
export function formAuth(options: FormAuthOptions): AppMiddleware {
  assertOptions('formAuth', options, { verify: true, page: true, fields: true, session: true });
  const { verify, page = plainPage, fields: names = {}, session: key = 'user' } = options;
  assertOptions('fields of formAuth', names, { user: true, password: true });
  assertFunction('verify of formAuth', verify);
  assertFunction('page of formAuth', page);
  const { user: userName = 'username', password: passwordName = 'password' } = names;
  const fields = { user: userName, password: passwordName };

  const answerPage = async (request: Request, user = '', hasFailed = false) => {
    const made = await page({ action: safeLocation(request.pathQs), fields, user, hasFailed }, request);
    const response = typeof made === 'string' ? new Response(made) : made;
    response.headers.set('Cache-Control', 'no-store');
    return response;
  };
  const posted = csrf()(
    wsgify(async (request) => {
      const { user, password } = await credentialsIn(request, fields);
      if (user === undefined || password === undefined) return await answerPage(request);
      const verified = user !== '' && (await verify(user, password, request));
      const identity = identityFrom(verified, user);
      if (!identity) return await answerPage(request, user, true);
      const session = await sessionOf(request);
      await session.renew();
      session.set(key, keptOf(identity));
      identified(request.environ, 'form', identity);
      return new HTTPSeeOther(request.pathQs);
    }),
  );
  const asked = wsgify((request) => answerPage(request));
  return middleware((app) => async (environ, startResponse) => {
    if (environ.REMOTE_USER) return await app(environ, startResponse);
    const identity = identityIn((await sessionOf({ environ })).get(key));
    if (identity) return await app(identified(environ, 'form', identity), startResponse);
    return await (environ.REQUEST_METHOD === 'POST' ? posted : asked)(environ, startResponse);
  });
}

/** The fields of a form; empty if the request is not a form, or too large to be a login. */
async function credentialsIn(
  request: Request,
  fields: Complete<LoginFields>,
): Promise<{ user?: string; password?: string }> {
  const isForm = FORM_TYPES.includes(request.contentType ?? '');
  if (!isForm || Number(request.contentLength) > LARGEST_FORM) return {};
  const form = await request.form({ maxBodySize: LARGEST_FORM });
  const [user, password] = [form.get(fields.user), form.get(fields.password)];
  return typeof user === 'string' && typeof password === 'string' ? { user, password } : {};
}

/** The user as it is kept in the session. */
function keptOf({ name, account }: Identity): unknown {
  return account ? { ...account, user: name } : name;
}

/** The user in the session; anything that is not a user is ignored. */
function identityIn(kept: unknown): Identity | undefined {
  const isName = typeof kept === 'string';
  const isAccount =
    typeof kept === 'object' && kept !== null && 'user' in kept && typeof kept.user === 'string';
  return isName || isAccount ? identityFrom(kept) : undefined;
}

function plainPage({ action, fields, user, hasFailed }: LoginForm): string {
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Log in</title>
<h1>Log in</h1>
${hasFailed ? '<p role="alert">The name or the password is wrong.</p>\n' : ''}<form method="post" action="${escapeHtml(action)}">
<p><label>Name <input name="${escapeHtml(fields.user)}" value="${escapeHtml(user)}" autocomplete="username" required autofocus></label></p>
<p><label>Password <input name="${escapeHtml(fields.password)}" type="password" autocomplete="current-password" required></label></p>
<p><button>Log in</button></p>
</form>
</html>
`;
}
