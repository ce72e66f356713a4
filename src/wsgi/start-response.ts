/**
 * What an application is called with, checked.
 *
 * @module
 */
import type { StartResponse } from './contract.ts';

/**
 * Asserts that an application was called as one.
 *
 * @throws TypeError that says how to call it: from a framework of node with `toNodeHandler`, with a request by
 * `request.send`.
 */
export function assertStartResponse(startResponse: unknown): asserts startResponse is StartResponse {
  if (typeof startResponse === 'function') return;
  const isNode = typeof startResponse === 'object' && startResponse !== null && 'writeHead' in startResponse;
  const advice = isNode
    ? 'node, Express and the like take toNodeHandler(app), from wheatpaste/node'
    : 'to send it a request, call request.send(app)';
  throw new TypeError(`an application is called with an environ and startResponse: ${advice}`);
}
