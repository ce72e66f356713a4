import { beforeEach, describe, expect, it } from 'vitest';
import { wsgify } from '../../../../src/handlers/wsgify.ts';
import {
  makeTicket,
  parseTicket,
  type TicketInit,
  type TicketOptions,
} from '../../../../src/middleware/access/auth/ticket.ts';
import {
  type TicketAuthOptions,
  ticketAuth,
  ticketOf,
} from '../../../../src/middleware/access/auth/ticket-auth.ts';
import { userOf } from '../../../../src/middleware/access/auth/user.ts';
import { Request } from '../../../../src/request/request.ts';
import { TestApp } from '../../../../src/testing.ts';
import { nativeFromText } from '../../../../src/wsgi/native-string.ts';
import { asked, noting } from '../../../support/asked.ts';
import { soundEnviron } from '../../../support/linted.ts';

const secret = 'a secret of 32 random bytes or more';
const TIME = 1_700_000_000_000;
let time = TIME;
beforeEach(() => {
  time = TIME;
});
const now = () => time;

const cookie = (ticket: Partial<TicketInit> = {}, options: Partial<TicketOptions> = {}) => ({
  HTTP_COOKIE: `auth_tkt=${makeTicket({ user: 'ada', time: new Date(time), ...ticket }, { secret, base64: true, ...options })}`,
});

/** The request as the inner application saw it. */
async function seenWith(environ: Record<string, unknown>, options: Partial<TicketAuthOptions> = {}) {
  const { app, seen } = noting();
  const answer = await asked(ticketAuth({ secret, now, ...options })(app), environ);
  const { REMOTE_USER, REMOTE_USER_TOKENS, REMOTE_USER_DATA, AUTH_TYPE } = seen() ?? {};
  return {
    user: REMOTE_USER,
    roles: REMOTE_USER_TOKENS,
    data: REMOTE_USER_DATA,
    type: AUTH_TYPE,
    cookies: answer.field('Set-Cookie'),
    answer,
  };
}

/** Logs in and out as the path says. */
const site = wsgify((request) => {
  const tickets = ticketOf(request);
  if (request.pathInfo === '/in') tickets.issue('jörg', { tokens: ['staff'], data: 'x' });
  if (request.pathInfo === '/out') tickets.revoke();
  return `${userOf(request)} ${tickets.ticket?.user}`;
});

describe('ticketAuth', () => {
  it('accepts a ticket for its user', async () => {
    const seen = await seenWith(cookie({ user: 'jörg', tokens: ['a', 'b'], data: 'é' }));
    expect(seen).toMatchObject({
      user: nativeFromText('jörg'),
      roles: 'a,b',
      data: nativeFromText('é'),
      type: 'cookie',
      cookies: [],
    });
  });

  it('tells the user to the outside', async () => {
    const environ = soundEnviron(cookie());
    await ticketAuth({ secret, now })(noting().app)(environ, () => () => {});
    expect(userOf(new Request(environ))).toBe('ada');
    expect(environ.REMOTE_USER).toBeUndefined();
  });

  it.each([
    ['no cookie', {}],
    ['an empty cookie', { HTTP_COOKIE: 'auth_tkt=' }],
    ['a cookie with another name', { HTTP_COOKIE: `x${cookie().HTTP_COOKIE}` }],
    ['a ticket signed with another secret', cookie({}, { secret: 'other' })],
    ['a ticket with another hash', cookie({}, { digest: 'md5' })],
    ['a ticket for another address', cookie({}, { ip: '127.0.0.1' })],
    ['a ticket without a user', cookie({ user: '' })],
  ])('finds no user in %s', async (_, environ) => {
    expect(await seenWith(environ)).toMatchObject({
      user: undefined,
      roles: undefined,
      type: undefined,
      cookies: [],
    });
  });

  it('accepts the valid one of several, plain, quoted or in base64', async () => {
    const plain = makeTicket({ user: 'ada' }, { secret });
    expect(
      (await seenWith({ HTTP_COOKIE: `auth_tkt=evil;auth_tkt ; auth_tkt = "${plain}" ; x=1` })).user,
    ).toBe('ada');
    expect((await seenWith({ HTTP_COOKIE: `auth_tkt=${plain}` })).user).toBe('ada');
  });

  it('passes on requests of users who are already known', async () => {
    const seen = await seenWith({ ...cookie(), REMOTE_USER: 'bob', AUTH_TYPE: 'basic' });
    expect(seen).toMatchObject({ user: 'bob', type: 'basic', data: undefined });
  });

  it('varies responses by the cookie', async () => {
    expect((await seenWith({})).answer.field('Vary')).toEqual(['Cookie']);
  });

  describe('the application', () => {
    it('logs in and out', async () => {
      const app = new TestApp(ticketAuth({ secret })(site));
      expect((await app.get('/')).text).toBe('undefined undefined');
      const login = await app.get('/in');
      expect(login.text).toBe('undefined undefined');
      expect((await app.get('/')).text).toBe('jörg jörg');
      expect((await app.get('/out')).text).toBe('jörg jörg');
      expect((await app.get('/')).text).toBe('undefined undefined');
    });

    it('writes a cookie that Apache reads: unencoded base64, hidden from scripts', async () => {
      const answer = await asked(ticketAuth({ secret, now })(site), { PATH_INFO: '/in' });
      const [value = '', ...attributes] = (answer.field('Set-Cookie')[0] ?? '').split('; ');
      expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
      expect(value).toMatch(/^auth_tkt=[A-Za-z0-9+/]+={0,2}$/);
      const ticket = { user: 'jörg', tokens: ['staff'], data: 'x', time: new Date(TIME) };
      expect(parseTicket(value.slice(9), { secret })).toEqual(ticket);
    });

    it('sets the given attributes', async () => {
      const options = {
        cookieName: 't',
        maxAge: 60,
        cookie: { domain: 'h.test', path: '/x', httpOnly: false, sameSite: 'strict' },
      } as const;
      const ask = async (PATH_INFO: string, more: Partial<TicketAuthOptions> = {}) => {
        const app = ticketAuth({ secret, ...options, ...more })(site);
        const [setCookie = ''] = (
          await asked(app, { PATH_INFO, 'wsgi.url_scheme': 'https', HTTPS: 'on' })
        ).field('Set-Cookie');
        return setCookie.replace(/^t=[^;]+/, 't=…');
      };
      expect(await ask('/in')).toBe('t=…; Max-Age=60; Domain=h.test; Path=/x; Secure; SameSite=Strict');
      expect(await ask('/in', { cookie: { secure: false } })).toBe(
        't=…; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
      );
      expect(await ask('/out')).toContain('t=; Max-Age=0; Domain=h.test; Path=/x;');
    });

    it('gets an error for values that no ticket or cookie can contain', async () => {
      const issuing = (user: string, data = '', options: Partial<TicketAuthOptions> = {}) =>
        asked(
          ticketAuth({ secret, ...options })(
            wsgify((request) => {
              ticketOf(request).issue(user, { data });
              return 'in';
            }),
          ),
        );
      await expect(issuing('')).rejects.toThrow('a ticket must name a user');
      await expect(issuing('a', 'x\0')).rejects.toThrow('a ticket cannot carry this: NUL');
      await expect(issuing('a', 'x'.repeat(4000))).rejects.toThrow('browsers drop cookies of more than 4096');
      await expect(issuing('a', 'a b', { base64: false })).rejects.toThrow('set base64 to true');
      expect((await issuing('a', 'ab', { base64: false })).field('Set-Cookie')[0]).toContain('a!ab;');
      await expect(issuing('a', '', { includeIp: true })).rejects.toThrow('set includeIp to false');
    });

    it('cannot log in after the head', async () => {
      let late: unknown;
      const app = ticketAuth({ secret })(async (environ, startResponse) => {
        const write = startResponse('200 OK', []);
        await write(Buffer.from('x'));
        try {
          ticketOf({ environ }).issue('ada');
        } catch (error) {
          late = error;
        }
        return [];
      });
      await asked(app);
      expect(String(late)).toContain('the head of the response has been sent');
    });

    it('requires the middleware', () => {
      expect(() => ticketOf(Request.blank('/'))).toThrow('ticketOf needs the middleware ticketAuth');
    });

    it('uses the innermost middleware', async () => {
      const other = ticketAuth({ secret: 'other', cookieName: 'other' });
      const answer = await asked(other(ticketAuth({ secret })(site)), { PATH_INFO: '/in' });
      expect(answer.field('Set-Cookie').map((value) => value.split('=')[0])).toEqual(['auth_tkt']);
    });
  });

  describe('time limits', () => {
    it('expire tickets', async () => {
      const environ = cookie();
      time += 60_000;
      expect((await seenWith(environ, { expiresAfter: 60 })).user).toBe('ada');
      time += 1;
      expect((await seenWith(environ, { expiresAfter: 60 })).user).toBeUndefined();
      expect((await seenWith(environ)).user).toBe('ada');
    });

    it('replace tickets that are old enough, with all their data', async () => {
      const environ = cookie({ tokens: ['a'], data: 'd' });
      const options = { reissueAfter: 10, expiresAfter: 60 };
      time += 10_000;
      expect((await seenWith(environ, options)).cookies).toEqual([]);
      time += 1;
      const { user, cookies } = await seenWith(environ, options);
      expect(user).toBe('ada');
      const ticket = parseTicket(/^auth_tkt=([^;]+)/.exec(cookies[0] ?? '')?.[1] ?? '', { secret });
      expect(ticket).toEqual({ user: 'ada', tokens: ['a'], data: 'd', time: new Date(TIME + 10_000) });
    });

    it('do not override the application', async () => {
      const environ = { ...cookie(), PATH_INFO: '/out' };
      time += 11_000;
      const answer = await asked(ticketAuth({ secret, now, reissueAfter: 10 })(site), environ);
      expect(answer.field('Set-Cookie')).toEqual([expect.stringContaining('auth_tkt=; Max-Age=0')]);
    });
  });

  it('logs out at a path that the application answers', async () => {
    const seen = await seenWith({ ...cookie(), PATH_INFO: '/bye' }, { logoutPath: '/bye' });
    expect(seen.user).toBe('ada');
    expect(seen.cookies[0]).toContain('auth_tkt=; Max-Age=0');
    expect((await seenWith({ ...cookie(), PATH_INFO: '/' }, { logoutPath: '/bye' })).cookies).toEqual([]);
  });

  it('accepts several secrets, and signs with the first one', async () => {
    const options = { secret: ['new', secret] };
    expect((await seenWith(cookie(), options)).user).toBe('ada');
    const answer = await asked(ticketAuth(options)(site), { PATH_INFO: '/in' });
    const value = /=([^;]+)/.exec(answer.field('Set-Cookie')[0] ?? '')?.[1] ?? '';
    expect(parseTicket(value, { secret: 'new' }).user).toBe('jörg');
  });

  it('uses the given hash and the given encoding of users', async () => {
    const options = { digest: 'md5', userIdEncoding: 'percent' } as const;
    expect((await seenWith(cookie({ user: 'a b' }, options), options)).user).toBe('a b');
    expect(
      (await seenWith(cookie({ user: 'a b' }, { ...options, userIdEncoding: 'raw' }), options)).user,
    ).toBe('a b');
  });

  describe('with includeIp', () => {
    const bound = { includeIp: true };
    it.each([
      ['192.0.2.7', '192.0.2.7', 'ada'],
      ['192.0.2.7', '::ffff:192.0.2.7', 'ada'],
      ['192.0.2.7', '::FFFF:C000:207', 'ada'],
      ['192.0.2.7', '192.0.2.8', undefined],
      ['2001:db8::7', '2001:DB8:0::7', 'ada'],
      ['0.0.0.0', '192.0.2.7', undefined],
      ['0.0.0.0', '', undefined],
      ['0.0.0.0', undefined, undefined],
    ])('accepts a ticket bound to %s from %s as that of %s', async (ip, REMOTE_ADDR, user) => {
      expect((await seenWith({ ...cookie({}, { ip }), REMOTE_ADDR }, bound)).user).toBe(user);
    });
  });

  it.each([
    [{ secret: '' }, 'a secret must be a string that is not empty'],
    [{ digest: 'sha1' }, 'digest must be one of'],
    [{ expiresAfter: -1 }, 'expiresAfter of ticketAuth must be a number of seconds'],
    [{ reissueAfter: '1' }, 'reissueAfter of ticketAuth must be a number of seconds'],
    [{ reissueAfter: 2, expiresAfter: 1 }, 'must not be longer than expiresAfter'],
    [{ cookieName: 'a b' }, 'invalid cookie name'],
    [{ cookie: { sameSite: 'none', secure: false } }, "sameSite: 'none' requires secure"],
    [{ cookie: { path: 'x' } }, 'the path must begin with /'],
    [{ cookie: { maxAge: 7 } }, 'unknown option of cookie of ticketAuth: maxAge'],
    [{ ip: '::1' }, 'unknown option of ticketAuth: ip'],
  ])('refuses the options %j', (options, message) => {
    expect(() => ticketAuth({ secret, ...options } as TicketAuthOptions)).toThrow(message);
  });
});
