import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CounterStore } from '../../../src/middleware/access/counter-store.ts';
import { rateLimit } from '../../../src/middleware/access/rate-limit.ts';
import { type RedisCounterOptions, redisCounter } from '../../../src/middleware/access/redis-counter.ts';
import type { IoRedisClient, RedisClient } from '../../../src/middleware/redis-client.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { PATIENCE } from '../../support/patience.ts';
import { redisServer } from '../../support/redis.ts';

const HOUR = 3_600_000;

/** The number of concurrent requests that pass a limit of 100 an hour. */
async function passing(store: CounterStore, count: number, options = {}): Promise<number> {
  const app = rateLimit({ limit: 100, window: HOUR, algorithm: 'fixed', store, ...options })(
    new Response('Hello'),
  );
  const environ = { 'wsgi.errors': { write() {} } };
  const asked = Array.from({ length: count }, () =>
    Request.blank('/', { remoteAddr: '203.0.113.7', environ }).send(app),
  );
  return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
}

describe('redisCounter, with redis-server', () => {
  it('counts like the store in memory', async (context) => {
    await using server = await redisServer(context);
    const counter = redisCounter(await server.connect(), { timeout: PATIENCE });
    expect(await counter.hit('a', HOUR, 1)).toEqual({ count: 1, reset: HOUR });
    const second = await counter.hit('a', HOUR, 2);
    expect(second.count).toBe(3);
    expect(second.reset).toBeLessThanOrEqual(HOUR);
    expect((await counter.hit('a', HOUR, -1)).count).toBe(2);
    expect((await counter.hit('a', HOUR, 0)).count).toBe(2);
    expect(await counter.hit('b', HOUR, 0)).toEqual({ count: 0, reset: HOUR });
  });

  it('leaves no key without an expiry, and creates none for a lookup', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    const counter = redisCounter(client, { prefix: 'mine:', timeout: PATIENCE });
    await counter.hit('a', 1000.5, 1);
    await counter.hit('b', 1000, 0);
    expect(await client.keys('*')).toEqual(['mine:a']);
    const left = await client.pTTL('mine:a');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1001);
  });

  it('forgets a count at the end of its window', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    const counter = redisCounter(client, { timeout: PATIENCE });
    await counter.hit('a', 30, 5);
    await expect.poll(() => client.exists('rate-limit:a'), { interval: 10 }).toBe(0);
    expect((await counter.hit('a', 30, 1)).count).toBe(1);
  });

  it.for(['fixed', 'sliding'] as const)(
    '%s: two clients with one counter allow exactly the limit',
    async (algorithm, context) => {
      await using server = await redisServer(context);
      const clients = [await server.connect(), await server.connect()];
      const counters = clients.map((client) => redisCounter(client, { timeout: PATIENCE }));
      const now = () => HOUR / 2;
      const passed = await Promise.all(counters.map((store) => passing(store, 150, { algorithm, now })));
      expect((passed[0] ?? 0) + (passed[1] ?? 0)).toBeLessThanOrEqual(100);
      expect((passed[0] ?? 0) + (passed[1] ?? 0)).toBeGreaterThanOrEqual(algorithm === 'fixed' ? 100 : 99);
    },
  );

  it('two processes with one counter allow exactly the limit', async (context) => {
    await using server = await redisServer(context);
    const runner = ['test/support/run-module.mjs', 'test/support/rate-limited-server.ts'];
    const env = { ...process.env, REDIS_SOCKET: server.path };
    const children = [0, 1].map(() =>
      spawn(process.execPath, runner, { env, stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    try {
      const urls = await Promise.all(
        children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
      );
      const asked = Array.from(
        { length: 300 },
        async (_, index) => (await fetch(urls[index % 2] ?? '')).status,
      );
      const statuses = await Promise.all(asked);
      expect(statuses.filter((status) => status === 200)).toHaveLength(100);
      expect(statuses.filter((status) => status === 429)).toHaveLength(200);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });

  it('fails within its deadline while the server is down, and counts again when it is back', async (context) => {
    await using server = await redisServer(context);
    const client = await server.connect();
    const store = redisCounter(client, { timeout: 200 });
    const patient = redisCounter(client, { timeout: PATIENCE });
    expect(await passing(patient, 150)).toBe(100);
    const asked = passing(store, 150);
    await server.kill();
    expect(await asked).toBeGreaterThanOrEqual(0);
    await expect(store.hit('a', HOUR, 1)).rejects.toThrow('Redis did not answer within 200 ms');
    expect(await passing(store, 3)).toBe(3);
    expect(await passing(store, 3, { onStoreError: 'deny' })).toBe(0);
    await server.start();
    await expect
      .poll(() => store.hit('b', HOUR, 0).catch(() => undefined))
      .toEqual({ count: 0, reset: HOUR });
    await client.flushAll();
    expect(await passing(patient, 150)).toBe(100);
  });

  it('fails within its deadline while the server hangs', async (context) => {
    await using server = await redisServer(context);
    const store = redisCounter(await server.connect(), { timeout: 100 });
    server.signal('SIGSTOP');
    await expect(store.hit('a', HOUR, 1)).rejects.toThrow('Redis did not answer within 100 ms');
    server.signal('SIGCONT');
    await expect.poll(() => store.hit('b', HOUR, 0).catch(() => undefined)).toBeDefined();
  });
});

describe('redisCounter', () => {
  it('supports clients of ioredis', async () => {
    const asked: unknown[] = [];
    const client: IoRedisClient = {
      defineCommand: () => {},
      eval: async (...args) => {
        asked.push(args.slice(1));
        return [1, 1000];
      },
    };
    expect(await redisCounter(client).hit('a', 1000, 1)).toEqual({ count: 1, reset: 1000 });
    expect(asked).toEqual([[1, 'rate-limit:a', '1000', '1']]);
  });

  it('fails if the reply is malformed', async () => {
    const client = { eval: async () => 'OK' };
    await expect(redisCounter(client).hit('a', 1000, 1)).rejects.toThrow(
      'Redis did not count, but answered OK',
    );
  });

  it.each<[unknown, Record<string, unknown>, string]>([
    [{}, {}, 'redisCounter takes a client of the package redis or ioredis'],
    [undefined, {}, 'redisCounter takes a client of the package redis or ioredis'],
    [{ eval() {} }, { timeout: 0 }, 'timeout of redisCounter must be more than 0 milliseconds: 0'],
    [{ eval() {} }, { ttl: 1 }, 'unknown option of redisCounter: ttl'],
  ])('refuses %j with %j', (client, options, message) => {
    expect(() => redisCounter(client as RedisClient, options as RedisCounterOptions)).toThrow(message);
  });
});
