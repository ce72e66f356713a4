/**
 * What all middleware here have in common: their type, and the check of their options.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { toApplication } from '../wsgi/to-application.ts';

/** A `Middleware` that also accepts whatever can stand for an application. Every factory here returns one. */
export type AppMiddleware = (app: Application | ToApplication) => Application;

/** The options of a middleware that has none. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * A middleware that calls `wrap` with the application.
 *
 * @throws TypeError, when it is applied to something that is not an application.
 *
 * @example
 * ```ts
 * const quiet = middleware((app) => (environ, startResponse) => app({ ...environ, 'wsgi.errors': { write() {} } }, startResponse));
 * const response = await Request.blank('/').send(quiet(new Response('Hello')));
 * await response.text(); // 'Hello'
 * ```
 */
export function middleware(wrap: (app: Application) => Application): AppMiddleware {
  return (app) => wrap(toApplication(app));
}

/**
 * Asserts that all options of a function exist.
 *
 * @param name the name of the function.
 * @param known an object with the name of every option, each set to `true`.
 * @throws TypeError that names the unknown option, and suggests a known one.
 *
 * @example
 * ```ts
 * assertOptions('etag', { weak: true }, { weak: true });
 * const misspelt: { weak?: boolean } = Object.fromEntries([['week', true]]);
 * (() => assertOptions('etag', misspelt, { weak: true }))(); // throws TypeError
 * ```
 */
export function assertOptions<O extends object>(
  name: string,
  options: O,
  known: Readonly<Record<keyof O, true>>,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${name} takes an object of options, not ${kindOf(options)}`);
  }
  assertKnown(`option of ${name}`, options, Object.keys(known));
}
