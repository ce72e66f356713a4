/**
 * Text that may stand in a cookie as it is: base64 with the URL-safe alphabet (RFC 4648, section 5).
 *
 * @module
 */
import { JSONSerializer } from './json-serializer.ts';
import type { Serializer } from './serializer.ts';

const BASE64URL = /^[\w-]*={0,2}$/;

/**
 * Wraps another serializer, JSON unless given, and writes its text in base64. The bytes are WebOb's,
 * with the padding.
 *
 * @example
 * ```ts
 * const serializer = new Base64Serializer();
 * serializer.dumps({ a: 1 }); // 'eyJhIjogMX0='
 * serializer.loads('eyJhIjogMX0='); // { a: 1 }
 * serializer.loads('{}'); // throws Error
 * ```
 */
export class Base64Serializer<T = unknown> implements Serializer<T> {
  readonly #serializer: Serializer<T>;

  constructor(serializer: Serializer<T> = new JSONSerializer<T>()) {
    this.#serializer = serializer;
  }

  dumps(value: T): string {
    const text = Buffer.from(this.#serializer.dumps(value)).toString('base64url');
    return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  }

  /** @throws Error when the text is not base64, or what the inner serializer throws. */
  loads(text: string): T {
    return this.#serializer.loads(decodeBase64(text).toString());
  }
}

/**
 * Reads base64 with the URL-safe alphabet, with or without its padding.
 *
 * @throws Error when it is something else.
 */
export function decodeBase64(text: string): Buffer {
  if (!BASE64URL.test(text)) throw new Error('the cookie is not valid base64');
  return Buffer.from(text, 'base64url');
}
