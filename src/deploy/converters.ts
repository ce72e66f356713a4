/**
 * The values of a configuration, which are all text, as booleans, integers and lists.
 *
 * @module
 */
import { DeployError } from './deploy-error.ts';
import { trim, wordsOf } from './white-space.ts';

const BOOLEANS = new Map([
  ...['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', 'n', 'f', '0'].map((word) => [word, false] as const),
]);

/**
 * `true` of true, yes, on, y, t and 1, `false` of false, no, off, n, f and 0, in any case; `false` of `undefined`.
 *
 * @throws DeployError `bad-value` for anything else.
 *
 * @example
 * ```ts
 * asBoolean('Yes'); // true
 * asBoolean(undefined); // false
 * asBoolean('maybe'); // throws DeployError
 * ```
 */
export function asBoolean(value: string | boolean | undefined): boolean {
  const boolean = typeof value === 'string' ? BOOLEANS.get(trim(value).toLowerCase()) : (value ?? false);
  if (typeof boolean !== 'boolean') throw badValue(value, 'true or false');
  return boolean;
}

/**
 * An integer in decimal digits, with or without a sign.
 *
 * @throws DeployError `bad-value` for anything else, and for what a number cannot hold exactly.
 *
 * @example
 * ```ts
 * asInteger(' 8080 '); // 8080
 * asInteger('0x10'); // throws DeployError
 * ```
 */
export function asInteger(value: string | number | undefined): number {
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(trim(value)) ? Number(trim(value)) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw badValue(value, 'an integer');
  return number;
}

/**
 * The items of a list: those that white space parts, or that a separator parts; then empty ones are kept, and all are
 * trimmed. A list stays as it is, and `undefined` is an empty one.
 *
 * @throws DeployError `bad-value` for anything else.
 *
 * @example
 * ```ts
 * asList('one two'); // ['one', 'two']
 * asList('one, two,', ','); // ['one', 'two', '']
 * ```
 */
export function asList(value: string | readonly string[] | undefined, separator?: string): string[] {
  if (typeof value === 'string')
    return separator === undefined ? wordsOf(value) : value.split(separator).map(trim);
  if (value !== undefined && !Array.isArray(value)) throw badValue(value, 'a list');
  return [...(value ?? [])];
}

function badValue(value: unknown, wanted: string): DeployError {
  return new DeployError(
    'bad-value',
    `${value === undefined ? 'nothing' : JSON.stringify(value)} is not ${wanted}`,
  );
}
