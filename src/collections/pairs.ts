/**
 * Names with values, as they may be given.
 *
 * @module
 */

import { kindOf } from '../wsgi/kind-of.ts';

/** Pairs, or the keys and values of a plain object. */
export type PairsInit<V, K = string> = Iterable<readonly [name: K, value: V]> | Readonly<Record<string, V>>;

/**
 * The pairs of either form.
 *
 * @throws TypeError when it is something else, such as text.
 */
export function pairsOf<V, K = string>(
  init: PairsInit<V, K>,
): Iterable<readonly [name: K | string, value: V]> {
  if (typeof init !== 'object' || init === null) {
    throw new TypeError(`expected pairs of a name and a value, or an object of them; got ${kindOf(init)}`);
  }
  return Symbol.iterator in init
    ? (init as Iterable<readonly [name: K, value: V]>)
    : Object.entries<V>(init as Readonly<Record<string, V>>);
}
