import { describe, expect, it } from 'vitest';
import { HTTPSeeOther } from '../../../src/exceptions/redirection.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import type { RedisClient } from '../../../src/middleware/redis-client.ts';
import { redisStore } from '../../../src/middleware/sessions/redis-store.ts';
import { session } from '../../../src/middleware/sessions/session.ts';
import { sessionOf } from '../../../src/middleware/sessions/session-of.ts';
import { serve } from '../../../src/node.ts';
import { PATIENCE } from '../../support/patience.ts';
import { redisServer } from '../../support/redis.ts';
import { clientOf, entriesOf, type Use } from '../../support/session-client.ts';
import { countsOf, startWriters } from '../../support/session-processes.ts';

const storeIn = (client: RedisClient) => redisStore(client, { timeout: PATIENCE });

describe('sessions in redis-server', () => {
  it('expire in Redis', async (context) => {
    await using server = await redisServer(context);
    const redis = await server.connect();
    const client = clientOf(storeIn(redis), { maxAge: 0.05 });
    await client.ask((one) => one.set('a', 1));
    await expect.poll(() => redis.dbSize(), { interval: 5 }).toBe(0);
    expect((await client.ask(entriesOf)).value).toEqual({});
  });

  it('are removed by FLUSHALL: a user is logged out, and nothing fails', async (context) => {
    await using server = await redisServer(context);
    const redis = await server.connect();
    const client = clientOf(storeIn(redis));
    await client.ask((one) => one.set('user', 'ada'));
    const { status, setCookie } = await client.ask(async (one) => {
      await redis.flushAll();
      one.set('seen', true);
    });
    expect({ status, setCookie }).toEqual({ status: 200, setCookie: [] });
    expect(await redis.dbSize()).toBe(0);
    expect((await client.ask(entriesOf)).value).toEqual({});
    await client.ask((one) => one.set('user', 'bob'));
    expect((await client.ask(entriesOf)).value).toEqual({ user: 'bob' });
  });

  it('cause a 503 within the deadline if the server is killed during a request, and completed writes survive', async (context) => {
    await using server = await redisServer(context, { isKept: true });
    const redis = await server.connect();
    const client = clientOf(storeIn(redis));
    await client.ask((one) => one.set('answered', 1));
    const hasty = client.tab(session({ store: redisStore(redis, { timeout: 1000 }), timeout: 1500 }));
    const before = performance.now();
    const { status, setCookie } = await hasty.ask(async (one) => {
      one.set('lost', 1);
      await server.kill();
    });
    expect({ status, setCookie }).toEqual({ status: 503, setCookie: [] });
    expect((await hasty.ask(entriesOf)).status).toBe(503);
    expect(performance.now() - before).toBeLessThan(10_000);
    await server.start();
    expect((await client.ask((one) => one.get('answered'))).value).toBe(1);
    await client.ask((one) => one.set('again', 1));
    expect((await client.ask((one) => one.get('again'))).value).toBe(1);
  });

  it('are saved before a redirect over node is followed', async (context) => {
    await using server = await redisServer(context);
    const site = wsgify(async (request) => {
      const one = await sessionOf(request);
      if (request.pathInfo === '/') return `Hello, ${one.get('user')}`;
      one.set('user', 'ada');
      return new HTTPSeeOther('/');
    });
    const app = session({ store: storeIn(await server.connect()), timeout: PATIENCE })(site);
    await using web = await serve(app, { port: 0, hostname: '127.0.0.1' });
    for (let i = 0; i < 50; i++) {
      const login = await fetch(`${web.url}/login`, { redirect: 'manual' });
      const headers = { Cookie: login.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
      const home = await fetch(new URL(login.headers.get('Location') ?? '', web.url), { headers });
      expect(await home.text()).toBe('Hello, ada');
    }
  });

  it('lose no writes of two processes to one session', { timeout: 60_000 }, async (context) => {
    await using server = await redisServer(context);
    const client = clientOf(storeIn(await server.connect()));
    await client.ask((one) => one.set('user', 'ada'));
    const [one, other] = startWriters(server.path, client.cookie, 10, 50);
    await using first = one;
    await using second = other;
    for (const writer of [first, second]) expect(await writer?.line()).toBe('ready');
    for (const writer of [first, second]) {
      expect(JSON.parse((await writer?.line()) ?? '')).toEqual({ lost: 0, statuses: { 200: 500 } });
    }
    expect((await client.ask(entriesOf)).value).toEqual({ user: 'ada', ...countsOf(10, 50) });
  });

  it('do not reappear while two processes write to one that has ended', {
    timeout: 60_000,
  }, async (context) => {
    await using server = await redisServer(context);
    const redis = await server.connect();
    const client = clientOf(storeIn(redis));
    await client.ask((one) => one.set('user', 'ada'));
    const [one, other] = startWriters(server.path, client.cookie, 10, 50);
    await using first = one;
    await using second = other;
    for (const writer of [first, second]) await writer?.line();
    const keysOf: Use = (session) => [...session.entries()].length;
    await expect.poll(async () => (await client.ask(keysOf)).value).toBeGreaterThan(10);
    await client.ask((session) => session.destroy());
    expect(await redis.dbSize()).toBe(0);
    for (const writer of [first, second]) {
      expect(JSON.parse((await writer?.line()) ?? '').statuses).toEqual({ 200: 500 });
    }
    expect(await redis.dbSize()).toBe(0);
  });
});
