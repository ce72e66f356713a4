/**
 * What is asked of a client of Redis: those of the packages `redis` and `ioredis` are taken by their shape.
 *
 * @module
 */
import { withinTime } from './within-time.ts';

/** A client of the package `redis`, from version 4. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client of the package `ioredis`. */
export interface IoRedisClient {
  defineCommand: unknown;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** A client that can run a script. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/**
 * Runs a script, and waits no longer than `timeout` milliseconds: a client that has lost its server keeps what it is
 * asked until the server is back.
 */
export async function runScript(
  client: RedisClient,
  script: string,
  { keys, args, timeout }: { readonly keys: string[]; readonly args: string[]; readonly timeout: number },
): Promise<unknown> {
  const answer =
    'defineCommand' in client
      ? client.eval(script, keys.length, ...keys, ...args)
      : client.eval(script, { keys, arguments: args });
  return await withinTime(answer, timeout, 'Redis');
}
