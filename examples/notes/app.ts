/**
 * The application: what `use = file:./app.ts#makeNotes` makes.
 *
 * @module
 */
import path from 'node:path';
import { type Request, wsgify } from 'wheatpaste';
import { appFactory } from 'wheatpaste/deploy';
import { formAuth } from 'wheatpaste/middleware';
import { accountRoutes, loginPage } from './account-routes.ts';
import { Accounts } from './accounts.ts';
import { goTo } from './answers.ts';
import { Library } from './library.ts';
import { noteRoutes } from './note-routes.ts';
import { routes } from './routes.ts';

/** Makes the application over the folder `data`. */
export const makeNotes = appFactory(async ({ here = '.' }, { data = 'data' }) => {
  const folder = path.resolve(here, data);
  const library = await Library.open(folder);
  const accounts = await Accounts.open(path.join(folder, 'accounts.json'));

  const logIn = formAuth({ verify: (user, password) => accounts.verify(user, password), page: loginPage });
  const forUsers = logIn(
    routes([[/^\/login$/, { GET: (request) => goTo(request, '/notes') }], ...noteRoutes(library)]),
  );
  const forAll = routes(accountRoutes(accounts));
  return wsgify(({ pathInfo }) => (/^\/(?:notes|login)(?:\/|$)/.test(pathInfo) ? forUsers : forAll));
});

/** Whether a request is no attempt to log in or to sign up: those are counted. */
export function isNoAttempt({ method, pathInfo }: Request): boolean {
  return method !== 'POST' || !/^\/(?:login|signup)$/.test(pathInfo);
}
