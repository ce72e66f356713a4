/**
 * What a request can be refused for while it is read. Each error carries the `status` to answer
 * with, and `expose`: its message is meant for the client.
 *
 * @module
 */

/** The request is malformed: its Host, its Content-Length, its form or its JSON (400). */
export class BadRequestError extends Error {
  override readonly name: string = 'BadRequestError';
  readonly status = 400;
  readonly expose = true;
}

/** The body ended before the bytes that Content-Length promised (400). */
export class DisconnectionError extends BadRequestError {
  override readonly name = 'DisconnectionError';
}

/** The body is larger than the reader allows (413). */
export class BodyLimitError extends Error {
  override readonly name = 'BodyLimitError';
  readonly status = 413;
  readonly expose = true;
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

/** The body is text in a character encoding that is not known here (415). */
export class UnsupportedCharsetError extends Error {
  override readonly name = 'UnsupportedCharsetError';
  readonly status = 415;
  readonly expose = true;
}

/** The body has a content coding that is not known here (415). */
export class UnsupportedCodingError extends Error {
  override readonly name = 'UnsupportedCodingError';
  readonly status = 415;
  readonly expose = true;
}
