/**
 * Secrets given as options, and their comparison.
 *
 * @module
 */
import { kindOf } from '../wsgi/kind-of.ts';
import { nativeFromText } from '../wsgi/native-string.ts';

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

/** Whether two strings are equal, in a time that depends only on their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && process.getBuiltinModule('node:crypto').timingSafeEqual(left, right);
}
