/**
 * Applications as AWS Lambda functions: `wheatpaste/lambda`.
 *
 * @module wheatpaste/lambda
 */
export { environFromLambda, type LambdaEnvironOptions } from './gateways/lambda/environ.ts';
export type { LambdaEvent, LambdaRequestContext } from './gateways/lambda/event.ts';
export type { LambdaHead, LambdaResult } from './gateways/lambda/result.ts';
export {
  type LambdaHandler,
  type LambdaHandlerOptions,
  type LambdaStreamHandler,
  toLambdaHandler,
} from './gateways/lambda/to-lambda-handler.ts';
export type { ResponseStream } from './gateways/lambda/wire.ts';
export type { OnError } from './gateways/report.ts';
