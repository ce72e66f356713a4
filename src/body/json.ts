/**
 * JSON from body bytes.
 *
 * @module
 */
import type { Fault } from '../wsgi/request-errors.ts';

let decoder: InstanceType<typeof TextDecoder> | undefined;

/**
 * Parses a body as JSON (RFC 8259): UTF-8 whatever the Content-Type says, with or without a byte order mark.
 *
 * @param Malformed the class of error thrown when it is not UTF-8 or not JSON; for requests a BadRequestError
 * (400).
 *
 * @example
 * ```ts
 * parseJson(new TextEncoder().encode('{"a": [1]}')); // { a: [1] }
 * parseJson(new TextEncoder().encode("{'a': 1}")); // throws SyntaxError
 * ```
 */
export function parseJson<T = unknown>(bytes: Uint8Array, Malformed: Fault = SyntaxError): T {
  try {
    decoder ??= new TextDecoder('utf-8', { fatal: true });
    return JSON.parse(decoder.decode(bytes)) as T;
  } catch (cause) {
    throw new Malformed('The body is not valid JSON.', { cause });
  }
}
