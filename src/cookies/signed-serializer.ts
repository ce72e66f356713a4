/**
 * Values that nobody can change or forge without the secret. They are not encrypted: anybody can read them.
 *
 * @module
 */
import { kindOf } from '../wsgi/kind-of.ts';
import { decodeBase64 } from './base64-serializer.ts';
import { JSONSerializer } from './json-serializer.ts';
import type { Serializer } from './serializer.ts';

/** One secret, or several during rotation: the first signs, all verify. */
export type Secrets = string | Uint8Array | readonly (string | Uint8Array)[];

const BEYOND_LATIN_1 = /[^\0-\xff]/;

/**
 * Signs the text that another serializer, by default JSON, writes. A token is the base64 of an HMAC followed by the
 * text. Tokens are identical to WebOb's and Pyramid's, byte for byte, so that services in both languages can share
 * a cookie.
 *
 * A secret should have as many random bytes as the hash: 64 for `sha512`. The salt, which is not secret, separates
 * the different uses of one secret. Signatures are compared in constant time.
 *
 * @example
 * ```ts
 * const serializer = new SignedSerializer('seekrit', 'salt', 'sha1');
 * const token = serializer.dumps([1, 2]);
 * serializer.loads(token); // [1, 2]
 * new SignedSerializer(['new secret', 'seekrit'], 'salt', 'sha1').loads(token); // [1, 2]
 * new SignedSerializer('new secret', 'salt', 'sha1').loads(token); // throws Error
 * ```
 */
export class SignedSerializer<T = unknown> implements Serializer<T> {
  readonly #keys: readonly [Buffer, ...Buffer[]];
  readonly #hashAlgorithm: string;
  readonly #digestSize: number;
  readonly #serializer: Serializer<T>;

  /**
   * @throws TypeError when a secret or the salt is missing or is not text, or a secret is empty; Error when the
   * hash is unknown.
   */
  constructor(
    secrets: Secrets,
    salt: string,
    hashAlgorithm = 'sha512',
    serializer: Serializer<T> = new JSONSerializer<T>(),
  ) {
    const list = Array.isArray(secrets) ? secrets : [secrets];
    const [first, ...others] = list.map((secret) => saltedKey(salt, secret));
    if (first === undefined) throw new TypeError('the list of secrets must not be empty');
    this.#keys = [first, ...others];
    this.#hashAlgorithm = hashAlgorithm;
    this.#digestSize = crypto().createHash(hashAlgorithm).digest().length;
    this.#serializer = serializer;
  }

  dumps(value: T): string {
    const text = Buffer.from(this.#serializer.dumps(value));
    return Buffer.concat([this.#sign(this.#keys[0], text), text]).toString('base64url');
  }

  /**
   * Verifies a token and returns its value.
   *
   * @throws Error when the token is not base64 or no secret has signed it, and whatever the inner serializer
   * throws.
   */
  loads(token: string): T {
    const bytes = decodeBase64(token);
    const signature = bytes.subarray(0, this.#digestSize);
    const text = bytes.subarray(this.#digestSize);
    const matches = (key: Buffer) => crypto().timingSafeEqual(this.#sign(key, text), signature);
    if (signature.length < this.#digestSize || !this.#keys.some(matches)) {
      throw new Error('the signature of the cookie does not match any secret');
    }
    return this.#serializer.loads(text.toString());
  }

  #sign(key: Buffer, text: Uint8Array): Buffer {
    return crypto().createHmac(this.#hashAlgorithm, key).update(text).digest();
  }
}

/** Loaded with the first serializer. */
function crypto() {
  return process.getBuiltinModule('node:crypto');
}

/** WebOb's key: Latin-1 if salt and secret can be encoded in it, else UTF-8. */
function saltedKey(salt: string, secret: string | Uint8Array): Buffer {
  if (typeof salt !== 'string') throw new TypeError(`the salt must be a string; got ${kindOf(salt)}`);
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new TypeError(`the secret must be a string or bytes; got ${kindOf(secret)}`);
  }
  if (secret.length === 0) throw new TypeError('the secret must not be empty');
  const texts = typeof secret === 'string' ? salt + secret : salt;
  const encoding = BEYOND_LATIN_1.test(texts) ? 'utf8' : 'latin1';
  const key = typeof secret === 'string' ? Buffer.from(secret, encoding) : secret;
  return Buffer.concat([Buffer.from(salt, encoding), key]);
}
