import type { Application, Environ, Middleware } from '../../src/wsgi/contract.ts';

/** The environ that the application inside a middleware receives. */
export function inside(middleware: Middleware, environ: Environ): Environ {
  let seen: Environ | undefined;
  const app: Application = (given, startResponse) => {
    seen = given;
    startResponse('204 No Content', []);
    return [];
  };
  middleware(app)(environ, () => () => {});
  if (!seen) throw new Error('the application was not called');
  return seen;
}
