import { describe, expect, it } from 'vitest';
import type { RedisClient } from '../../../src/middleware/redis-client.ts';
import { type RedisStoreOptions, redisStore } from '../../../src/middleware/sessions/redis-store.ts';
import { PATIENCE } from '../../support/patience.ts';
import { redisServer } from '../../support/redis.ts';

describe('redisStore, with redis-server', () => {
  it('leaves no key without an expiry, and uses only its own keys', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    const store = redisStore(client, { prefix: 'mine:', timeout: PATIENCE });
    await store.set('a', '{}', 0.0001, undefined);
    await store.set('b', '{}', 60.0001, undefined);
    await store.merge('b', new Map([['n', '1']]), 60);
    await store.merge('c', new Map([['n', '1']]), 60);
    await store.touch('c', 60);
    await expect.poll(() => client.keys('*'), { interval: 5 }).toEqual(['mine:b']);
    const left = await client.pTTL('mine:b');
    expect(left).toBeGreaterThan(58_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('fails if the key contains something else', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    await client.set('session:a', 'x');
    await expect(redisStore(client, { timeout: PATIENCE }).get('a')).rejects.toThrow('WRONGTYPE');
  });

  it('fails within its deadline while the server hangs', async (context) => {
    await using server = await redisServer(context);
    const store = redisStore(await server.connect(), { timeout: 50 });
    server.signal('SIGSTOP');
    await expect(store.get('a')).rejects.toThrow('Redis did not answer within 50 ms');
    server.signal('SIGCONT');
  });
});

describe('redisStore', () => {
  it('fails if the reply is malformed', async () => {
    const client = { eval: async () => 'OK' };
    await expect(redisStore(client).get('a')).rejects.toThrow('Redis returned no session, but OK');
  });

  it.each<[unknown, Record<string, unknown>, string]>([
    [{}, {}, 'redisStore takes a client of the package redis or ioredis'],
    [undefined, {}, 'redisStore takes a client of the package redis or ioredis'],
    [{ eval() {} }, { timeout: 0 }, 'timeout of redisStore must be more than 0 milliseconds: 0'],
    [{ eval() {} }, { ttl: 1 }, 'unknown option of redisStore: ttl'],
  ])('refuses %j with %j', (client, options, message) => {
    expect(() => redisStore(client as RedisClient, options as RedisStoreOptions)).toThrow(message);
  });
});
