/**
 * The errors that readers of requests throw when a request is malformed or in an unknown encoding. Those that only
 * a body can cause are in `body-errors.ts`. Readers of responses, of messages in memory and of a program's own data
 * throw a TypeError without a `status` instead, because there the client is not at fault.
 *
 * @module
 */

/**
 * Base class of the errors that are the client's fault. `wsgify` answers with them.
 *
 * @example
 * ```ts
 * const request = Request.blank('/', { method: 'POST', text: '{' });
 * const error: RequestError | undefined = await request.json().then(() => undefined, (error) => error);
 * error instanceof RequestError; // true
 * error?.status; // 400
 * ```
 */
export abstract class RequestError extends Error {
  /** The status to answer with. */
  abstract readonly status: number;
  /** Whether the message is sent to the client. */
  readonly expose: boolean = true;
}

/** The request is malformed: its Host, its Content-Length, its form or its JSON (400). */
export class BadRequestError extends RequestError {
  override readonly name: string = 'BadRequestError';
  readonly status = 400;
}

/** The body is text in an unknown character encoding (415). */
export class UnsupportedCharsetError extends RequestError {
  override readonly name = 'UnsupportedCharsetError';
  readonly status = 415;
}

/**
 * The class of error that a reader throws. Callers that read a request pass one of the classes above; all others
 * keep the default, which has no status.
 */
export type Fault = new (message: string, options?: ErrorOptions) => Error;
