/**
 * Names with values, as they may be given.
 *
 * @module
 */

/** Pairs, or the keys and values of a plain object. */
export type PairsInit<V> = Iterable<readonly [name: string, value: V]> | Readonly<Record<string, V>>;

/** The pairs of either form. */
export function pairsOf<V>(init: PairsInit<V>): Iterable<readonly [name: string, value: V]> {
  return Symbol.iterator in init
    ? (init as Iterable<readonly [name: string, value: V]>)
    : Object.entries<V>(init as Readonly<Record<string, V>>);
}
