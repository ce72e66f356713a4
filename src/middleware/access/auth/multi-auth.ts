/**
 * Choosing among ways to authenticate.
 *
 * @module
 */
import { pairsOf } from '../../../collections/pairs.ts';
import { Request } from '../../../request/request.ts';
import type { Middleware } from '../../../wsgi/contract.ts';
import { type AppMiddleware, assertOptions, middleware } from '../../app-middleware.ts';
import { assertFunction } from './checks.ts';

/** Options of {@link multiAuth}. */
export interface MultiAuthOptions<Name extends string = string> {
  /** The ways to authenticate, by names of your choice. */
  readonly methods: Iterable<readonly [Name, Middleware]> | Readonly<Record<Name, Middleware>>;
  /** The name of the method for a request; `undefined`, or a name that is not there, means the default. */
  readonly choose: (request: Request) => NoInfer<Name> | undefined;
  /** The method for all other requests. */
  readonly default: NoInfer<Name>;
}

/**
 * Authenticates each request by one of several methods. Let the server choose, by the path, the address or the type of
 * client: where the client may name its method, it may name the weakest.
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
