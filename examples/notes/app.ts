/**
 * The application that `use = file:./app.ts#makeNotes` creates.
 *
 * @module
 */
import path from 'node:path';
import { type Request, wsgify } from 'wheatpaste';
import { appFactory } from 'wheatpaste/deploy';
import { basicAuth, formAuth, multiAuth } from 'wheatpaste/middleware';
import { accountRoutes, loginPage } from './account-routes.ts';
import { Accounts } from './accounts.ts';
import { goTo, prefersJson } from './answers.ts';
import { Library } from './library.ts';
import { noteRoutes } from './note-routes.ts';
import { routes } from './routes.ts';

/** Creates the application for the folder `data`. */
export const makeNotes = appFactory(async (_globalConf, { data: folder = 'data' }) => {
  const library = await Library.open(folder);
  const accounts = await Accounts.open(path.join(folder, 'accounts.json'));

  const verify = (user: string, password: string) => accounts.verify(user, password);
  const logIn = multiAuth({
    methods: { basic: basicAuth({ realm: 'notes', verify }), form: formAuth({ verify, page: loginPage }) },
    // Programs send the password with each request; browsers send it once.
    choose: (request) => (request.authorization || prefersJson(request) ? 'basic' : 'form'),
    default: 'form',
  });
  const forUsers = logIn(
    routes([[/^\/login$/, { GET: (request) => goTo(request, '/notes') }], ...noteRoutes(library)]),
  );
  const forAll = routes(accountRoutes(accounts));
  return wsgify(({ pathInfo }) => (/^\/(?:notes|login)(?:\/|$)/.test(pathInfo) ? forUsers : forAll));
});

/** Whether a request only reads and has no password, which could be a guess. Such requests are not counted. */
export function isReading({ method, authorization }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && authorization === undefined;
}
