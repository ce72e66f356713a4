/**
 * Names with values, in the forms in which callers pass them.
 *
 * @module
 */

import { kindOf } from '../wsgi/kind-of.ts';

/** Pairs, or the keys and values of a plain object. */
export type PairsInit<V, K = string> = Iterable<readonly [name: K, value: V]> | Readonly<Record<string, V>>;

/**
 * The pairs of either form.
 *
 * @throws TypeError when it is something else, such as text, or one of them is not a pair.
 */
export function pairsOf<V, K = string>(
  init: PairsInit<V, K>,
): readonly (readonly [name: K | string, value: V])[] {
  if (typeof init !== 'object' || init === null) {
    throw new TypeError(`expected pairs of a name and a value, or an object of them; got ${kindOf(init)}`);
  }
  if (!(Symbol.iterator in init)) {
    const object = init as Readonly<Record<string, V>>;
    // Object.entries takes V8 six times as long where nobody has listed the keys of such an object before.
    return Object.keys(object).map((name) => [name, object[name] as V]);
  }
  const pairs = Array.isArray(init) ? init : [...(init as Iterable<readonly [name: K, value: V]>)];
  for (const pair of pairs) {
    if (Array.isArray(pair) && pair.length === 2) continue;
    const found = Array.isArray(pair) ? `${pair.length} values` : kindOf(pair);
    throw new TypeError(`expected a pair of a name and a value; got ${found}`);
  }
  return pairs;
}
