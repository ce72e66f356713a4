/**
 * Checks of the values that headers are written from. Errors say what is wrong, and what to give instead.
 *
 * @module
 */
import { type PairsInit, pairsOf } from '../../collections/pairs.ts';
import { assertKnown } from '../../collections/unknown-name.ts';

/** One name, or several. */
export type Names = string | Iterable<string>;

/**
 * The names in order; a string is a list of one.
 *
 * @throws TypeError when it is neither a string nor an iterable of strings.
 */
export function namesOf(names: Names, what: string): string[] {
  if (typeof names === 'string') return [names];
  const list = listOf<string>(names, what);
  for (const name of list) {
    if (typeof name !== 'string') throw new TypeError(`invalid ${what}: ${shown(name)}; give strings`);
  }
  return list;
}

/** The values in order. @throws TypeError when they are not iterable. */
export function listOf<T>(values: Iterable<T>, what: string): T[] {
  if (!isObject(values) || !(Symbol.iterator in values)) {
    throw new TypeError(`invalid ${what}: ${shown(values)}; give a list`);
  }
  return [...values];
}

/** The pairs, from either form. @throws TypeError when it is neither an iterable nor an object. */
export function pairsIn<V>(init: PairsInit<V>, what: string): Iterable<readonly [name: string, value: V]> {
  if (!isObject(init)) throw new TypeError(`invalid ${what}: ${shown(init)}; give an object, or pairs`);
  return pairsOf(init);
}

/** @throws TypeError when it is not an object, or has an unknown property. */
export function assertOptions(options: object, known: readonly string[], what: string): void {
  if (!isObject(options)) {
    throw new TypeError(`invalid ${what}: ${shown(options)}; give an object with ${known.join(', ')}`);
  }
  assertKnown(`option of ${what}`, options, known);
}

/**
 * @param most the largest number that the header can carry
 * @throws TypeError when it is not a number.
 * @throws RangeError when it is not a whole number from `least` to `most`.
 */
export function assertWhole(number: number, what: string, most = Number.MAX_SAFE_INTEGER, least = 0): void {
  if (typeof number !== 'number') throw new TypeError(`invalid ${what}: ${shown(number)}; give a number`);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new RangeError(`invalid ${what}: ${number}; give a whole number from ${least} to ${most}`);
  }
}

/** A value as an error message shows it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
