import { describe, expect, it } from 'vitest';
import { type CookieSessionOptions, cookieSession } from '../../../src/middleware/sessions/cookie-session.ts';
import { mutated, randomFrom } from '../../support/mutations.ts';
import { entriesOf, SessionClient } from '../../support/session-client.ts';
import { START, testClock } from '../../support/test-clock.ts';

const { later, now } = testClock();

const secret = 'a secret of 32 random bytes or more';

const clientOf = (options: Partial<CookieSessionOptions> = {}, url?: string) =>
  new SessionClient(cookieSession({ secret, now, ...options }), url);
const sealedIn = ({ cookie }: SessionClient) => cookie.slice('session='.length);
const bytesOf = (client: SessionClient) => Buffer.from(sealedIn(client), 'base64url');

describe.each([true, 'sign'] as const)('cookieSession, encrypt: %j', (encrypt) => {
  const client = (options: Partial<CookieSessionOptions> = {}) => clientOf({ encrypt, ...options });

  it('stores a session in its cookie', async () => {
    const one = client();
    const { setCookie, response } = await one.ask((session) => session.set('user', { name: 'Jörg' }));
    expect(setCookie).toEqual([
      expect.stringMatching(/^session=[\w-]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(response.headers.get('Vary')).toBe('Cookie');
    expect(response.headers.get('Cache-Control')).toBe('private');
    const { value } = await one.ask((session) => [session.get('user'), session.isNew, session.createdAt]);
    expect(value).toEqual([{ name: 'Jörg' }, false, new Date(START).toISOString()]);
  });

  it('sends no cookie until something is set, and deletes it with the content', async () => {
    const one = client();
    expect((await one.ask((session) => session.save())).setCookie).toEqual([]);
    await one.ask((session) => session.set('a', 1));
    const { setCookie } = await one.ask((session) => session.clear());
    expect(setCookie).toEqual([expect.stringMatching(/^session=; Max-Age=0/)]);
    await one.ask((session) => session.set('a', 1));
    expect((await one.ask((session) => session.destroy())).setCookie).toEqual([
      expect.stringMatching(/^session=; Max-Age=0/),
    ]);
  });

  it('sends a different cookie each time, with the same id until it is renewed', async () => {
    const one = client();
    await one.ask((session) => session.set('a', 1));
    const { value: id } = await one.ask((session) => {
      session.set('b', 2);
      return session.id;
    });
    expect((await one.ask((session) => session.id)).value).toBe(id);
    const { value: renewed } = await one.ask(async (session) => {
      await session.renew();
      return session.id;
    });
    expect(renewed).not.toBe(id);
    expect((await one.ask((session) => [session.id, ...session.entries()])).value).toEqual([
      renewed,
      ['a', 1],
      ['b', 2],
    ]);
  });

  it("seals the times of use and creation, and ignores the cookie's own", async () => {
    const one = client({ maxAge: 100, absolute: 250 });
    await one.ask((session) => session.set('a', 1));
    later(99);
    expect(
      (
        await client({ maxAge: 100 })
          .tab(cookieSession({ secret, now, encrypt, maxAge: 100 }))
          .ask(entriesOf)
      ).value,
    ).toEqual({});
    expect((await one.tab().ask(entriesOf)).value).toEqual({ a: 1 });
    later(1);
    expect((await one.tab().ask(entriesOf)).value).toEqual({});
    later(-1);
    await one.ask(entriesOf);
    later(99);
    const { setCookie } = await one.ask(entriesOf);
    expect(setCookie).toEqual([expect.stringContaining('Max-Age=52;')]);
    later(52);
    expect((await one.ask(entriesOf)).value).toEqual({});
  });

  it('reseals a session that is only read at most every touchEvery', async () => {
    const one = client({ maxAge: 100 });
    await one.ask((session) => session.set('a', 1));
    later(9);
    expect((await one.ask(entriesOf)).setCookie).toEqual([]);
    later(1);
    expect((await one.ask(entriesOf)).setCookie).toHaveLength(1);
  });

  it('rotates secrets: the first one seals, all open', async () => {
    const old = client({ secret: 'old' });
    await old.ask((session) => session.set('a', 1));
    const one = old.tab(cookieSession({ secret: ['new', 'other', 'old'], now, encrypt }));
    await one.ask((session) => session.set('b', 2));
    expect((await one.tab(cookieSession({ secret: 'new', now, encrypt })).ask(entriesOf)).value).toEqual({
      a: 1,
      b: 2,
    });
    expect((await one.tab(cookieSession({ secret: 'old', now, encrypt })).ask(entriesOf)).value).toEqual({});
  });

  it('does not exceed maxBytes', async () => {
    const one = client({ maxBytes: 300 });
    await expect(one.ask((session) => session.set('a', 'x'.repeat(300)))).rejects.toThrow(
      /^the session takes \d+ bytes, and its cookie has 300 at most: keep less in it, or keep it in a store$/,
    );
    await one.ask((session) => session.set('a', 'x'));
    expect(
      (await one.tab(cookieSession({ secret, now, encrypt, maxBytes: 50 })).ask(entriesOf)).value,
    ).toEqual({});
  });

  it('does not exceed the size that browsers keep, including the name (RFC 6265bis, section 5.6)', async () => {
    const one = client({ maxBytes: 4096, cookie: { name: 'n'.repeat(400) } });
    await one.ask((session) => session.set('a', 'x'.repeat(100)));
    await expect(one.ask((session) => session.set('a', 'x'.repeat(2800)))).rejects.toThrow(
      /: name and value have \d+ bytes, and browsers drop more than 4096$/,
    );
  });

  it('rejects forged and changed cookies (CVE-2026-39324)', async () => {
    const one = client();
    await one.ask((session) => session.set('user', 'ada'));
    const random = randomFrom(7);
    const forged = ['', 'x', 'A'.repeat(44), 'A'.repeat(100), `${sealedIn(one)}=`, `${sealedIn(one)}A`];
    for (let i = 0; i < 500; i++) forged.push(mutated(sealedIn(one), [sealedIn(one)], random));
    for (const text of forged.filter((other) => other !== sealedIn(one))) {
      const tab = one.tab();
      tab.cookie = `session=${text.replaceAll(/[^\w-]/g, '')}`;
      if (tab.cookie === one.cookie) continue;
      expect((await tab.ask(entriesOf)).value, text).toEqual({});
    }
  });

  it('rejects cookies of the other kind', async () => {
    const one = client();
    await one.ask((session) => session.set('user', 'ada'));
    const other = encrypt === true ? 'sign' : true;
    const tab = one.tab(cookieSession({ secret, now, encrypt: other }));
    expect((await tab.ask(entriesOf)).value).toEqual({});
  });
});

describe('cookieSession', () => {
  it('is unreadable for clients, unless it is only signed', async () => {
    const sealed = clientOf();
    await sealed.ask((session) => session.set('user', 'ada lovelace'));
    expect(bytesOf(sealed).toString('latin1')).not.toContain('ada');
    const signed = clientOf({ encrypt: 'sign' });
    await signed.ask((session) => session.set('user', 'ada lovelace'));
    expect(bytesOf(signed).toString('latin1')).toContain('ada lovelace');
  });

  it('uses the same cookie names as session', async () => {
    const secure = clientOf({}, 'https://localhost/');
    await secure.ask((session) => session.set('a', 1));
    expect(secure.cookie).toMatch(/^__Host-session=/);
    expect((await secure.ask(entriesOf)).value).toEqual({ a: 1 });
  });

  it.each<[unknown, string]>([
    [{}, 'a secret must be a string that is not empty; got undefined'],
    [{ secret: [] }, 'the list of secrets must not be empty'],
    [{ secret, encrypt: false }, "encrypt of cookieSession must be true or 'sign': false"],
    [{ secret, maxBytes: 5000 }, 'maxBytes of cookieSession must be a number from 1 to 4096: 5000'],
    [{ secret, maxAge: -1 }, 'maxAge of cookieSession must be a number of seconds above 0: -1'],
    [{ secret, store: {} }, 'unknown option of cookieSession: store'],
    [{ secret, cookie: { name: 'a b' } }, 'invalid cookie name: "a b"'],
  ])('refuses %j', (options, message) => {
    expect(() => cookieSession(options as CookieSessionOptions)).toThrow(message);
  });
});
