/**
 * The interface that a Redis client must have. The clients of the packages `redis` and `ioredis` are recognized by their shape.
 *
 * @module
 */
import { RecentMap } from '../collections/recent-map.ts';
import { withinTime } from './within-time.ts';

/** A client of the package `redis`, from version 4. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  evalSha?(hash: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client of the package `ioredis`. */
export interface IoRedisClient {
  defineCommand: unknown;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  evalsha?(hash: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** A client that can run a script. */
export type RedisClient = NodeRedisClient | IoRedisClient;

interface Asked {
  readonly keys: string[];
  readonly args: string[];
}

const SCRIPTS_KEPT = 100;
const hashes = new RecentMap<string, string>(SCRIPTS_KEPT);

/**
 * Runs a script, and waits for at most `timeout` milliseconds, because a client that has lost its server queues
 * commands until the server is back. If the server already has the script, only its hash is sent, if the client
 * supports that.
 */
export function runScript(
  client: RedisClient,
  script: string,
  { timeout, ...asked }: Asked & { readonly timeout: number },
): Promise<unknown> {
  return withinTime(answerOf(client, script, asked), timeout, 'Redis');
}

async function answerOf(client: RedisClient, script: string, asked: Asked): Promise<unknown> {
  try {
    const answer = byHash(client, hashOf(script), asked);
    if (answer) return await answer;
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
  }
  const { keys, args } = asked;
  return 'defineCommand' in client
    ? client.eval(script, keys.length, ...keys, ...args)
    : client.eval(script, { keys, arguments: args });
}

function byHash(client: RedisClient, hash: string, { keys, args }: Asked): Promise<unknown> | undefined {
  return 'defineCommand' in client
    ? client.evalsha?.(hash, keys.length, ...keys, ...args)
    : client.evalSha?.(hash, { keys, arguments: args });
}

/** The hash under which Redis knows a script. */
function hashOf(script: string): string {
  const known = hashes.get(script);
  if (known !== undefined) return known;
  const hash = process.getBuiltinModule('node:crypto').hash('sha1', script);
  hashes.set(script, hash);
  return hash;
}
