import { describe, expect, it } from 'vitest';
import {
  type MemoryNoncesOptions,
  memoryNonces,
  redisNonces,
} from '../../../../src/middleware/access/auth/nonces.ts';
import type { RedisClient } from '../../../../src/middleware/access/auth/redis-command.ts';
import { type Redis, startRedis } from '../../../support/redis.ts';

describe('memoryNonces', () => {
  const nonces = (max = 100) => {
    const clock = { time: 0 };
    return { ...memoryNonces({ max, now: () => clock.time }), clock };
  };

  it('takes counts that rise', () => {
    const { use } = nonces();
    expect([use('a', 3, 10), use('a', 3, 10), use('a', 2, 10), use('a', 4, 10), use('b', 1, 10)]).toEqual([
      ...[true, false, false, true, true],
    ]);
  });

  it('never takes one twice that it had to forget', () => {
    const { use, clock } = nonces(2);
    expect([use('a', 1, 300), use('b', 1, 300)]).toEqual([true, true]);
    clock.time = 5000;
    expect(use('c', 1, 300)).toBe(true);
    expect(use('a', 2, 295)).toBe(false);
    expect(use('b', 1, 295)).toBe(false);
    expect(use('b', 2, 295)).toBe(true);
    clock.time = 5999;
    // The time that is left, in whole seconds, must not make a forgotten nonce seem younger.
    expect(use('a', 2, 295)).toBe(false);
  });

  it('forgets what has ended, and then takes new ones of any age', () => {
    const { use, clock } = nonces(2);
    use('a', 1, 10);
    use('b', 1, 300);
    clock.time = 10_000;
    expect(use('c', 1, 5)).toBe(true);
    expect(use('b', 1, 290)).toBe(false);
  });

  it('takes a hundred thousand unless it is told otherwise', () => {
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
  it.for<[string, (redis: Redis) => RedisClient]>([
    ['ioredis', ({ command }) => ({ call: (...args) => command(args) })],
    ['redis', ({ command }) => ({ sendCommand: (args) => command(args) })],
  ])(
    'takes counts that rise, with a client in the shape of the package %s',
    async ([, clientOver], context) => {
      await using redis = await startRedis(context);
      const { use } = redisNonces(clientOver(redis), { prefix: 'site:' });
      const answers = [
        await use('a', 3, 10),
        await use('a', 3, 10),
        await use('a', 2, 10),
        await use('a', 11, 10),
        await use('b', 1, 10),
      ];
      expect(answers).toEqual([true, false, false, true, true]);
      expect(await redis.command(['GET', 'site:a'])).toBe('11');
      expect(Number(await redis.command(['PTTL', 'site:b']))).toBeGreaterThan(5000);
      const both = await Promise.all(Array.from({ length: 20 }, () => use('c', 7, 10)));
      expect(both.filter(Boolean)).toHaveLength(1);
      await redis.command(['SET', 'site:d', 'x']);
      await expect(use('d', 1, 0)).rejects.toThrow();
    },
  );

  it('refuses what is no client, and unknown options', () => {
    expect(() => redisNonces({} as RedisClient)).toThrow(
      'expected a client of the package redis or ioredis, not an object',
    );
    expect(() => redisNonces(7 as unknown as RedisClient)).toThrow('not a number');
    const client = { call: async () => 1 };
    expect(() => redisNonces(client, Object.fromEntries([['prefx', 'x']]))).toThrow('did you mean prefix?');
  });
});
