/**
 * Checks what an application is called with.
 *
 * @module
 */
import type { StartResponse } from './contract.ts';

/**
 * Asserts that an application was called with a `startResponse`.
 *
 * @throws TypeError that says how to call it: with `toNodeHandler` from a framework of node, with `request.send`
 * from a request.
 */
export function assertStartResponse(startResponse: unknown): asserts startResponse is StartResponse {
  if (typeof startResponse === 'function') return;
  const isNode = typeof startResponse === 'object' && startResponse !== null && 'writeHead' in startResponse;
  const advice = isNode
    ? 'for node, Express or similar, use toNodeHandler(app) from wheatpaste/node'
    : 'to send it a request, call request.send(app)';
  throw new TypeError(`an application is called with an environ and startResponse: ${advice}`);
}
