/**
 * The events of Lambda that represent HTTP requests: those of API Gateway in its formats 1.0 and 2.0, of function
 * URLs, which use format 2.0, and of load balancers.
 *
 * @module
 */
import { kindOf } from '../../wsgi/kind-of.ts';

type Values<T> = Readonly<Record<string, T | undefined>> | null | undefined;

/** The properties of an HTTP event of Lambda that are read. All others are the provider's. */
export interface LambdaEvent {
  /** `'2.0'` or `'1.0'`; absent for a REST API and a load balancer. */
  readonly version?: string | undefined;
  /** In format 2.0. */
  readonly rawPath?: string | undefined;
  readonly rawQueryString?: string | undefined;
  readonly cookies?: readonly string[] | null | undefined;
  /** In format 1.0 and from a load balancer. */
  readonly httpMethod?: string | undefined;
  readonly path?: string | undefined;
  readonly multiValueHeaders?: Values<readonly string[]> | undefined;
  readonly queryStringParameters?: Values<string> | undefined;
  readonly multiValueQueryStringParameters?: Values<readonly string[]> | undefined;
  readonly headers?: Values<string> | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext?: LambdaRequestContext | undefined;
}

/** Further information about the request. */
export interface LambdaRequestContext {
  readonly stage?: string | undefined;
  readonly domainName?: string | undefined;
  /** In format 1.0. */
  readonly protocol?: string | undefined;
  readonly identity?: { readonly sourceIp?: string | undefined } | undefined;
  /** In format 2.0. */
  readonly http?:
    | {
        readonly method?: string | undefined;
        readonly protocol?: string | undefined;
        readonly sourceIp?: string | undefined;
      }
    | undefined;
  /** From a load balancer. */
  readonly elb?: object | undefined;
}

/** The sources of events. */
export type EventKind = 'format 1.0' | 'format 2.0' | 'load balancer';

/**
 * The source of an event, and the method of its request.
 *
 * @throws TypeError when it is not an HTTP request, such as a message from a queue.
 */
export function sourceOf(event: LambdaEvent): { readonly kind: EventKind; readonly method: string } {
  if (typeof event === 'object' && event !== null) {
    const { requestContext, httpMethod } = event;
    const method = requestContext?.http?.method;
    if (typeof method === 'string') return { kind: 'format 2.0', method };
    if (typeof httpMethod === 'string') {
      return { kind: requestContext?.elb ? 'load balancer' : 'format 1.0', method: httpMethod };
    }
  }
  throw new TypeError(
    `expected an HTTP event of API Gateway, a load balancer or a function URL, got ${kindOf(event)} without a method: handle events of other sources before`,
  );
}
