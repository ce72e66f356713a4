/**
 * Dispatch by path and method.
 *
 * @module
 */
import {
  type Application,
  HTTPMethodNotAllowed,
  HTTPNotFound,
  type Request,
  type Response,
  wsgify,
} from 'wheatpaste';

/** The groups that the pattern of a route matched in the path. */
export type Params = Readonly<Record<string, string>>;
type Answer = Response | Application;
export type Handler = (request: Request, params: Params) => Answer | Promise<Answer>;

/** A pattern for paths, and the handlers by method. `GET` also handles `HEAD`. */
export type Route = readonly [path: RegExp, methods: Readonly<Record<string, Handler>>];

/** An application of routes. The first one that matches the path answers. */
export function routes(table: readonly Route[]): Application {
  return wsgify((request) => {
    for (const [path, methods] of table) {
      const match = path.exec(request.pathInfo);
      if (!match) continue;
      const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
      if (handler) return handler(request, match.groups ?? {});
      throw new HTTPMethodNotAllowed({ allow: Object.keys(methods) });
    }
    throw new HTTPNotFound();
  });
}
