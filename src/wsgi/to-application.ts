/**
 * Turns whatever can stand for an application into one.
 *
 * @module
 */
import type { Application, ToApplication } from './contract.ts';
import { kindOf } from './kind-of.ts';

/**
 * The application that a value stands for: the result of its `toApp()`, or the value itself.
 *
 * @throws TypeError when it is neither; the message says what to wrap it in.
 *
 * @example
 * ```ts
 * const app = toApplication(new Response('Hello'));
 * typeof app; // 'function'
 * ```
 */
export function toApplication(app: Application | ToApplication): Application {
  // A function may have `toApp()` too, and then that decides.
  const given: Partial<ToApplication> = Object(app);
  if (typeof given.toApp === 'function') return given.toApp();
  // A middleware of Express has three parameters.
  if (typeof app === 'function' && app.length < 3) return app;
  throw new TypeError(`expected an application, got ${kindOf(app)}: ${adviceFor(app)}`);
}

function adviceFor(value: unknown): string {
  const given: object = Object(value);
  if ('then' in given) return 'await the promise first';
  if ('fetch' in given) return 'use fromFetchHandler(handler) from wheatpaste/fetch';
  if ('ok' in given) return 'use wsgify(() => response)';
  return 'pass a function (environ, startResponse), an object with toApp(), or wsgify(handler)';
}
