/**
 * The wire to a client of node.
 *
 * @module
 */
import type { Wire } from '../wire.ts';
import { type ClosesConnection, Http1Wire } from './http1-wire.ts';
import { Http2Wire } from './http2-wire.ts';
import type { NodeResponse } from './node-response.ts';

/**
 * The wire of a node response.
 *
 * @param isBodyless whether the request is known to have no body.
 */
export function wireOf(outgoing: NodeResponse, closesConnection: ClosesConnection, isBodyless = false): Wire {
  return 'stream' in outgoing
    ? new Http2Wire(outgoing)
    : new Http1Wire(outgoing, closesConnection, isBodyless);
}
