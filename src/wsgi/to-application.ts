/**
 * What can stand for an application, turned into one.
 *
 * @module
 */
import type { Application, ToApplication } from './contract.ts';
import { kindOf } from './kind-of.ts';

/**
 * The application that something stands for: what its `toApp()` gives, or itself.
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
  // A function may be more than an application: what it stands for is what it says.
  const given: Partial<ToApplication> = Object(app);
  if (typeof given.toApp === 'function') return given.toApp();
  if (typeof app === 'function') return app;
  throw new TypeError(`expected an application, got ${kindOf(app)}: ${adviceFor(app)}`);
}

function adviceFor(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if ('then' in value) return 'await the promise first';
    if ('fetch' in value) return 'use fromFetchHandler(handler), from wheatpaste/fetch';
    if ('headers' in value && 'status' in value) return 'use wsgify(() => response)';
  }
  return 'pass a function (environ, startResponse), an object with toApp(), or wsgify(handler)';
}
