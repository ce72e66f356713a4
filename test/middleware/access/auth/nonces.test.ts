import { describe, expect, it } from 'vitest';
import {
  type MemoryNoncesOptions,
  memoryNonces,
  redisNonces,
} from '../../../../src/middleware/access/auth/nonces.ts';
import type { RedisClient } from '../../../../src/middleware/redis-client.ts';
import { PATIENCE } from '../../../support/patience.ts';
import { redisServer } from '../../../support/redis.ts';

describe('memoryNonces', () => {
  const nonces = (max = 100) => {
    const clock = { time: 0 };
    return { ...memoryNonces({ max, now: () => clock.time }), clock };
  };

  it('accepts increasing counts', () => {
    const { use } = nonces();
    expect([use('a', 3, 10), use('a', 3, 10), use('a', 2, 10), use('a', 4, 10), use('b', 1, 10)]).toEqual([
      ...[true, false, false, true, true],
    ]);
  });

  it('never accepts a forgotten nonce again', () => {
    const { use, clock } = nonces(2);
    expect([use('a', 1, 300), use('b', 1, 300)]).toEqual([true, true]);
    clock.time = 5000;
    expect(use('c', 1, 300)).toBe(true);
    expect(use('a', 2, 295)).toBe(false);
    expect(use('b', 1, 295)).toBe(false);
    expect(use('b', 2, 295)).toBe(true);
    clock.time = 5999;
    // Rounding the remaining time to seconds must not make a forgotten nonce seem younger.
    expect(use('a', 2, 295)).toBe(false);
  });

  it('forgets expired nonces, and then accepts new ones of any age', () => {
    const { use, clock } = nonces(2);
    use('a', 1, 10);
    use('b', 1, 300);
    clock.time = 10_000;
    expect(use('c', 1, 5)).toBe(true);
    expect(use('b', 1, 290)).toBe(false);
  });

  it('stores a hundred thousand by default', () => {
    const { use } = memoryNonces();
    for (let i = 0; i < 100_000; i++) use(`n${i}`, 1, 300);
    expect(use('n0', 1, 300)).toBe(false);
    expect(use('n0', 2, 300)).toBe(true);
  });

  it.each([
    [{ max: 0 }, 'max of memoryNonces must be a whole number above 0: 0'],
    [{ max: 1.5 }, 'max of memoryNonces must be a whole number above 0: 1.5'],
    [{ size: 1 }, 'unknown option of memoryNonces: size'],
  ])('refuses the options %j', (options, message) => {
    expect(() => memoryNonces(options as MemoryNoncesOptions)).toThrow(message);
  });
});

describe('redisNonces', () => {
  it('accepts increasing counts once, from any process', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    const { use } = redisNonces(client, { prefix: 'site:', timeout: PATIENCE });
    const answers = [
      ...[await use('a', 3, 10), await use('a', 3, 10), await use('a', 2, 10)],
      ...[await use('a', 11, 10), await use('b', 1, 10)],
    ];
    expect(answers).toEqual([true, false, false, true, true]);
    expect(await client.get('site:a')).toBe('11');
    expect(await client.pTTL('site:b')).toBeGreaterThan(5000);
    const other = redisNonces(await server.connect(), { prefix: 'site:', timeout: PATIENCE });
    const both = await Promise.all(
      [use, other.use].flatMap((one) => Array.from({ length: 20 }, () => one('c', 7, 10))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it('rejects everyone while Redis is unavailable', async (context) => {
    await using server = await redisServer(context);
    const { use } = redisNonces(await server.connect(), { timeout: 50 });
    server.signal('SIGSTOP');
    await expect(use('a', 1, 10)).rejects.toThrow('Redis did not answer within 50 ms');
    server.signal('SIGCONT');
  });

  it('refuses values that are not clients, and unknown or malformed options', () => {
    const client = { eval: async () => 1 };
    expect(() => redisNonces({} as RedisClient)).toThrow(
      'redisNonces takes a client of the package redis or ioredis',
    );
    expect(() => redisNonces(client, Object.fromEntries([['prefx', 'x']]))).toThrow('did you mean prefix?');
    expect(() => redisNonces(client, { timeout: 0 })).toThrow(RangeError);
  });
});
