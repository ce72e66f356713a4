/**
 * Exports that are applications already, and need no factory.
 *
 * @module
 */
import { wsgify } from '../handlers/wsgify.ts';
import type { Request } from '../request/request.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';

interface FetchHandler {
  fetch(request: globalThis.Request): globalThis.Response | Promise<globalThis.Response>;
}

/**
 * The application that an export is: an object with `toApp()` or with the method `fetch`, and, where functions are
 * taken, a function. Anything else is `undefined`.
 */
export function readyApplication(value: unknown, takesFunctions: boolean): Application | undefined {
  if (isToApplication(value)) return value.toApp();
  if (isFetchHandler(value)) return wsgify(async (request) => value.fetch(fetchRequestOf(request)));
  return takesFunctions && isFunction(value) ? value : undefined;
}

function isFunction(value: unknown): value is Application {
  return typeof value === 'function';
}

function isToApplication(value: unknown): value is ToApplication {
  return isObject(value) && typeof Reflect.get(value, 'toApp') === 'function';
}

function isFetchHandler(value: unknown): value is FetchHandler {
  return isObject(value) && typeof Reflect.get(value, 'fetch') === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function fetchRequestOf({ method, url, headers, signal, body }: Request): globalThis.Request {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new globalThis.Request(url, {
    method,
    headers: [...headers],
    signal,
    ...(hasBody ? { body: ReadableStream.from(body), duplex: 'half' } : {}),
  });
}
