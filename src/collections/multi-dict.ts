/**
 * Ordered dictionaries in which a key may have several values: query strings, forms, cookies. They read like
 * URLSearchParams and FormData, and have WebOb's additional methods.
 *
 * @module
 */
import type { Fault } from '../wsgi/request-errors.ts';
import { type PairsInit, pairsOf } from './pairs.ts';

type Pair<V> = [key: string, value: V];

/** What a dictionary can be made from: pairs, or the keys and values of a plain object. */
export type MultiDictInit<V> = PairsInit<V>;

/**
 * The reading half, which requests use; it has no methods to write.
 *
 * Pairs keep their order, and every string is an ordinary key, even `__proto__`.
 *
 * @example
 * ```ts
 * const query = new ReadonlyMultiDict([['tag', 'a'], ['tag', 'b'], ['page', '2']]);
 * query.get('tag'); // 'a'
 * query.getAll('tag'); // ['a', 'b']
 * query.getOne('page'); // '2'
 * query.size; // 3
 * query.mixed(); // { tag: ['a', 'b'], page: '2' }
 * query.toObject(); // { tag: ['a', 'b'], page: ['2'] }
 * ```
 */
export class ReadonlyMultiDict<V> {
  #pairs: Pair<V>[] | (() => Pair<V>[]);

  /** @param init the pairs; a function is called when the first pair is needed. */
  constructor(init: MultiDictInit<V> | (() => [key: string, value: V][]) = []) {
    this.#pairs = typeof init === 'function' ? init : ownPairs(init);
  }

  /** The pairs themselves, which a subclass may change in place. */
  protected get pairs(): [key: string, value: V][] {
    if (typeof this.#pairs === 'function') this.#pairs = this.#pairs();
    return this.#pairs;
  }

  /** The number of pairs. */
  get size(): number {
    return this.pairs.length;
  }

  /** The first value of a key, or `undefined`. */
  get(key: string): V | undefined {
    for (const pair of this.pairs) if (pair[0] === key) return pair[1];
    return undefined;
  }

  /** All values of a key, in order. */
  getAll(key: string): V[] {
    const values: V[] = [];
    for (const pair of this.pairs) if (pair[0] === key) values.push(pair[1]);
    return values;
  }

  /**
   * The only value of a key.
   *
   * @throws RangeError when the key has no value or several; a dictionary of a request throws a BadRequestError (400)
   * instead.
   */
  getOne(key: string): V {
    return onlyOf(key, this.getAll(key), RangeError);
  }

  /** Whether the key is present; with `value`, whether it has that value. */
  has(key: string, value?: V): boolean {
    return this.pairs.some((pair) => pair[0] === key && (value === undefined || pair[1] === value));
  }

  /** Calls the callback for each pair, in order. */
  forEach(callback: (value: V, key: string, dict: this) => void): void {
    for (const [key, value] of this.pairs) callback(value, key, this);
  }

  /** The key of each pair; a key with several values appears as often. */
  keys(): IterableIterator<string> {
    return this.pairs.map((pair) => pair[0]).values();
  }

  values(): IterableIterator<V> {
    return this.pairs.map((pair) => pair[1]).values();
  }

  /** The pairs at this moment: later changes are not seen. */
  entries(): IterableIterator<[key: string, value: V]> {
    return this.pairs.map((pair): Pair<V> => [pair[0], pair[1]]).values();
  }

  [Symbol.iterator](): IterableIterator<[key: string, value: V]> {
    return this.entries();
  }

  /** An object without a prototype: each key's value, or a list if it has several. */
  mixed(): Record<string, V | V[]> {
    const mixed: Record<string, V | V[]> = Object.create(null);
    for (const [key, values] of this.#grouped()) mixed[key] = values.length === 1 ? (values[0] as V) : values;
    return mixed;
  }

  /** An object without a prototype: a list of values for each key. */
  toObject(): Record<string, V[]> {
    const object: Record<string, V[]> = Object.create(null);
    for (const [key, values] of this.#grouped()) object[key] = values;
    return object;
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (v: unknown, o: object) => string,
  ) {
    return `${this.constructor.name} ${inspect(this.pairs, options)}`;
  }

  #grouped(): Map<string, V[]> {
    const groups = new Map<string, V[]>();
    for (const [key, value] of this.pairs) {
      const values = groups.get(key);
      if (values) values.push(value);
      else groups.set(key, [value]);
    }
    return groups;
  }
}

/**
 * A dictionary that can be changed.
 *
 * @example
 * ```ts
 * const dict = new MultiDict({ a: '1' });
 * dict.append('a', '2');
 * dict.set('b', '3');
 * [...dict]; // [['a', '1'], ['a', '2'], ['b', '3']]
 * ```
 */
export class MultiDict<V> extends ReadonlyMultiDict<V> {
  /** Sets the key's only value, in the place of its first. */
  set(key: string, value: V): void {
    const first = this.pairs.findIndex((pair) => pair[0] === key);
    if (first === -1) {
      this.append(key, value);
      return;
    }
    this.pairs[first] = [key, value];
    this.#keep((pair, index) => pair[0] !== key || index === first);
  }

  /** Adds a value after the key's existing values. */
  append(key: string, value: V): void {
    this.pairs.push([key, value]);
  }

  /** Removes the key or, with `value`, only its pairs with that value. */
  delete(key: string, value?: V): void {
    this.#keep((pair) => pair[0] !== key || (value !== undefined && pair[1] !== value));
  }

  clear(): void {
    this.pairs.length = 0;
  }

  /** Appends every pair of another dictionary. */
  extend(other: MultiDictInit<V>): void {
    for (const [key, value] of pairsOf(other)) this.append(key, value);
  }

  /** Replaces the values of every key that the other dictionary has with the other's values. */
  update(other: MultiDictInit<V>): void {
    const pairs = ownPairs(other);
    const keys = new Set(pairs.map(([key]) => key));
    this.#keep((pair) => !keys.has(pair[0]));
    this.extend(pairs);
  }

  #keep(wanted: (pair: [string, V], index: number) => boolean): void {
    const kept = this.pairs.filter(wanted);
    this.clear();
    for (const pair of kept) this.pairs.push(pair);
  }
}

/** The only element of a key's values; any other count is a fault. */
export function onlyOf<V>(key: string, values: readonly V[], NotOne: Fault): V {
  if (values.length !== 1) {
    throw new NotOne(`Expected one value for ${JSON.stringify(key)}, got ${values.length}.`);
  }
  return values[0] as V;
}

function ownPairs<V>(init: MultiDictInit<V>): Pair<V>[] {
  return Array.from(pairsOf(init), ([key, value]) => [key, value]);
}
