/**
 * Routes to welcome users, sign up, log out and choose a language, and the error pages.
 *
 * @module
 */
import type { Request, Response } from 'wheatpaste';
import { type FormAuthOptions, sessionOf } from 'wheatpaste/middleware';
import type { Accounts } from './accounts.ts';
import { frameOf, goTo, sendPage, type Visit } from './answers.ts';
import { accountPage, errorPage, welcomePage } from './pages.ts';
import type { Params, Route } from './routes.ts';
import { isLanguage, LANGUAGE_COOKIE, wordsFor } from './words.ts';

const YEAR = 365 * 86_400;
const LIMITS = { maxBodySize: 20_000 };

/** The routes for everybody. */
export function accountRoutes(accounts: Accounts): readonly Route[] {
  return [
    [/^\/?$/, { GET: welcome }],
    [/^\/signup$/, { GET: signUpForm, POST: signUp }],
    [/^\/logout$/, { POST: logOut }],
    [/^\/language$/, { POST: chooseLanguage }],
    [/^\/errors\/(?<status>\d{3})$/, { GET: error }],
  ];

  async function welcome(request: Request): Promise<Response> {
    const frame = await frameOf(request);
    return frame.user === undefined ? sendPage(frame, welcomePage(frame)) : goTo(request, '/notes');
  }

  async function signUpForm(request: Request): Promise<Response> {
    const frame = await frameOf(request);
    return sendPage(frame, accountPage(frame, 'signup'));
  }

  async function signUp(request: Request): Promise<Response> {
    const user = await fieldOf(request, 'username');
    const outcome = await accounts.create(user, await fieldOf(request, 'password'));
    if (outcome === 'made') {
      const session = await sessionOf<Visit>(request);
      await session.renew();
      session.set('user', user);
      return goTo(request, '/notes');
    }
    const { takenName, malformedAccount } = wordsFor(request);
    const problem = outcome === 'taken' ? takenName : malformedAccount;
    const frame = await frameOf(request);
    return sendPage(frame, accountPage(frame, 'signup', { user, problem }), { status: 422 });
  }

  async function logOut(request: Request): Promise<Response> {
    await (await sessionOf(request)).destroy();
    return goTo(request, '/');
  }

  async function chooseLanguage(request: Request): Promise<Response> {
    const language = await fieldOf(request, 'language');
    const path = await fieldOf(request, 'path');
    const isOurs = path.startsWith(`${request.scriptName}/`);
    const response = await goTo(request, isOurs ? path.slice(request.scriptName.length) : '/');
    if (isLanguage(language)) {
      response.setCookie(LANGUAGE_COOKIE, language, { maxAge: YEAR, sameSite: 'lax', httpOnly: true });
    }
    return response;
  }

  async function error(request: Request, { status = '500' }: Params): Promise<Response> {
    const frame = await frameOf(request);
    return sendPage(frame, errorPage(frame, status));
  }
}

/** The page for users who have not logged in. */
export const loginPage: NonNullable<FormAuthOptions['page']> = async ({ user, hasFailed }, request) => {
  const frame = await frameOf(request);
  const problem = hasFailed ? frame.words.wrongLogin : undefined;
  return sendPage(frame, accountPage(frame, 'login', { user, problem }), { status: hasFailed ? 422 : 200 });
};

/** The text of a form field, or `''` if it is missing. */
async function fieldOf(request: Request, name: string): Promise<string> {
  const value = (await request.form(LIMITS)).get(name);
  return typeof value === 'string' ? value : '';
}
