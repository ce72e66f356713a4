/**
 * Redis clients, taken by their shape.
 *
 * @module
 */
import { kindOf } from '../../../wsgi/kind-of.ts';

/** A client of the package `ioredis`, or of the package `redis`. */
export type RedisClient =
  | { call(command: string, ...args: string[]): Promise<unknown> }
  | { sendCommand(args: string[]): Promise<unknown> };

/**
 * What sends a command through such a client.
 *
 * @throws TypeError when it is none.
 */
export function redisCommand(client: RedisClient): (command: string, ...args: string[]) => Promise<unknown> {
  const { call, sendCommand }: { call?: unknown; sendCommand?: unknown } = Object(client);
  if (typeof call === 'function') return async (...args) => call.apply(client, args);
  if (typeof sendCommand === 'function') return async (...args) => sendCommand.call(client, args);
  throw new TypeError(`expected a client of the package redis or ioredis, not ${kindOf(client)}`);
}
