/**
 * From a path and a method to the function that answers.
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

/** What the groups of a route's pattern found in the path. */
export type Params = Readonly<Record<string, string>>;
type Answer = Response | Application;
export type Handler = (request: Request, params: Params) => Answer | Promise<Answer>;

/** A pattern for paths, and what answers by method. `GET` stands for `HEAD`, too. */
export type Route = readonly [path: RegExp, methods: Readonly<Record<string, Handler>>];

/** An application of routes: the first that fits the path answers. */
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
