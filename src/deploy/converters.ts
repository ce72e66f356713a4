/**
 * Converts the values of a configuration, which are text, to booleans, integers and lists.
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
 * `true` for true, yes, on, y, t and 1, `false` for false, no, off, n, f and 0, in any case; `false` for
 * `undefined`.
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
 * @throws DeployError `bad-value` for anything else, and for integers that a number cannot hold exactly.
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
 * The items of a list, separated by white space or by the given separator. With a separator, empty items are kept,
 * and all items are trimmed. A list is returned unchanged, and `undefined` becomes an empty one.
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
