/**
 * What Lambda's runtime of node brings for functions that stream.
 *
 * @module
 */
import type { LambdaHead } from './result.ts';
import type { ResponseStream } from './wire.ts';

/** The global `awslambda` of the runtime. */
export interface LambdaRuntime {
  /** Marks a function as one that streams. */
  streamifyResponse<Handler>(handler: Handler): Handler;
  readonly HttpResponseStream: {
    /** Puts the head before the first bytes of a stream. */
    from(stream: ResponseStream, head: LambdaHead): ResponseStream;
  };
}

const MEDIA_TYPE = 'application/vnd.awslambda.http-integration-response';
/** What stands between the head and the body. */
const DELIMITER = new Uint8Array(8);

const OUTSIDE: LambdaRuntime = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: {
    from(stream, head) {
      stream.setContentType?.(MEDIA_TYPE);
      stream.write(JSON.stringify(head));
      stream.write(DELIMITER);
      return stream;
    },
  },
};

/** The runtime that this is; outside of Lambda one that writes the same bytes. */
export function lambdaRuntime(): LambdaRuntime {
  const { awslambda } = globalThis as { awslambda?: LambdaRuntime };
  return awslambda ?? OUTSIDE;
}
