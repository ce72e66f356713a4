import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { describe, expect, it, type TestContext } from 'vitest';
import { fileStore } from '../../../src/middleware/sessions/file-store.ts';
import { keyvStore } from '../../../src/middleware/sessions/keyv-store.ts';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { redisStore } from '../../../src/middleware/sessions/redis-store.ts';
import type { SessionStore } from '../../../src/middleware/sessions/session-store.ts';
import { PATIENCE } from '../../support/patience.ts';
import { redisServer } from '../../support/redis.ts';
import { clientOf, gate } from '../../support/session-client.ts';
import { makeTree } from '../../support/tree.ts';

interface OpenStore extends AsyncDisposable {
  readonly store: SessionStore;
  /**
   * Another store over the same sessions, as in another process; or the same store if only one is possible.
   */
  readonly other: SessionStore;
}

type OpenIn = (context: TestContext) => Promise<OpenStore>;

const inMemory =
  (make: () => SessionStore): OpenIn =>
  async () => {
    const store = make();
    return { store, other: store, async [Symbol.asyncDispose]() {} };
  };

/** A store that supports only compare-and-set. */
function withoutMerge({ get, set, touch, delete: remove }: SessionStore): SessionStore {
  return { get, set, touch, delete: remove };
}

/** ioredis, with the address of a redis-server. */
const byIoRedis: OpenIn = async (context) => {
  const server = await redisServer(context);
  const clients = [new Redis(server.path), new Redis(server.path)] as const;
  const stores = clients.map((client) => redisStore(client, { timeout: PATIENCE }));
  const [store, other] = stores as [SessionStore, SessionStore];
  return {
    store,
    other,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
};

const byNodeRedis: OpenIn = async (context) => {
  const server = await redisServer(context);
  return {
    store: redisStore(await server.connect(), { timeout: PATIENCE }),
    other: redisStore(await server.connect(), { timeout: PATIENCE }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

const inFiles: OpenIn = async () => {
  const tree = makeTree({});
  return {
    store: fileStore(tree.at('sessions')),
    other: fileStore(tree.at('sessions')),
    async [Symbol.asyncDispose]() {
      tree[Symbol.dispose]();
    },
  };
};

const STORES: readonly [name: string, open: OpenIn][] = [
  ['memoryStore', inMemory(() => memoryStore())],
  ['a store without merge', inMemory(() => withoutMerge(memoryStore()))],
  ['fileStore', inFiles],
  ['redisStore of the package redis', byNodeRedis],
  ['redisStore of ioredis', byIoRedis],
  ['keyvStore', inMemory(() => keyvStore(new Keyv()))],
];

describe.each(STORES)('%s', (_, open) => {
  it('stores a value with a new version for each change', async (context) => {
    await using opened = await open(context);
    const { store, other } = opened;
    expect(await store.get('a')).toBeUndefined();
    const first = await store.set('a', '{"n":1}', 60, undefined);
    expect(await other.get('a')).toMatchObject({ value: '{"n":1}', version: first });
    const second = await other.set('a', '{"n":2,"é":"€"}', 60, first);
    expect(second).not.toBe(first);
    expect(await store.get('a')).toMatchObject({ value: '{"n":2,"é":"€"}', version: second });
    expect(await store.get('b')).toBeUndefined();
  });

  it('stores any JSON', async (context) => {
    await using opened = await open(context);
    const values = ['1', '"é"', '[1,{}]', 'null', '{}', '{"":{},"value":[1.5e+300],"version":""}'];
    for (const [id, value] of values.entries()) {
      await opened.store.set(`${id}`, value, 60, undefined);
      expect((await opened.other.get(`${id}`))?.value).toBe(value);
    }
  });

  it('reports the lifetime of a value, and removes it afterwards', async (context) => {
    await using opened = await open(context);
    const { store } = opened;
    await store.set('a', '{}', 60, undefined);
    await store.set('b', '{}', 0.04, undefined);
    const { ttl } = (await store.get('a')) ?? {};
    expect(ttl).toBeGreaterThan(58);
    expect(ttl).toBeLessThanOrEqual(60);
    await expect.poll(() => store.get('b'), { interval: 5 }).toBeUndefined();
    expect(await store.touch('b', 60)).toBe(false);
    expect(await store.set('b', '{"n":1}', 60, undefined)).toBeDefined();
  });

  it('writes only over the expected version', async (context) => {
    await using opened = await open(context);
    const { store } = opened;
    expect(await store.set('a', '{}', 60, '1')).toBeUndefined();
    const first = await store.set('a', '{"n":1}', 60, undefined);
    expect(await store.set('a', '{"n":2}', 60, undefined)).toBeUndefined();
    const second = await store.set('a', '{"n":3}', 60, first);
    expect(await store.set('a', '{"n":4}', 60, first)).toBeUndefined();
    expect(await store.get('a')).toMatchObject({ value: '{"n":3}', version: second });
  });

  it('extends the lifetime of a touched value, and keeps its version', async (context) => {
    await using opened = await open(context);
    const { store, other } = opened;
    const version = await store.set('a', '{"n":1}', 5, undefined);
    expect(await other.touch('a', 100)).toBe(true);
    expect(await store.get('a')).toMatchObject({ value: '{"n":1}', version });
    expect((await store.get('a'))?.ttl).toBeGreaterThan(95);
    expect(await store.touch('b', 100)).toBe(false);
  });

  it('never reuses a version of a deleted value', async (context) => {
    await using opened = await open(context);
    const { store, other } = opened;
    const first = await store.set('a', '{"n":1}', 60, undefined);
    await other.delete('a');
    await other.delete('a');
    expect(await store.get('a')).toBeUndefined();
    expect(await store.set('a', '{"n":2}', 60, first)).toBeUndefined();
    expect(await store.touch('a', 60)).toBe(false);
    await store.set('a', '{"n":3}', 60, undefined);
    expect(await store.set('a', '{"n":4}', 60, first)).toBeUndefined();
  });

  it('merges changes in one step, if it can', async (context) => {
    await using opened = await open(context);
    const { store } = opened;
    if (!store.merge) return;
    const version = await store.set('a', '{"n":1,"gone":true,"__proto__":[1]}', 60, undefined);
    const changes = new Map([
      ['n', '{"is":"é"}'],
      ['gone', undefined],
    ]);
    expect(await store.merge('a', changes, 100)).toBe(true);
    const merged = await store.get('a');
    expect(JSON.parse(merged?.value ?? '')).toEqual(JSON.parse('{"n":{"is":"é"},"__proto__":[1]}'));
    expect(merged?.version).not.toBe(version);
    expect(merged?.ttl).toBeGreaterThan(95);
    expect(await store.set('a', '{"n":2}', 60, version)).toBeUndefined();
    expect(await store.set('a', '{"n":2}', 60, merged?.version)).toBeDefined();
    expect(await store.get('a')).toMatchObject({ value: '{"n":2}' });
    expect(await store.merge('b', changes, 60)).toBe(false);
    expect(await store.get('b')).toBeUndefined();
  });

  it('does not use an id as a path', async (context) => {
    await using opened = await open(context);
    const { store } = opened;
    for (const id of ['../a', '/etc/passwd', '.', 'a/b', 'a\0b', `x${'y'.repeat(1000)}`]) {
      expect(await store.get(id)).toBeUndefined();
      await store.set(id, `{"id":${JSON.stringify(id)}}`, 60, undefined);
      expect(JSON.parse((await store.get(id))?.value ?? '')).toEqual({ id });
      await store.delete(id);
      expect(await store.get(id)).toBeUndefined();
    }
  });

  it('keeps a session from one request to the next', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('user', { name: 'Jörg', cart: [1, null] }));
    expect((await client.ask((session) => session.get('user'))).value).toEqual({
      name: 'Jörg',
      cart: [1, null],
    });
    const tab = clientOf(opened.other);
    tab.cookie = client.cookie;
    await tab.ask((session) => session.delete('user'));
    expect((await client.ask((session) => session.has('user'))).value).toBe(false);
  });

  it('keeps all values that concurrent requests set', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('n', 0));
    const loaded = gate(20);
    const asked = Array.from({ length: 20 }, async (_, i) => {
      const tab = clientOf(i % 2 ? opened.store : opened.other);
      tab.cookie = client.cookie;
      return await tab.ask(async (session) => {
        await loaded.pass();
        session.set(`k${i}`, i);
        if (i === 7) session.delete('n');
        session.flash('notice', `message ${i}`);
      });
    });
    await loaded.reached;
    loaded.open();
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
    const { value } = await client.ask((session) => ({
      entries: Object.fromEntries(session.entries()),
      messages: session.flash('notice').length,
    }));
    const entries = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i]));
    expect(value).toEqual({ entries, messages: 20 });
  });

  it('does not restore a session that ended during a request (CVE-2025-46336)', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('user', 'ada'));
    const slow = client.tab();
    const loaded = gate();
    const answer = slow.ask(async (session) => {
      await loaded.pass();
      session.set('seen', true);
    });
    await loaded.reached;
    const old = client.cookie;
    await client.ask((session) => session.destroy());
    loaded.open();
    expect(await answer).toMatchObject({ status: 200, setCookie: [] });
    client.cookie = old;
    expect((await client.ask((session) => [session.isNew, ...session.entries()])).value).toEqual([true]);
  });

  it('does not restore a session that was renewed during a request', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('cart', 1));
    const slow = client.tab();
    const loaded = gate();
    const answer = slow.ask(async (session) => {
      await loaded.pass();
      session.set('seen', true);
    });
    await loaded.reached;
    const old = client.tab();
    await client.ask(async (session) => {
      await session.renew();
      session.set('user', 'ada');
    });
    loaded.open();
    expect(await answer).toMatchObject({ status: 200, setCookie: [] });
    expect((await old.ask((session) => session.isNew)).value).toBe(true);
    expect((await client.ask((session) => Object.fromEntries(session.entries()))).value).toEqual({
      cart: 1,
      user: 'ada',
    });
  });

  it('includes changes by others while a session is renewed', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('cart', 1));
    const loaded = gate();
    const login = client.tab();
    const answer = login.ask(async (session) => {
      await loaded.pass();
      await session.renew();
      session.set('user', 'ada');
    });
    await loaded.reached;
    await client.ask((session) => session.set('cart', 2));
    loaded.open();
    await answer;
    expect((await login.ask((session) => Object.fromEntries(session.entries()))).value).toEqual({
      cart: 2,
      user: 'ada',
    });
    expect((await client.ask((session) => session.isNew)).value).toBe(true);
  });

  it("keeps only the request's own changes if the session ends while it is renewed", async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('cart', 1));
    const [login, other] = [client.tab(), client.tab()];
    const loaded = gate(2);
    const renewing = (tab: typeof login, user?: string) =>
      tab.ask(async (session) => {
        await loaded.pass();
        await session.renew();
        if (user !== undefined) session.set('user', user);
      });
    const answers = [renewing(login, 'ada'), renewing(other)];
    await loaded.reached;
    await client.ask((session) => session.destroy());
    loaded.open();
    const [, second] = await Promise.all(answers);
    expect(second?.setCookie).toEqual([]);
    expect((await login.ask((session) => Object.fromEntries(session.entries()))).value).toEqual({
      user: 'ada',
    });
  });

  it('keeps a session to which another request adds a value while one empties it', async (context) => {
    await using opened = await open(context);
    const client = clientOf(opened.store);
    await client.ask((session) => session.set('a', 1));
    const emptying = client.tab();
    const loaded = gate();
    const answer = emptying.ask(async (session) => {
      await loaded.pass();
      session.clear();
    });
    await loaded.reached;
    await client.ask((session) => session.set('b', 2));
    loaded.open();
    await answer;
    expect((await client.ask((session) => Object.fromEntries(session.entries()))).value).toEqual({ b: 2 });
  });
});
