/**
 * Checks of options, and comparison of secrets.
 *
 * @module
 */
import { kindOf } from '../../../wsgi/kind-of.ts';
import { nativeFromText } from '../../../wsgi/native-string.ts';

/** Loaded when it is first used. */
let hash: typeof import('node:crypto').hash | undefined;

const ASCII = /^[\0-\x7f]*$/;
const PRINTABLE = /^[ -~]*$/;

/**
 * Asserts that an option is a function.
 *
 * @param name the name of the option, with that of its function.
 */
export function assertFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${name} must be a function, not ${kindOf(value)}`);
}

/**
 * Asserts that an option is a duration in seconds, or absent.
 *
 * @throws RangeError when it is negative or not a number.
 */
export function assertSeconds(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return;
  throw new RangeError(`${name} must be a number of seconds, 0 or more: ${String(value)}`);
}

/**
 * Asserts that an option is a lifetime in seconds, which has an end and can be written with digits.
 *
 * @throws RangeError when it is 0, negative, infinite or not a number.
 */
export function assertLifetime(name: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER) return;
  throw new RangeError(`${name} must be a number of seconds above 0: ${String(value)}`);
}

/**
 * The realm, checked.
 *
 * @throws TypeError when it is not printable ASCII, since clients agree on no encoding for anything else.
 */
export function realmFrom(realm: string): string {
  if (typeof realm === 'string' && PRINTABLE.test(realm)) return realm;
  throw new TypeError(`a realm must be printable ASCII: ${JSON.stringify(realm)}`);
}

/**
 * The secrets as native strings of UTF-8. The first signs.
 *
 * @throws TypeError when there are none, or one is empty or not a string.
 */
export function secretsFrom(secret: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = (Array.isArray(secret) ? secret : [secret]).map((one: unknown) => {
    if (typeof one === 'string' && one !== '') return nativeFromText(one);
    throw new TypeError(
      `a secret must be a string that is not empty; got ${one === '' ? "''" : kindOf(one)}`,
    );
  });
  if (first === undefined) throw new TypeError('the list of secrets must not be empty');
  return [first, ...others];
}

/** The hash, in hexadecimal digits, of the bytes that a native string represents; `algorithm` is node's name. */
export function hashOfNative(algorithm: string, native: string): string {
  hash ??= process.getBuiltinModule('node:crypto').hash;
  // A string is hashed as UTF-8, which for ASCII is the same and takes 0.5 µs instead of 0.8.
  return hash(algorithm, ASCII.test(native) ? native : Buffer.from(native, 'latin1'), 'hex');
}

/** Whether two strings are equal, in a time that depends only on their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && process.getBuiltinModule('node:crypto').timingSafeEqual(left, right);
}
