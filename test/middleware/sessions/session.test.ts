import { describe, expect, it } from 'vitest';
import { HTTPFound } from '../../../src/exceptions/redirection.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { type SessionOptions, session } from '../../../src/middleware/sessions/session.ts';
import { sessionOf } from '../../../src/middleware/sessions/session-of.ts';
import type { SessionStore } from '../../../src/middleware/sessions/session-store.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { TestApp } from '../../../src/testing.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { clientOf, entriesOf } from '../../support/session-client.ts';
import { START, testClock } from '../../support/test-clock.ts';
import { watched } from '../../support/watched-store.ts';

const { later, now } = testClock();

describe('session', () => {
  describe('without data', () => {
    it('calls no store if nobody uses the session', async () => {
      const { store, asked } = watched();
      const app = session({ store })(new Response('Hello'));
      const response = await Request.blank('/', { headers: { Cookie: `session=${'a'.repeat(43)}` } }).send(
        app,
      );
      expect(asked()).toEqual([]);
      expect(response.headers.get('Vary')).toBeNull();
      expect(response.headers.get('Cache-Control')).toBeNull();
    });

    it('stores nothing and sends no cookie if it is only read', async () => {
      const { store, asked } = watched();
      const { setCookie, value } = await clientOf(store).ask((one) => [
        one.get('a'),
        one.isNew,
        one.has('a'),
      ]);
      expect(value).toEqual([null, true, false]);
      expect(setCookie).toEqual([]);
      expect(asked()).toEqual([]);
    });

    it('stores nothing if a value is set and deleted again', async () => {
      const { store, asked } = watched();
      const { setCookie } = await clientOf(store).ask((one) => {
        one.set('a', 1);
        one.set('a', undefined);
      });
      expect(setCookie).toEqual([]);
      expect(asked()).toEqual([]);
    });

    it('writes nothing if a value is set to its current one', async () => {
      const { store, asked } = watched();
      const client = clientOf(store);
      await client.ask((one) => one.set('a', [1]));
      asked();
      await client.ask((one) => one.set('a', [1]));
      expect(asked()).toEqual(['get']);
    });
  });

  describe('expiry', () => {
    it('occurs after maxAge seconds without use', async () => {
      const client = clientOf(memoryStore(), { now, maxAge: 100 });
      await client.ask((one) => one.set('a', 1));
      later(99);
      expect((await client.ask(entriesOf)).value).toEqual({ a: 1 });
      later(99);
      expect((await client.ask(entriesOf)).value).toEqual({ a: 1 });
      later(101);
      expect((await client.ask(entriesOf)).value).toEqual({});
    });

    it('occurs after absolute seconds, in spite of use', async () => {
      const client = clientOf(memoryStore(), { now, maxAge: 100, absolute: 250 });
      await client.ask((one) => one.set('a', 1));
      for (const [seconds, age] of [
        [90, 100],
        [90, 70],
        [69.5, 1],
      ] as const) {
        later(seconds);
        const { setCookie } = await client.ask((one) => one.set('n', seconds));
        expect(setCookie[0]).toContain(`Max-Age=${age};`);
      }
      const { cookie } = client;
      later(0.5);
      expect((await client.ask(entriesOf)).value).toEqual({});
      expect(client.cookie).toBe(cookie);
    });

    it('applies even if the store still has the session', async () => {
      const { store, asked } = watched();
      const keeping: SessionStore = { ...store, get: async (id) => await store.get(id, START) };
      const client = clientOf(keeping, { now, maxAge: 100, absolute: 250 });
      await client.ask((one) => one.set('a', 1));
      later(251);
      asked();
      const { cookie } = client;
      expect((await client.ask(entriesOf)).value).toEqual({});
      expect(asked()).toEqual(['get', 'delete']);
      client.cookie = cookie;
      expect((await client.ask(entriesOf)).value).toEqual({});
    });

    it('is postponed by a touch, not a write, if the session is only read, at most every touchEvery', async () => {
      const { store, asked } = watched();
      const client = clientOf(store, { now, maxAge: 100 });
      await client.ask((one) => one.set('a', 1));
      asked();
      later(9);
      expect((await client.ask(entriesOf)).setCookie).toEqual([]);
      expect(asked()).toEqual(['get']);
      later(1);
      const { setCookie } = await client.ask(async (one) => {
        await one.save();
      });
      expect(setCookie).toEqual([`${client.cookie}; Max-Age=100; Path=/; HttpOnly; SameSite=Lax`]);
      expect(asked()).toEqual(['get', 'touch']);
      await client.ask(entriesOf);
      expect(asked()).toEqual(['get']);
      await client.tab(session({ store, now, touchEvery: 0, maxAge: 100 })).ask(entriesOf);
      expect(asked()).toEqual(['get', 'touch']);
    });

    it('is postponed each time in a store that does not report expiry', async () => {
      const { store, asked } = watched();
      const silent: SessionStore = {
        ...store,
        async get(id, at) {
          const { value, version } = (await store.get(id, at)) ?? {};
          return value === undefined || version === undefined ? undefined : { value, version };
        },
      };
      const client = clientOf(silent, { now });
      await client.ask((one) => one.set('a', 1));
      asked();
      await client.ask(entriesOf);
      expect(asked()).toEqual(['get', 'touch']);
    });

    it('is not postponed again if the session has ended meanwhile', async () => {
      const client = clientOf(memoryStore(), { touchEvery: 0 });
      await client.ask((one) => one.set('a', 1));
      const { setCookie } = await client.tab().ask(async () => {
        await client.ask((other) => other.destroy());
      });
      expect(setCookie).toEqual([]);
    });
  });

  describe('the response', () => {
    it.each([
      [{}, 'Cookie', 'private'],
      [{ Vary: 'Accept', 'Cache-Control': 'no-store' }, 'Accept, Cookie', 'no-store'],
      [{ Vary: '*' }, '*', 'private'],
    ])(
      'that used the session varies by the cookie and is private (CVE-2023-30861): %j',
      async (headers, vary, control) => {
        const { response } = await clientOf(memoryStore()).ask((one) => one.get('a'), { headers });
        expect(response.headers.get('Vary')).toBe(vary);
        expect(response.headers.get('Cache-Control')).toBe(control);
      },
    );

    it('does not start before the session is saved: no redirect is faster', async () => {
      const { store } = watched();
      const order: string[] = [];
      const slow: SessionStore = {
        ...store,
        async set(...args) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          order.push('saved');
          return await store.set(...args);
        },
      };
      const login: Application = async (environ, startResponse) => {
        (await sessionOf({ environ })).set('user', 'ada');
        return new HTTPFound('/home').toApp()(environ, startResponse);
      };
      const { environ } = Request.blank('/');
      await session({ store: slow })(login)(environ, (status) => {
        order.push(status);
        return () => {};
      });
      expect(order).toEqual(['saved', '302 Found']);
    });

    it('waits for a session that was requested but not awaited', async () => {
      const store = memoryStore();
      const client = clientOf(store);
      await client.ask((one) => one.set('a', 1));
      const app = session({ store })((environ, startResponse) => {
        void sessionOf({ environ }).then((one) => one.set('b', 2));
        startResponse('204 No Content', []);
        return [];
      });
      await Request.blank('/', { headers: { Cookie: client.cookie } }).send(app);
      expect((await client.ask(entriesOf)).value).toEqual({ a: 1, b: 2 });
    });

    it('allows no changes after it has started', async () => {
      const app = session({ store: memoryStore() })(
        wsgify(async (request) => {
          const one = await sessionOf(request);
          return new Response(null, {
            appIter: (async function* () {
              const encode = (text: string) => new TextEncoder().encode(text);
              yield encode(`${one.get('a')} `);
              const late = [
                () => one.set('a', 1),
                () => one.delete('a'),
                () => one.clear(),
                () => one.flash('a', 'b'),
                () => one.flash('a'),
                () => one.renew(),
                () => one.destroy(),
                () => one.save(),
              ];
              for (const change of late) {
                const error = await Promise.resolve().then(change).catch(String);
                yield encode(`${error}\n`);
              }
            })(),
          });
        }),
      );
      const text = await (await Request.blank('/').send(app)).text();
      const message = 'Error: the head of the response has been sent: change the session before that\n';
      expect(text).toBe(`undefined ${message.repeat(8)}`);
    });

    it('is saved once more if the application starts another one in time', async () => {
      const app = session({ store: memoryStore() })(async (environ, startResponse) => {
        (await sessionOf({ environ })).set('a', 1);
        startResponse('200 OK', []);
        return (async function* () {
          startResponse('500 Internal Server Error', [['Content-Length', '0']], new Error('out of order'));
          yield new Uint8Array();
        })();
      });
      const heads: [string, number][] = [];
      const body = await app(Request.blank('/').environ, (status, headers) => {
        heads.push([status, headers.filter(([name]) => name === 'Set-Cookie').length]);
        return () => {};
      });
      await readAll(body);
      expect(heads).toEqual([
        ['200 OK', 1],
        ['500 Internal Server Error', 1],
      ]);
    });
  });

  describe('a failing store', () => {
    const outOfOrder = async () => Promise.reject(new Error('out of order'));
    const silent = () => new Promise<never>(() => {});

    it.each([
      ['fails', outOfOrder, 'out of order'],
      ['does not answer', silent, 'the session store did not answer within'],
    ])('answers reads with 503 if the store %s', async (_, how, message) => {
      const { store, failing } = watched();
      const client = clientOf(store, { timeout: 30 });
      await client.ask((one) => one.set('a', 1));
      failing.how = how;
      const { status, response } = await client.ask(entriesOf);
      expect(status).toBe(503);
      expect(response.headers.get('Vary')).toContain('Cookie');
      expect(client.errors.join('')).toContain(message);
    });

    it.each([
      ['fails', outOfOrder, 'out of order'],
      ['does not answer', silent, 'the session store did not answer within'],
    ])('answers writes with 503 if the store %s', async (_, how, message) => {
      const { store, failing } = watched();
      const client = clientOf(store, { timeout: 30 });
      const { status, setCookie } = await client.ask((one) => {
        one.set('a', 1);
        failing.how = how;
      });
      expect(status).toBe(503);
      expect(setCookie).toEqual([]);
      expect(client.errors.join('')).toContain(message);
    });

    it('sends the response of an application that handles the error', async () => {
      const { store, failing } = watched();
      const app = session({ store })(
        wsgify(
          async (request) =>
            await sessionOf(request).then(
              () => '',
              () => 'Hello, stranger',
            ),
        ),
      );
      failing.how = outOfOrder;
      const headers = { Cookie: `session=${'a'.repeat(43)}` };
      const request = Request.blank('/', { headers, environ: { 'wsgi.errors': { write() {} } } });
      expect(await (await request.send(app)).text()).toBe('Hello, stranger');
    });

    it('answers 503 even for an application that starts while its body is read', async () => {
      const { store, failing } = watched();
      failing.how = outOfOrder;
      const app = session({ store })((environ, startResponse) =>
        (async function* () {
          (await sessionOf({ environ })).set('a', 1);
          startResponse('200 OK', []);
          yield new TextEncoder().encode('Hello');
        })(),
      );
      const errors: string[] = [];
      const environ = { 'wsgi.errors': { write: (message: string) => errors.push(message) } };
      expect((await Request.blank('/', { environ }).send(app)).status).toBe(503);
      expect(errors.join('')).toContain('out of order');
    });

    it('answers 503 if others change the session endlessly', async () => {
      const { store } = watched();
      const client = clientOf(store);
      await client.ask((one) => one.set('a', 1));
      const busy: SessionStore = { ...store, set: async () => undefined };
      const tab = client.tab(session({ store: busy, timeout: 40 }));
      const before = performance.now();
      expect((await tab.ask((one) => one.set('b', 2))).status).toBe(503);
      expect(performance.now() - before).toBeGreaterThan(39);
      expect(tab.errors.join('')).toContain('other requests kept changing the session for 40 ms');
    });

    it.each(['', 'null', '[1]', '{}', '{"~created":"x"}', '{"a":'])(
      'ignores a stored value that is not a session: %j',
      async (value) => {
        const { store } = watched();
        const client = clientOf(store);
        await client.ask((one) => one.set('a', 1));
        const damaged: SessionStore = { ...store, get: async () => ({ value, version: '1' }) };
        const { value: isNew } = await client.tab(session({ store: damaged })).ask((one) => one.isNew);
        expect(isNew).toBe(true);
      },
    );
  });

  it('works with any application and client', async () => {
    const app = new TestApp(
      session({ store: memoryStore() })(
        wsgify(async (request) => {
          const one = await sessionOf<{ visits: number }>(request);
          one.set('visits', (one.get('visits') ?? 0) + 1);
          return `${one.get('visits')}`;
        }),
      ),
      { baseUrl: 'https://site.example' },
    );
    for (const visit of ['1', '2', '3']) expect((await app.get('/')).text).toBe(visit);
    await app.checkVary('/');
  });

  it.each<[unknown, string]>([
    [undefined, 'session takes an object of options, not undefined'],
    [{}, 'session takes a store such as memoryStore(), not undefined'],
    [{ store: {} }, 'get of the store of session must be a function, not undefined'],
    [{ store: memoryStore(), ttl: 1 }, 'unknown option of session: ttl'],
    [{ store: memoryStore(), maxAge: 0 }, 'maxAge of session must be a number of seconds above 0: 0'],
    [
      { store: memoryStore(), absolute: Infinity },
      'absolute of session must be a number of seconds above 0: Infinity',
    ],
    [
      { store: memoryStore(), touchEvery: -1 },
      'touchEvery of session must be a number of seconds, 0 or more: -1',
    ],
    [{ store: memoryStore(), timeout: 0 }, 'timeout of session must be more than 0 milliseconds: 0'],
    [{ store: memoryStore(), genId: 'x' }, 'genId of session must be a function, not a string'],
    [{ store: memoryStore(), secret: '' }, "a secret must be a string that is not empty; got ''"],
    [{ store: memoryStore(), cookie: { maxAge: 1 } }, 'unknown option of cookie of session: maxAge'],
    [
      { store: memoryStore(), cookie: { name: '__Host-x', domain: 'a.example' } },
      'cookie __Host-x: its name prefix does not allow a domain',
    ],
    [{ store: memoryStore(), cookie: { name: 'a b' } }, 'invalid cookie name: "a b"'],
  ])('refuses %j', (options, message) => {
    expect(() => session(options as SessionOptions)).toThrow(message);
  });
});
