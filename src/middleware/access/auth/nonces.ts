/**
 * Counters for the nonces of Digest authentication, so that no request is accepted twice.
 *
 * @module
 */
import { assertOptions } from '../../app-middleware.ts';
import { type RedisClient, runScript } from '../../redis-client.ts';

/** Where the counters are kept. */
export interface NonceStore {
  /**
   * Records that a nonce was used with a count.
   *
   * @param ttl the seconds for which the nonce is still valid, a whole number.
   * @returns false if the count is not higher than the last one of this nonce, or that is no longer known.
   */
  use(nonce: string, count: number, ttl: number): boolean | Promise<boolean>;
}

/** Options of {@link memoryNonces}. */
export interface MemoryNoncesOptions {
  /** The most nonces to keep. Defaults to 100 000. */
  readonly max?: number | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

interface Used {
  count: number;
  /** When the nonce expires, or a little later. */
  readonly end: number;
}

/** The part of a second by which rounding `ttl` can make a nonce seem younger. */
const ROUNDING = 1000;

/**
 * Keeps the counters in memory, for a single process.
 *
 * If there are more nonces than `max`, the oldest is forgotten, and from then on unknown nonces of the same age or
 * older are rejected. Their clients get new ones without asking their users.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const nonces = memoryNonces({ max: 1000 });
 * nonces.use('a', 1, 300); // true
 * nonces.use('a', 1, 300); // false
 * ```
 */
export function memoryNonces(options: MemoryNoncesOptions = {}): NonceStore {
  assertOptions('memoryNonces', options, { max: true, now: true });
  const { max = 100_000, now = Date.now } = options;
  if (!(Number.isInteger(max) && max > 0)) {
    throw new RangeError(`max of memoryNonces must be a whole number above 0: ${String(max)}`);
  }
  const used = new Map<string, Used>();
  let forgotten = -Infinity;

  const makeRoom = (time: number) => {
    for (const [nonce, { end }] of used) {
      if (end > time && used.size < max) return;
      used.delete(nonce);
      if (end > time) forgotten = Math.max(forgotten, end + ROUNDING);
    }
  };
  return {
    use(nonce, count, ttl) {
      const known = used.get(nonce);
      if (known) {
        const isHigher = count > known.count;
        if (isHigher) known.count = count;
        return isHigher;
      }
      const time = now();
      const end = time + ttl * 1000;
      if (end < forgotten) return false;
      makeRoom(time);
      used.set(nonce, { count, end });
      return true;
    },
  };
}

/** Options of {@link redisNonces}. */
export interface RedisNoncesOptions {
  /** The prefix of the keys. Defaults to `'nonce:'`. */
  readonly prefix?: string | undefined;
  /** Milliseconds to wait for an answer. Defaults to 500. */
  readonly timeout?: number | undefined;
}

const DEADLINE = 500;

const USE = `local last = redis.call('GET', KEYS[1])
if last and tonumber(last) >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`;

/**
 * Keeps the counters in Redis or Valkey, for several processes. The server must not evict keys (`noeviction`),
 * because a forgotten nonce could be used again. If Redis does not answer in time, that is an error, and nobody is
 * let in.
 *
 * @param client a connected client of the package `redis`, from version 4, or `ioredis`.
 * @throws TypeError when it is not a client, or an option is unknown; RangeError when `timeout` is not above 0.
 *
 * @example
 * ```ts
 * const client = { eval: async () => 1 };
 * await redisNonces(client, { prefix: 'site:' }).use('a', 1, 300); // true
 * ```
 */
export function redisNonces(client: RedisClient, options: RedisNoncesOptions = {}): NonceStore {
  assertOptions('redisNonces', options, { prefix: true, timeout: true });
  const { prefix = 'nonce:', timeout = DEADLINE } = options;
  if (typeof client?.eval !== 'function') {
    throw new TypeError('redisNonces takes a client of the package redis or ioredis');
  }
  if (!(timeout > 0)) {
    throw new RangeError(`timeout of redisNonces must be more than 0 milliseconds: ${timeout}`);
  }
  return {
    async use(nonce, count, ttl) {
      const args = [String(count), String(ttl)];
      return Number(await runScript(client, USE, { keys: [prefix + nonce], args, timeout })) === 1;
    },
  };
}
