/**
 * The requests that node's gateway accepts.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';

/**
 * A request of node:http, or of node:http2's compatibility API. Express adds where it is mounted, and body parsers
 * add what they have read.
 */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  readonly baseUrl?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly rawBody?: unknown;
  readonly body?: unknown;
};
