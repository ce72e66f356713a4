/**
 * Random bytes for what becomes public.
 *
 * @module
 */

/** How many times a pool gives bytes before it is filled again. */
const TIMES = 128;

/**
 * What gives so many random bytes, others each time: for salts and nonces, which are no secrets. They are made many at a
 * time, for a call of node's generator takes 2 to 4 µs, however few they are. What is to stay secret is better made by itself, and not
 * left in a memory that lives on.
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
