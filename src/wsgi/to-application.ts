/**
 * What can stand for an application, turned into one.
 *
 * @module
 */
import type { Application, ToApplication } from './contract.ts';

/**
 * The application that something stands for: itself, or what its `toApp()` gives.
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
  if (typeof app === 'function') return app;
  if (typeof app?.toApp === 'function') return app.toApp();
  throw new TypeError(`not an application: ${nameOf(app)}${adviceFor(app)}`);
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null
    ? `an object of class ${value.constructor?.name}`
    : String(value);
}

function adviceFor(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  if ('fetch' in value) return ': use fromFetchHandler(handler), from wheatpaste/fetch';
  if ('headers' in value && 'status' in value) return ': use wsgify(() => response)';
  return ': it takes a function (environ, startResponse), or an object with toApp()';
}
