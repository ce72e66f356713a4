/**
 * Random bytes for values that are made public, such as salts and nonces.
 *
 * @module
 */

/** The number of values that one filling of a pool yields. */
const TIMES = 128;

/**
 * Returns a function that returns `size` new random bytes at each call. Many values are generated at a time, because
 * a call of node's generator takes 2 to 4 µs, however few bytes it generates. Generate secrets separately: they should
 * not stay in a pool that remains in memory.
 *
 * @example
 * ```ts
 * const salt = randomPool(16);
 * salt().length; // 16
 * ```
 */
export function randomPool(size: number): () => Buffer {
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(size * TIMES);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
