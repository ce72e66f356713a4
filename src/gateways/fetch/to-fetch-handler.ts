/**
 * Turns applications into Fetch handlers.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { assertMount } from '../../url/mount.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { type ExchangeOptions, runApplication } from '../exchange.ts';
import { refusalOf } from '../refusal.ts';
import { type OnError, report } from '../report.ts';
import { FAILED, NOT_FOUND, refuse } from '../wire.ts';
import { type FetchInfo, makeEnviron } from './environ.ts';
import { FetchInput } from './input.ts';
import { FetchWire } from './wire.ts';

/** Options of {@link toFetchHandler}. */
export interface FetchHandlerOptions<Info = FetchInfo> {
  /** The path that the application is mounted at, such as `'/api'`. It becomes `SCRIPT_NAME`. Defaults to the root. */
  mount?: string | undefined;
  /**
   * Returns additional keys of the environ, such as a Worker's bindings. Keys that the gateway sets take
   * precedence.
   *
   * @param info what the host passes besides the request: an `env`, a connection, a server.
   */
  environ?: ((request: globalThis.Request, info: Info) => object) | undefined;
  /** Called with the application's errors. Defaults to writing them to `wsgi.errors`. */
  onError?: OnError | undefined;
}

/** A function from a Fetch request to its response. */
export type FetchHandler<Info = FetchInfo> = (
  request: globalThis.Request,
  info?: Info,
) => Promise<globalThis.Response>;

const OPTIONS = ['mount', 'environ', 'onError'];

/**
 * Makes a Fetch handler from an application: what a Worker exports, Deno and Bun serve, and Hono and h3 mount.
 *
 * A body that is not in memory is streamed: the application is asked for the next bytes when they are wanted. Its
 * body is closed when the stream is cancelled or the request aborted or, if the response is dropped without either,
 * when it is garbage-collected; a file that nobody reads is not kept open until then. The promise is rejected only if
 * the request is aborted before there is a response. An error that the application throws before that is reported and
 * answered with a 500 that reveals nothing; a later one breaks off the stream.
 *
 * @throws TypeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const handler = toFetchHandler(new Response('Hello'), { mount: '/hello' });
 * const response = await handler(new globalThis.Request('http://localhost/hello'));
 * await response.text(); // 'Hello'
 * (await handler(new globalThis.Request('http://localhost/other'))).status; // 404
 * ```
 */
export function toFetchHandler<Info = FetchInfo>(
  app: Application | ToApplication,
  options: FetchHandlerOptions<Info> = {},
): FetchHandler<Info> {
  assertKnown('option of toFetchHandler', options, OPTIONS);
  const { mount = '', environ: more, onError } = options;
  assertMount(mount);
  const application = toApplication(app);
  const exchangeOptions: ExchangeOptions = { onError };
  const reporting = (error: unknown) => report(process.stderr, error);

  return (request, info) => {
    const wire = new FetchWire(request);
    const isHead = request.method === 'HEAD';
    let environ: Environ | undefined;
    try {
      environ = makeEnviron(request, mount, info);
      if (environ && more) environ = { ...more(request, info as Info), ...environ };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) reporting(error);
      refuse(wire, isHead, refusal ?? FAILED, reporting);
      return wire.response();
    }
    if (!environ) {
      refuse(wire, isHead, NOT_FOUND, reporting);
      return wire.response();
    }
    const { 'wsgi.input': input } = environ;
    const running = runApplication(application, environ, wire, exchangeOptions);
    if (input instanceof FetchInput) {
      Promise.resolve(running)
        .then(() => input.release())
        .catch(reporting);
    }
    return wire.response();
  };
}
