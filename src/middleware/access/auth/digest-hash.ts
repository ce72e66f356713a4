/**
 * The hashes of Digest authentication (RFC 7616, section 3.2).
 *
 * @module
 */
import { nativeFromText } from '../../../wsgi/native-string.ts';
import { hashOfNative } from './native-hash.ts';

/** The hashes by their names in HTTP, with node's names. SHA-512-256 is SHA-512/256 of FIPS 180-4. */
const HASHES = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

/** A hash of Digest authentication. */
export type DigestHash = keyof typeof HASHES;

/** A hash as it appears in a challenge: with `-sess` each session has its own key (section 3.4.2). */
export type DigestAlgorithm = DigestHash | `${DigestHash}-sess`;

/** Whether something is the name of a hash. */
export function isDigestHash(name: string): name is DigestHash {
  return Object.hasOwn(HASHES, name);
}

/**
 * The hash of texts joined by colons, in hexadecimal digits. For a user, a realm and a password it is the result of
 * `ha1`, for a user and a realm the `userhash` (section 3.4.4). Texts are hashed as UTF-8.
 *
 * @throws TypeError when the algorithm is unknown.
 *
 * @example
 * ```ts
 * digestHash('MD5', 'Mufasa', 'http-auth@example.org', 'Circle of Life'); // '3d78807defe7de2157e2b0b6573a855f'
 * ```
 */
export function digestHash(algorithm: DigestHash, ...parts: string[]): string {
  if (!isDigestHash(algorithm)) {
    throw new TypeError(
      `unknown algorithm: ${String(algorithm)}; it must be one of ${Object.keys(HASHES).join(', ')}`,
    );
  }
  return hashOf(algorithm, nativeFromText(parts.join(':')));
}

/** The hash of the bytes that a native string represents. */
export function hashOf(algorithm: DigestHash, native: string): string {
  return hashOfNative(HASHES[algorithm], native);
}

/** The hash of a body. */
export async function hashOfBody(
  algorithm: DigestHash,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = process.getBuiltinModule('node:crypto').createHash(HASHES[algorithm]);
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
}
