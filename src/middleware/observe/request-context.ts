/**
 * `requestContext`: makes the current request available to all code that handles it.
 *
 * @module
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { Request } from '../../request/request.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import type { AppIter, ExchangeNotes } from '../../wsgi/contract.ts';
import { exchangeOf } from '../../wsgi/exchange.ts';
import { type AppMiddleware, assertOptions, middleware, type NoOptions } from '../app-middleware.ts';
import { bodyThrough } from '../body-through.ts';
import { noteOf } from '../notes.ts';

/** A specific name, as opposed to an index signature. */
type Named<Name> = string extends Name
  ? never
  : number extends Name
    ? never
    : symbol extends Name
      ? never
      : Name;

/** The names of the typed notes. */
type KnownNote = keyof { [Name in keyof ExchangeNotes as Named<Name>]: true };

/** One for all applications, so that callers need not know which one is running. */
let contexts: AsyncLocalStorage<Request> | undefined;

/**
 * Makes the current request available to all code that runs for it, at any depth and at any time, including code
 * that runs while the body is read, after the application has returned.
 *
 * @throws TypeError when an option is given.
 *
 * @example
 * ```ts
 * const deepInside = () => currentRequest()?.path ?? 'nowhere';
 * const app = requestContext()(wsgify(() => deepInside()));
 * await (await Request.blank('/a').send(app)).text(); // '/a'
 * ```
 */
export function requestContext(options: NoOptions = {}): AppMiddleware {
  assertOptions('requestContext', options, {});
  const storage = storageOf();
  return middleware((app) => (environ, startResponse) => {
    exchangeOf(environ);
    const request = new Request(environ);
    const inside = <T>(run: () => T): T => storage.run(request, run);
    const bodyInside = (body: AppIter) => bodyThrough(body, { next: inside, close: inside });
    const answer = inside(() => app(environ, startResponse));
    return isPromise(answer) ? Promise.resolve(answer).then(bodyInside) : bodyInside(answer);
  });
}

/** The request that this code runs for; `undefined` outside `requestContext`. */
export function currentRequest(): Request | undefined {
  return contexts?.getStore();
}

/**
 * A note about the request that this code runs for, by middleware of this package (`'user'`, `'requestId'`, …) or
 * by any code through `exchangeOf(environ).notes`. `undefined` if it is not noted, and outside `requestContext`.
 *
 * @example
 * ```ts
 * const withLanguage = (app: Application): Application => (environ, startResponse) => {
 *   exchangeOf(environ).notes.language = 'de';
 *   return app(environ, startResponse);
 * };
 * const app = pipeline(wsgify(() => contextValue<string>('language') ?? 'en'), requestContext(), withLanguage);
 * await (await Request.blank('/').send(app)).text(); // 'de'
 * ```
 */
export function contextValue<K extends KnownNote>(name: K): ExchangeNotes[K] | undefined;
export function contextValue<T>(name: PropertyKey): T | undefined;
export function contextValue(name: PropertyKey): unknown {
  const request = currentRequest();
  return request && noteOf(request, name);
}

function storageOf(): AsyncLocalStorage<Request> {
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
  contexts ??= new AsyncLocalStorage<Request>();
  return contexts;
}
