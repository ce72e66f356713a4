/**
 * Turns applications into Lambda functions.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { assertMount } from '../../url/mount.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { toApplication } from '../../wsgi/to-application.ts';
import { runApplication } from '../exchange.ts';
import { refusalOf } from '../refusal.ts';
import { type OnError, report } from '../report.ts';
import { FAILED, NOT_FOUND, refuse, type Wire } from '../wire.ts';
import { type LambdaEnvironOptions, makeEnviron } from './environ.ts';
import { type LambdaEvent, sourceOf } from './event.ts';
import type { LambdaResult } from './result.ts';
import { lambdaRuntime } from './runtime.ts';
import { type ResponseStream, ResultWire, StreamWire } from './wire.ts';

/** Options of {@link toLambdaHandler}. */
export interface LambdaHandlerOptions<Event extends LambdaEvent = LambdaEvent, Context = unknown>
  extends LambdaEnvironOptions<Event, Context> {
  /** Called with the application's errors. Defaults to writing them to `wsgi.errors`. */
  onError?: OnError | undefined;
}

/** A Lambda function for HTTP events. */
export type LambdaHandler<Event extends LambdaEvent = LambdaEvent, Context = unknown> = (
  event: Event,
  context?: Context,
) => Promise<LambdaResult>;

/** A Lambda function that streams its response. */
export type LambdaStreamHandler<Event extends LambdaEvent = LambdaEvent, Context = unknown> = (
  event: Event,
  stream: ResponseStream,
  context?: Context,
) => Promise<void>;

const OPTIONS = ['mount', 'environ', 'onError'];

/**
 * Makes a Lambda function from an application, for events of API Gateway in its formats 1.0 and 2.0, of load
 * balancers with and without multi-value headers, and of function URLs. It responds in the format of the event.
 *
 * A body that is UTF-8 is sent as text, any other in base64, which a REST API decodes only for its binary media
 * types. An application that fails is a 500 that reveals nothing, even if it fails late, because nothing is sent
 * before the response is complete.
 *
 * @throws TypeError when an option is unknown or malformed. The function's promise is rejected with a TypeError for
 * any other kind of event.
 *
 * @example
 * ```ts
 * const handler = toLambdaHandler(new Response('Hello'));
 * const event = { version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } };
 * const { statusCode, body } = await handler(event);
 * statusCode; // 200
 * body; // 'Hello'
 * ```
 */
export function toLambdaHandler<Event extends LambdaEvent = LambdaEvent, Context = unknown>(
  app: Application | ToApplication,
  options: LambdaHandlerOptions<Event, Context> = {},
): LambdaHandler<Event, Context> {
  const run = runnerOf(app, options);
  return async (event, context) => {
    const { method } = sourceOf(event);
    const wire = new ResultWire(event);
    await run(event, context as Context, wire, method === 'HEAD');
    return wire.result;
  };
}

/**
 * Makes a function that streams its response, for function URLs whose invoke mode is `RESPONSE_STREAM` and for REST
 * APIs with response streaming. A failure after the first bytes breaks off the stream.
 *
 * Outside of Lambda, whose runtime provides the marker for such functions, it writes the same bytes to any stream.
 *
 * @throws TypeError as {@link toLambdaHandler} does.
 */
toLambdaHandler.streaming = streaming;

function streaming<Event extends LambdaEvent = LambdaEvent, Context = unknown>(
  app: Application | ToApplication,
  options: LambdaHandlerOptions<Event, Context> = {},
): LambdaStreamHandler<Event, Context> {
  const run = runnerOf(app, options);
  const { streamifyResponse, HttpResponseStream } = lambdaRuntime();
  return streamifyResponse<LambdaStreamHandler<Event, Context>>(async (event, stream, context) => {
    const { method } = sourceOf(event);
    const wire = new StreamWire(event, stream, (given, head) => HttpResponseStream.from(given, head));
    await run(event, context as Context, wire, method === 'HEAD');
  });
}

/** Runs an application for an event; never throws. */
function runnerOf<Event extends LambdaEvent, Context>(
  app: Application | ToApplication,
  options: LambdaHandlerOptions<Event, Context>,
): (event: Event, context: Context, wire: Wire, isHead: boolean) => Promise<void> {
  assertKnown('option of toLambdaHandler', options, OPTIONS);
  if (options.mount !== undefined) assertMount(options.mount);
  const application = toApplication(app);
  const { onError } = options;
  const reporting = (error: unknown) => report(process.stderr, error);

  return async (event, context, wire, isHead) => {
    let environ: Environ | undefined;
    try {
      environ = makeEnviron(event, context, options);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) reporting(error);
      refuse(wire, isHead, refusal ?? FAILED, reporting);
      return;
    }
    if (environ) await runApplication(application, environ, wire, { onError });
    else refuse(wire, isHead, NOT_FOUND, reporting);
  };
}
