/**
 * What the responses of node:http and node:http2 have in common.
 *
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { drained } from '../../wsgi/drained.ts';

/** A response of node:http or of node:http2's compatibility API. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Writes a chunk. The promise, if any, ends when the chunk may be used again or more can be taken. */
export function written(outgoing: NodeResponse, chunk: Uint8Array, isLent: boolean): void | Promise<void> {
  const stream = outgoing as ServerResponse;
  if (isLent && isUsual(stream)) return new Promise((resolve) => void stream.write(chunk, () => resolve()));
  if (!stream.write(isLent ? new Uint8Array(chunk) : chunk)) return drained(stream);
}

/** Calls `gone` when the client goes away before the response is complete. */
export function watch(outgoing: NodeResponse, isGone: boolean, gone: () => void): void {
  if (isGone) gone();
  else {
    outgoing.once('close', () => {
      if (!outgoing.writableEnded) gone();
    });
  }
}

/**
 * Whether node itself writes the bytes. Middleware that replaces the methods may keep the bytes, and forget the
 * callback.
 */
function isUsual(outgoing: ServerResponse): boolean {
  if (!('stream' in outgoing)) return outgoing.write === usual().write;
  return outgoing.write === process.getBuiltinModule('node:http2').Http2ServerResponse.prototype.write;
}

let usualResponse: ServerResponse | undefined;

/** Node's own methods. The module was loaded with the response, and looking it up takes longer than calling it. */
export function usual(): ServerResponse {
  usualResponse ??= process.getBuiltinModule('node:http').ServerResponse.prototype;
  return usualResponse;
}
