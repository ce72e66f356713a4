/**
 * Exports that already are applications, and need no factory.
 *
 * @module
 */
import { type FetchObject, fromFetchHandler } from '../gateways/fetch/from-fetch-handler.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';

/**
 * The application of an export: an object with `toApp()` or with a `fetch` method or, if functions are accepted, a
 * function. `undefined` for anything else.
 */
export function readyApplication(value: unknown, takesFunctions: boolean): Application | undefined {
  if (isToApplication(value)) return value.toApp();
  if (isFetchObject(value)) return fromFetchHandler(value);
  return takesFunctions && isFunction(value) ? value : undefined;
}

function isFunction(value: unknown): value is Application {
  return typeof value === 'function';
}

function isToApplication(value: unknown): value is ToApplication {
  return isObject(value) && typeof Reflect.get(value, 'toApp') === 'function';
}

function isFetchObject(value: unknown): value is FetchObject {
  return isObject(value) && typeof Reflect.get(value, 'fetch') === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
