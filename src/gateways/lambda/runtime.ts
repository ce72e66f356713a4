/**
 * What Lambda's node runtime provides for streaming functions.
 *
 * @module
 */
import type { LambdaHead } from './result.ts';
import type { ResponseStream } from './wire.ts';

/** The global `awslambda` of the runtime. */
export interface LambdaRuntime {
  /** Marks a function as streaming. */
  streamifyResponse<Handler>(handler: Handler): Handler;
  readonly HttpResponseStream: {
    /** Writes the head before the first bytes of a stream. */
    from(stream: ResponseStream, head: LambdaHead): ResponseStream;
  };
}

const MEDIA_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Separates the head from the body. */
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

/** This runtime; outside of Lambda, one that writes the same bytes. */
export function lambdaRuntime(): LambdaRuntime {
  const { awslambda } = globalThis as { awslambda?: LambdaRuntime };
  return awslambda ?? OUTSIDE;
}
