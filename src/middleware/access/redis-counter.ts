/**
 * Counters in Redis, which several processes share.
 *
 * @module
 */
import { assertOptions } from '../app-middleware.ts';
import { type RedisClient, runScript } from '../redis-client.ts';
import type { CounterStore } from './counter-store.ts';

/** Options of {@link redisCounter}. */
export interface RedisCounterOptions {
  /** The prefix of the keys. Defaults to `'rate-limit:'`. */
  readonly prefix?: string | undefined;
  /** Milliseconds to wait for an answer. Defaults to 500. */
  readonly timeout?: number | undefined;
}

const DEADLINE = 500;

/** A single step, so that no count is left without an expiry. */
const SCRIPT = `
local cost = tonumber(ARGV[2])
local count = 0
if cost == 0 then
  count = tonumber(redis.call('GET', KEYS[1]) or 0)
else
  count = redis.call('INCRBY', KEYS[1], cost)
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  if cost ~= 0 then redis.call('PEXPIRE', KEYS[1], left) end
end
return { count, left }
`;

/**
 * Counts in Redis, by a single script each time. If Redis does not answer in time, counting fails, and the limit's
 * `onStoreError` decides.
 *
 * @param client a connected client of the package `redis`, from version 4, or `ioredis`.
 * @throws TypeError when it is not a client, or an option is unknown; RangeError when `timeout` is not above 0.
 *
 * @example
 * ```ts
 * const client = { eval: async () => [1, 60_000] };
 * await redisCounter(client).hit('ada', 60_000, 1); // { count: 1, reset: 60000 }
 * ```
 */
export function redisCounter(client: RedisClient, options: RedisCounterOptions = {}): CounterStore {
  assertOptions('redisCounter', options, { prefix: true, timeout: true });
  const { prefix = 'rate-limit:', timeout = DEADLINE } = options;
  if (typeof client?.eval !== 'function') {
    throw new TypeError('redisCounter takes a client of the package redis or ioredis');
  }
  if (!(timeout > 0)) {
    throw new RangeError(`timeout of redisCounter must be more than 0 milliseconds: ${timeout}`);
  }
  return {
    async hit(key, window, cost) {
      const args = [String(Math.ceil(window)), String(cost)];
      const answer = await runScript(client, SCRIPT, { keys: [prefix + key], args, timeout });
      if (!Array.isArray(answer)) throw new Error(`Redis did not count, but answered ${String(answer)}`);
      return { count: Number(answer[0]), reset: Number(answer[1]) };
    },
  };
}
