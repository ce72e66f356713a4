/**
 * Stores sessions in Redis, for any number of processes and machines.
 *
 * @module
 */
import { assertOptions } from '../app-middleware.ts';
import { type RedisClient, runScript } from '../redis-client.ts';
import type { SessionStore } from './session-store.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** The prefix of the keys. Defaults to `'session:'`. */
  readonly prefix?: string | undefined;
  /** Milliseconds to wait for an answer. Defaults to 2000. */
  readonly timeout?: number | undefined;
}

const DEADLINE = 2000;

/**
 * A session is a hash with its `version`, and its keys under `:` and their names. A value that is not an object is
 * the `value`.
 */
const GET = `
local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then return {} end
local version, value
local members = {}
for i = 1, #fields, 2 do
  local name, text = fields[i], fields[i + 1]
  if name == 'version' then version = text
  elseif name == 'value' then value = text
  else members[#members + 1] = cjson.encode(string.sub(name, 2)) .. ':' .. text end
end
return { redis.call('PTTL', KEYS[1]), version, value or '{' .. table.concat(members, ',') .. '}' }`;

const SET = `
local version = redis.call('HGET', KEYS[1], 'version') or ''
if version ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'version', ARGV[3])
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** A key without a value is deleted. */
const MERGE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2])
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

const TOUCH = "return redis.call('PEXPIRE', KEYS[1], ARGV[1])";
const DELETE = "return redis.call('DEL', KEYS[1])";

/**
 * Stores sessions in Redis or Valkey, by a single script each time. The server must not evict keys (`noeviction`),
 * or users are logged out when memory is short. If it does not answer in time, that is an error: `session` answers
 * 503.
 *
 * @param client a connected client of the package `redis`, from version 4, or `ioredis`.
 * @throws TypeError when it is not a client, or an option is unknown; RangeError when `timeout` is not above 0.
 *
 * @example
 * ```ts
 * const client = { eval: async () => [60_000, '1', '{"n":1}'] };
 * await redisStore(client).get('a'); // { value: '{"n":1}', version: '1', ttl: 60 }
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Required<SessionStore> {
  assertOptions('redisStore', options, { prefix: true, timeout: true });
  const { prefix = 'session:', timeout = DEADLINE } = options;
  if (typeof client?.eval !== 'function') {
    throw new TypeError('redisStore takes a client of the package redis or ioredis');
  }
  if (!(timeout > 0)) {
    throw new RangeError(`timeout of redisStore must be more than 0 milliseconds: ${timeout}`);
  }
  const run = (script: string, id: string, ...args: string[]) =>
    runScript(client, script, { keys: [prefix + id], args, timeout });
  const isDone = async (answer: Promise<unknown>) => Number(await answer) === 1;
  return {
    async get(id) {
      const answer = await run(GET, id);
      if (!Array.isArray(answer)) throw new Error(`Redis returned no session, but ${String(answer)}`);
      const [left, version, value] = answer;
      if (value === undefined) return undefined;
      return { value: String(value), version: String(version), ttl: Number(left) / 1000 };
    },
    async set(id, value, ttl, expected = '') {
      const version = newVersion();
      const isSet = await isDone(run(SET, id, expected, lifeOf(ttl), version, ...fieldsOf(value)));
      return isSet ? version : undefined;
    },
    merge(id, changes, ttl) {
      const fields = Array.from(changes, ([key, text = '']) => [`:${key}`, text]).flat();
      return isDone(run(MERGE, id, lifeOf(ttl), newVersion(), ...fields));
    },
    touch: (id, ttl) => isDone(run(TOUCH, id, lifeOf(ttl))),
    async delete(id) {
      await run(DELETE, id);
    },
  };
}

/** The fields of a value, each with its text. */
function fieldsOf(value: string): string[] {
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return ['value', value];
  return Object.entries(parsed).flatMap(([key, one]) => [`:${key}`, JSON.stringify(one)]);
}

function newVersion(): string {
  return crypto.randomUUID();
}

/** Whole milliseconds, at least one. */
function lifeOf(ttl: number): string {
  return String(Math.max(1, Math.ceil(ttl * 1000)));
}
