/**
 * What an application is given and what it returns, checked: where the two do not fit, the error says what to wrap.
 *
 * @module
 */
import type { AppIter, StartResponse } from './contract.ts';

/**
 * Asserts that an application returned a body.
 *
 * @throws TypeError that says what it returned, and what to do.
 */
export function assertBody(body: unknown): AppIter {
  if (typeof body === 'object' && body !== null) {
    if (Symbol.asyncIterator in body || Symbol.iterator in body) return body as AppIter;
  }
  throw new TypeError(`the application returned ${kindOf(body)}, not an iterable of bytes${adviceFor(body)}`);
}

/**
 * Asserts that an application was called as one.
 *
 * @throws TypeError that says what to do, where a framework of node called it with request and response.
 */
export function assertStartResponse(startResponse: unknown): asserts startResponse is StartResponse {
  if (typeof startResponse === 'function') return;
  const isNode = typeof startResponse === 'object' && startResponse !== null && 'writeHead' in startResponse;
  const advice = isNode ? ': give node, Express and their kin toNodeHandler(app), from wheatpaste/node' : '';
  throw new TypeError(`an application is called with an environ and startResponse${advice}`);
}

function adviceFor(body: unknown): string {
  if (body === undefined) return ': is it a listener for node? Frameworks of node take toNodeHandler(app)';
  const isResponse = typeof body === 'object' && body !== null && ('toApp' in body || 'headers' in body);
  const isResult = isResponse || typeof body === 'string' || typeof body === 'function' || body === null;
  return isResult ? ': make an application of a handler with wsgify(handler)' : '';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of class ${value.constructor?.name ?? 'Object'}`;
}
