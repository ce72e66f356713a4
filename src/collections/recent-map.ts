/**
 * A map that keeps what is used.
 *
 * @module
 */

/** A map of a bounded size: of what was put in, the last `size` to `2 * size` keys that were used are kept. */
export class RecentMap<K, V> {
  readonly #size: number;
  #young = new Map<K, V>();
  #old = this.#young;

  /** @param size the number of keys. */
  constructor(size: number) {
    this.#size = size;
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const kept = this.#old.get(key);
    if (kept !== undefined) this.set(key, kept);
    return kept;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#size && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
