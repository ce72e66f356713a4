/**
 * Text that can be stored in a cookie unescaped: base64 with the URL-safe alphabet (RFC 4648, section 5).
 *
 * @module
 */
import { JSONSerializer } from './json-serializer.ts';
import type { Serializer } from './serializer.ts';

const NOT_BASE64 = 'the cookie is not valid base64';

/**
 * Wraps another serializer, by default JSON, and encodes its text as base64. The bytes are identical to WebOb's,
 * including the padding.
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
    return padded(Buffer.from(this.#serializer.dumps(value)).toString('base64url'));
  }

  /** @throws Error when the text is not base64, with or without padding, and whatever the inner serializer throws. */
  loads(text: string): T {
    const unpadded = text.replace(/=+$/, '');
    if (text !== unpadded && text !== padded(unpadded)) throw new Error(NOT_BASE64);
    return this.#serializer.loads(decodeBase64(unpadded).toString());
  }
}

/**
 * Reads base64 with the URL-safe alphabet and without padding. Each sequence of bytes has a single spelling:
 * others, whose unused bits are not 0, are rejected.
 *
 * @throws Error when the text is anything else.
 */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Error(NOT_BASE64);
  return bytes;
}

function padded(text: string): string {
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
