/**
 * Values that nobody can change or make up without the secret. Anybody can read them.
 *
 * @module
 */
import { kindOf } from '../wsgi/kind-of.ts';
import { decodeBase64 } from './base64-serializer.ts';
import { JSONSerializer } from './json-serializer.ts';
import type { Serializer } from './serializer.ts';

/** One secret, or several while they are rotated: the first signs, each is good to verify. */
export type Secrets = string | Uint8Array | readonly (string | Uint8Array)[];

const BEYOND_LATIN_1 = /[^\0-\xff]/;

/**
 * Signs what another serializer, JSON unless given, writes: base64 of an HMAC and of the text. The
 * tokens are WebOb's and Pyramid's, byte for byte, so that services in both languages can share a cookie.
 *
 * A secret should have as many random bytes as the hash has: 64 for `sha512`. The salt, which is not
 * secret, keeps apart what one secret signs for different uses. The signature is compared in constant
 * time.
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
   * @throws TypeError when a secret or the salt is missing or no text, or a secret is empty; Error when the hash is
   * unknown.
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
   * Gives the value back.
   *
   * @throws Error when the token is not base64 or no secret has signed it, or what the inner
   * serializer throws.
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

/** WebOb's key: Latin-1 where salt and secret can be written in it, else UTF-8. */
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
