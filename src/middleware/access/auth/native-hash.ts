/**
 * Hashes of native strings.
 *
 * @module
 */

/** Loaded when it is first used. */
let hash: typeof import('node:crypto').hash | undefined;

const ASCII = /^[\0-\x7f]*$/;

/** The hash, in hexadecimal digits, of the bytes that a native string represents; `algorithm` is node's name. */
export function hashOfNative(algorithm: string, native: string): string {
  hash ??= process.getBuiltinModule('node:crypto').hash;
  // A string is hashed as UTF-8, which for ASCII is the same and takes 0.5 µs instead of 0.8.
  return hash(algorithm, ASCII.test(native) ? native : Buffer.from(native, 'latin1'), 'hex');
}
