import { describe, expect, it } from 'vitest';
import { cookieSession } from '../../src/middleware/sessions/cookie-session.ts';
import { memoryStore } from '../../src/middleware/sessions/memory-store.ts';
import { redisStore } from '../../src/middleware/sessions/redis-store.ts';
import { encrypting, signing } from '../../src/middleware/sessions/seal.ts';
import { session } from '../../src/middleware/sessions/session.ts';
import { sessionIds } from '../../src/middleware/sessions/session-ids.ts';
import type { Middleware } from '../../src/wsgi/contract.ts';
import { mutated, randomFrom } from '../support/mutations.ts';
import { redisServer } from '../support/redis.ts';
import { clientOf, SessionClient, type Use } from '../support/session-client.ts';
import { countsOf, startWriters } from '../support/session-processes.ts';

const SEED = 20_261_126;
const secret = 'a secret of 32 random bytes or more';
const USERS = ['ada', 'bob', 'admin', 'jörg'];
const ids = sessionIds(secret);

describe('a million mutations of', () => {
  it.each([
    ['sealed tokens', 350_000, encrypting([secret], 'cookieSession')],
    ['signed tokens', 350_000, signing([secret], 'cookieSession')],
    ['signed ids', 290_000, { close: () => ids.seal(ids.make()), open: (text: string) => ids.open(text) }],
  ] as const)('%s contain no valid one', { timeout: 300_000 }, (_, count, seal) => {
    const random = randomFrom(SEED);
    const tokens = USERS.map((user) => seal.close(`["id",1,2,{"user":"${user}"}]`));
    const forged: string[] = [];
    for (let i = 0; i < count; i++) {
      const token = mutated(tokens[i % tokens.length] ?? '', tokens, random);
      if (seal.open(token) !== undefined && !tokens.includes(token)) forged.push(token);
    }
    expect(forged).toEqual([]);
    expect(tokens.map((token) => seal.open(token) !== undefined)).toEqual(USERS.map(() => true));
  });

  it.each<[string, Middleware]>([
    ['cookieSession', cookieSession({ secret })],
    ['session', session({ store: memoryStore(), secret })],
  ])('cookies contain none that logs in a stranger: %s', { timeout: 300_000 }, async (_, middleware) => {
    const random = randomFrom(SEED);
    const cookies: string[] = [];
    for (const user of USERS) {
      const client = new SessionClient(middleware);
      await client.ask((one) => one.set('user', user));
      cookies.push(client.cookie);
    }
    const userOf: Use = (one) => one.get('user');
    const forged: string[] = [];
    for (let i = 0; i < 5000; i++) {
      const user = i % cookies.length;
      const client = new SessionClient(middleware);
      client.cookie = mutated(cookies[user] ?? '', cookies, random).replaceAll(/[^\t -~]/g, '');
      const { cookie } = client;
      const { value } = await client.ask(userOf);
      const isWhole = cookies.some((one) => cookie.includes(one.slice('session='.length)));
      if (value !== null && !isWhole) forged.push(cookie);
    }
    expect(forged).toEqual([]);
  });
});

describe('a session in redis-server', () => {
  it('loses none of 10,000 writes by two processes', { timeout: 300_000 }, async (context) => {
    await using server = await redisServer(context);
    const client = clientOf(redisStore(await server.connect()));
    await client.ask((one) => one.set('user', 'ada'));
    const [one, other] = startWriters(server.path, client.cookie, 50, 100);
    await using first = one;
    await using second = other;
    for (const writer of [first, second]) expect(await writer?.line()).toBe('ready');
    for (const writer of [first, second]) {
      expect(JSON.parse((await writer?.line()) ?? '')).toEqual({ lost: 0, statuses: { 200: 5000 } });
    }
    const { value } = await client.ask((session) => Object.fromEntries(session.entries()));
    expect(value).toEqual({ user: 'ada', ...countsOf(50, 100) });
  });
});
