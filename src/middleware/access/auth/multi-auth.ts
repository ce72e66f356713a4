/**
 * Chooses among methods of authentication.
 *
 * @module
 */
import { pairsOf } from '../../../collections/pairs.ts';
import { Request } from '../../../request/request.ts';
import type { Middleware } from '../../../wsgi/contract.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertFunction } from '../../option-checks.ts';

/** Options of {@link multiAuth}. */
export interface MultiAuthOptions<Name extends string = string> {
  /** The methods of authentication, by names of your choice. */
  readonly methods: Iterable<readonly [Name, Middleware]> | Readonly<Record<Name, Middleware>>;
  /** Returns the name of the method for a request; `undefined` or an unknown name means the default. */
  readonly choose: (request: Request) => NoInfer<Name> | undefined;
  /** The method for all other requests. */
  readonly default: NoInfer<Name>;
}

/**
 * Authenticates each request by one of several methods. Let the server choose, by the path, the address or the type
 * of client: if the client can choose the method, it can choose the weakest.
 *
 * @throws TypeError when an option is unknown or malformed, or the default is not a method.
 *
 * @example
 * ```ts
 * const app = multiAuth({
 *   methods: {
 *     people: basicAuth({ realm: 'site', verify: (user, password) => password === `${user}'s` }),
 *     programs: bearerAuth({ verify: (token) => token === 'robot' && 'robot' }),
 *   },
 *   choose: (request) => (request.pathInfo.startsWith('/api/') ? 'programs' : undefined),
 *   default: 'people',
 * })(new Response('Hello'));
 * (await Request.blank('/api/').send(app)).headers.get('WWW-Authenticate'); // 'Bearer'
 * (await Request.blank('/').send(app)).headers.get('WWW-Authenticate'); // 'Basic realm="site", charset="UTF-8"'
 * ```
 */
export function multiAuth<Name extends string>(options: MultiAuthOptions<Name>): AppMiddleware {
  assertOptions('multiAuth', options, { methods: true, choose: true, default: true });
  const { choose, default: usual } = options;
  assertFunction('choose of multiAuth', choose);
  const methods = new Map<string, Middleware>(pairsOf(options.methods));
  const fallback = methods.get(usual);
  if (!fallback) throw new TypeError(`default of multiAuth must be one of its methods: ${String(usual)}`);
  for (const [name, method] of methods) assertFunction(`the method ${name} of multiAuth`, method);
  return middleware((app) => {
    const ways = new Map(Array.from(methods, ([name, method]) => [name, method(app)]));
    const other = fallback(app);
    return (environ, startResponse) => {
      const name = choose(new Request(environ));
      return ((name === undefined ? undefined : ways.get(name)) ?? other)(environ, startResponse);
    };
  });
}
