/**
 * Applications under node: `wheatpaste/node`.
 *
 * @module wheatpaste/node
 */
export { environFromNode, type NodeEnvironOptions } from './gateways/node/environ.ts';
export { type NodeHandler, type NodeHandlerOptions, toNodeHandler } from './gateways/node/handler.ts';
export type { NodeRequest } from './gateways/node/request.ts';
export { type ServeOptions, type ServerHandle, serve } from './gateways/node/server.ts';
export type { NodeResponse } from './gateways/node/wire.ts';
