/**
 * The errors of a request that is malformed, too large or in an unknown encoding: what readers of requests throw.
 * Readers of responses, of messages in memory and of a program's own data throw a TypeError without a `status`
 * instead, because there the client is not at fault.
 *
 * @module
 */

/**
 * Base class of the errors for which the client is to blame. `wsgify` answers with them.
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

/** The body ended before the bytes that Content-Length promised (400). */
export class DisconnectionError extends BadRequestError {
  override readonly name = 'DisconnectionError';
}

/** The body is larger than the reader allows (413). */
export class BodyLimitError extends RequestError {
  override readonly name = 'BodyLimitError';
  readonly status = 413;
  /** The limit that was crossed, such as `'maxBodySize'`. */
  readonly limit: string;
  /** What that limit allows: bytes, or a count. */
  readonly maximum: number;

  constructor(limit: string, maximum: number) {
    super(`The request body exceeds ${limit} (${maximum}).`);
    this.limit = limit;
    this.maximum = maximum;
  }
}

/** The body is text in an unknown character encoding (415). */
export class UnsupportedCharsetError extends RequestError {
  override readonly name = 'UnsupportedCharsetError';
  readonly status = 415;
}

/** The body is of a type that its reader does not read (415). */
export class UnsupportedTypeError extends RequestError {
  override readonly name = 'UnsupportedTypeError';
  readonly status = 415;
}

/** The body has a content coding that is unknown, or that nobody has taken off (415). */
export class UnsupportedCodingError extends RequestError {
  override readonly name = 'UnsupportedCodingError';
  readonly status = 415;
}

/**
 * The class of error that a reader throws. Callers that read a request pass one of the classes above; all others
 * keep the default, which has no status.
 */
export type Fault = new (message: string, options?: ErrorOptions) => Error;
