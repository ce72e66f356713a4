/**
 * The errors that only a request's body can cause.
 *
 * @module
 */
import { BadRequestError, RequestError } from './request-errors.ts';

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

/** The reader does not support the body's media type (415). */
export class UnsupportedTypeError extends RequestError {
  override readonly name = 'UnsupportedTypeError';
  readonly status = 415;
}

/** The body has a content coding that is unknown, or that nobody has decoded (415). */
export class UnsupportedCodingError extends RequestError {
  override readonly name = 'UnsupportedCodingError';
  readonly status = 415;
}
