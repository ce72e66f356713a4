/**
 * What all middleware here are made with: their type, and the check of their options.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { toApplication } from '../wsgi/to-application.ts';

/** A `Middleware` that also takes what can stand for an application: what each factory here gives. */
export type AppMiddleware = (app: Application | ToApplication) => Application;

/** The options of a middleware that has none yet. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * The middleware that wraps each application that it is given.
 *
 * @throws TypeError, when it is applied, where it is given no application.
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
 * @param name the function's.
 * @param known the names of its options: all of them, with `true`.
 * @throws TypeError that names the option, and the one that may have been meant.
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
