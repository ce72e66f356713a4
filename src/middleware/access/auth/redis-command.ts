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
  if ('call' in client && typeof client.call === 'function') {
    return (command, ...args) => client.call(command, ...args);
  }
  if ('sendCommand' in client && typeof client.sendCommand === 'function') {
    return (...args) => client.sendCommand(args);
  }
  throw new TypeError(`expected a client of the package redis or ioredis, not ${kindOf(client)}`);
}
