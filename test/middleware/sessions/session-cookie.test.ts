import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { type SessionOptions, session } from '../../../src/middleware/sessions/session.ts';
import type { SessionStore } from '../../../src/middleware/sessions/session-store.ts';
import { clientOf, SessionClient } from '../../support/session-client.ts';
import { watched } from '../../support/watched-store.ts';

describe('the cookie of a session', () => {
  it.each<[string, Partial<SessionOptions>, string]>([
    ['http://localhost/', {}, 'session=ID; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax'],
    ['https://localhost/', {}, '__Host-session=ID; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [
      'https://localhost/',
      { maxAge: 60.5, cookie: { domain: 'localhost', sameSite: 'strict', httpOnly: false } },
      '__Secure-session=ID; Max-Age=61; Domain=localhost; Path=/; Secure; SameSite=Strict',
    ],
    [
      'https://localhost/',
      { cookie: { path: '/app', partitioned: true } },
      '__Secure-session=ID; Max-Age=86400; Path=/app; HttpOnly; Secure; Partitioned; SameSite=Lax',
    ],
    [
      'http://localhost/',
      { cookie: { name: 'sid', secure: true } },
      'sid=ID; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Lax',
    ],
    [
      'https://localhost/',
      { cookie: { secure: false } },
      'session=ID; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax',
    ],
  ])('to %s is sent with %j', async (url, options, expected) => {
    const client = new SessionClient(session({ store: memoryStore(), ...options }), url);
    const { setCookie } = await client.ask((one) => one.set('a', 1));
    expect(setCookie.map((one) => one.replace(/=[^;]+/, '=ID'))).toEqual([expected]);
  });

  it('has 256 random bits, which differ from the key in the store', async () => {
    const ids: string[] = [];
    const { store } = watched();
    const noting: SessionStore = {
      ...store,
      set: async (id, ...rest) => {
        ids.push(id);
        return await store.set(id, ...rest);
      },
    };
    const client = clientOf(noting);
    const { value } = await client.ask((one) => {
      one.set('a', 1);
      return one.id;
    });
    expect(client.cookie).toMatch(/^session=[\w-]{43}$/);
    expect(client.cookie).toBe(`session=${value}`);
    expect(ids).toEqual([createHash('sha256').update(String(value)).digest('hex')]);
  });

  it('is sent again after each change, and deleted with the session', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    const { cookie } = client;
    await client.ask((one) => one.set('b', 1));
    expect(client.cookie).toBe(cookie);
    const { setCookie } = await client.ask((one) => one.clear());
    expect(setCookie).toEqual([
      'session=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
    ]);
    client.cookie = cookie;
    expect((await client.ask((one) => one.isNew)).value).toBe(true);
  });

  it('is not deleted if the client has sent none', async () => {
    const { setCookie } = await clientOf(memoryStore()).ask((one) => one.destroy());
    expect(setCookie).toEqual([]);
  });

  it('may follow invalid ones of the same name', async () => {
    const client = clientOf(memoryStore());
    await client.ask((one) => one.set('a', 1));
    client.cookie = `session=x; session=${'a'.repeat(43)}; ${client.cookie}`;
    expect((await client.ask((one) => one.get('a'))).value).toBe(1);
    client.cookie = `session=x; session=x; session=x; ${client.cookie}`;
    expect((await client.ask((one) => one.get('a'))).value).toBeNull();
  });
});
