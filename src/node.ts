/**
 * Applications on node: `wheatpaste/node`.
 *
 * @module wheatpaste/node
 */
export type { NodeServer, TimeLimits } from './gateways/node/connections.ts';
export { environFromNode } from './gateways/node/environ.ts';
export { type Next, type NodeHandler, toNodeHandler } from './gateways/node/handler.ts';
export type { NodeResponse } from './gateways/node/node-response.ts';
export type { NodeEnvironOptions, NodeHandlerOptions } from './gateways/node/options.ts';
export type { NodeRequest } from './gateways/node/request.ts';
export { type ServeOptions, type ServerHandle, serve } from './gateways/node/server.ts';
export type { OnError } from './gateways/report.ts';
