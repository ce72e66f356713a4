import { beforeEach, describe, expect, it } from 'vitest';
import { SignedSerializer } from '../../../../src/cookies/signed-serializer.ts';
import { wsgify } from '../../../../src/handlers/wsgify.ts';
import { Authorization } from '../../../../src/headers/authorization.ts';
import { basicAuth } from '../../../../src/middleware/access/auth/basic-auth.ts';
import {
  type RememberUserOptions,
  rememberUser,
} from '../../../../src/middleware/access/auth/remember-user.ts';
import { userOf } from '../../../../src/middleware/access/auth/user.ts';
import { pipeline } from '../../../../src/middleware/pipeline.ts';
import { Request } from '../../../../src/request/request.ts';
import { Response } from '../../../../src/response/response.ts';
import type { Application } from '../../../../src/wsgi/contract.ts';

const secret = 'a secret of 64 random bytes or more';
const START = 1_700_000_000_000;
let time = START;
beforeEach(() => {
  time = START;
});
const now = () => time;

const verify = (user: string, password: string) =>
  password === `${user}'s` && (user === 'jörg' ? { user, roles: ['staff', 'é'] } : true);
const club = wsgify((request) => {
  const { AUTH_TYPE, REMOTE_USER_TOKENS } = request.environ;
  const response = new Response(`${userOf(request)} ${AUTH_TYPE} ${REMOTE_USER_TOKENS}`);
  if (request.pathInfo === '/out') response.deleteCookie('remember');
  return response;
});

/** Sends a request as a browser with this cookie would. */
async function ask(
  options: Partial<RememberUserOptions>,
  {
    user,
    cookie = '',
    url = '/',
    app = basicAuth({ realm: 'club', verify })(club) as Application,
    environ = {},
  } = {} as {
    user?: string;
    cookie?: string;
    url?: string;
    app?: Application;
    environ?: Record<string, string>;
  },
) {
  const headers = cookie === '' ? {} : { Cookie: cookie };
  const request = Request.blank(url, {
    headers,
    environ,
    ...(user !== undefined && { authorization: Authorization.basic(user, `${user}'s`) }),
  });
  const response = await request.send(pipeline(app, rememberUser({ secret, now, ...options })));
  const setCookie = response.headers.getSetCookie();
  return { response, setCookie, cookie: setCookie[0]?.split(';')[0] ?? '', text: await response.text() };
}

describe('rememberUser', () => {
  it.each([
    ['ada', 'ada cookie undefined'],
    ['jörg', 'jörg cookie staff,\u00c3\u00a9'],
  ])('remembers %s, who logged in once', async (user, expected) => {
    const first = await ask({}, { user });
    expect(first.text).toMatch(/ basic /);
    expect(first.setCookie).toEqual([
      expect.stringMatching(/^remember=[\w-]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const second = await ask({}, { cookie: first.cookie });
    expect(second.text).toBe(expected);
    expect(second.setCookie).toEqual([]);
    expect(second.response.headers.get('Vary')).toBe('Cookie');
  });

  it('remembers nobody if there is no user', async () => {
    const { response, setCookie } = await ask({});
    expect(response.status).toBe(401);
    expect(setCookie).toEqual([]);
    expect(response.headers.get('Vary')).toContain('Cookie');
  });

  it('rejects values that it has not signed, or has signed for another purpose', async () => {
    const { cookie } = await ask({}, { user: 'ada' });
    const value = { values: { REMOTE_USER: 'admin' }, since: START / 1000, until: START / 1000 + 1000 };
    const others = [
      new SignedSerializer(secret, 'another salt').dumps(value),
      new SignedSerializer('another secret', 'rememberUser').dumps(value),
      `${cookie.slice('remember='.length, -1)}x`,
      'x',
      '',
    ];
    for (const one of others) {
      expect((await ask({}, { cookie: `remember=${one}` })).response.status).toBe(401);
      expect((await ask({}, { cookie: `remember=${one}; ${cookie}` })).text).toBe('ada cookie undefined');
    }
  });

  it('signs the time, which anybody can change in paste.auth.cookie', async () => {
    const { cookie } = await ask({ maxAge: 100 }, { user: 'ada' });
    time += 99_999;
    expect((await ask({ maxAge: 1e6 }, { cookie })).response.status).toBe(200);
    time += 1;
    expect((await ask({ maxAge: 1e6 }, { cookie })).response.status).toBe(401);
  });

  it.each<[boolean | number, number, number]>([
    [false, 99, 0],
    [true, 0, 1],
    [50, 49, 0],
    [50, 50, 1],
  ])('renew: %j sends after %d seconds %d cookies', async (renew, seconds, count) => {
    const options = { maxAge: 100, renew };
    const { cookie } = await ask(options, { user: 'ada' });
    time += seconds * 1000;
    const { setCookie, cookie: renewed } = await ask(options, { cookie });
    expect(setCookie).toHaveLength(count);
    time += 90_000;
    expect((await ask(options, { cookie: renewed })).response.status).toBe(count ? 200 : 401);
  });

  it('does not change a response that deletes the cookie', async () => {
    const { cookie } = await ask({ renew: true }, { user: 'ada' });
    const { setCookie } = await ask({ renew: true }, { cookie, url: '/out' });
    expect(setCookie).toEqual([expect.stringMatching(/^remember=; Max-Age=0/)]);
  });

  it('rotates secrets', async () => {
    const { cookie } = await ask({ secret: 'old' }, { user: 'ada' });
    expect((await ask({ secret: ['new', 'old'] }, { cookie })).response.status).toBe(200);
    expect((await ask({ secret: 'new' }, { cookie })).response.status).toBe(401);
  });

  it('passes on requests of users known outside, and remembers nobody then', async () => {
    const { text, setCookie } = await ask({}, { environ: { REMOTE_USER: 'joe' } });
    expect(text).toBe('joe undefined undefined');
    expect(setCookie).toEqual([]);
  });

  it('remembers other keys that an application writes into its environ', async () => {
    const app: Application = (environ, startResponse) => {
      const { REMOTE_USER = '', REMOTE_GROUP = '' } = environ;
      if (!REMOTE_USER)
        Object.assign(environ, { REMOTE_USER: 'ada', REMOTE_GROUP: 'x', REMOTE_USER_TOKENS: 7 });
      startResponse('200 OK', []);
      return [Buffer.from(`${REMOTE_USER} ${REMOTE_GROUP}`)];
    };
    const keys = ['REMOTE_USER', 'REMOTE_GROUP', 'REMOTE_USER_TOKENS'];
    const { cookie, setCookie } = await ask({ keys }, { app });
    expect(setCookie).toHaveLength(1);
    const { text, setCookie: again } = await ask({ keys }, { app, cookie });
    expect(text).toBe('ada x');
    expect(again).toEqual([]);
  });

  it('does not remember roles from outside, or of an earlier user', async () => {
    const environ = { REMOTE_USER_TOKENS: 'near' };
    const { cookie, text } = await ask({}, { user: 'ada', environ });
    expect(text).toBe('ada basic near');
    expect((await ask({}, { cookie })).text).toBe('ada cookie undefined');
    const first = await ask({}, { user: 'jörg' });
    const app = basicAuth({ realm: 'x', verify: () => 'ada' })(club);
    const request = (inner: Application) =>
      pipeline(inner, (one) => (given, start) => one({ ...given, REMOTE_USER: '' }, start));
    const changed = await ask({}, { cookie: first.cookie, user: 'ada', app: request(app) });
    expect(changed.setCookie).toHaveLength(0);
  });

  it.each<[unknown, string]>([
    [{}, 'a secret must be a string that is not empty; got undefined'],
    [{ secret, keys: [7] }, 'invalid keys of rememberUser: 7; give strings'],
    [{ secret, maxAge: 0 }, 'maxAge of rememberUser must be a number of seconds above 0: 0'],
    [{ secret, maxAge: Infinity }, 'maxAge of rememberUser must be a number of seconds above 0: Infinity'],
    [{ secret, renew: -1 }, 'renew of rememberUser must be a number of seconds, 0 or more: -1'],
    [{ secret, cookie: { maxAge: 1 } }, 'unknown option of cookie of rememberUser: maxAge'],
    [{ secret, realm: 'x' }, 'unknown option of rememberUser: realm'],
  ])('refuses %j', (options, message) => {
    expect(() => rememberUser(options as RememberUserOptions)).toThrow(message);
  });
});
