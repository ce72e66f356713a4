import { describe, expect, it } from 'vitest';
import { Request } from '../../../src/request/request.ts';
import type { TestRequestInit } from '../../../src/testing.ts';
import { appFrom, clientOf } from '../../support/deploy.ts';

/** The applications that the filters wrap, and the exports that their options name. */
const MODULE = `
const bytes = (text) => [new TextEncoder().encode(text)];
export const main = {
  toApp: () => (environ, startResponse) => {
    const { PATH_INFO: path } = environ;
    if (path === '/fail') throw Object.assign(new Error('gone'), { status: 410, expose: true });
    if (path === '/broken') throw new Error('broken');
    const [status, body] = path === '/missing' ? ['404 Not Found', 'nothing'] : ['200 OK', 'x'.repeat(2000)];
    startResponse(status, [['Content-Type', 'text/plain'], ['Content-Length', String(body.length)]]);
    return environ.REQUEST_METHOD === 'HEAD' ? [] : bytes(body);
  },
};
export const showing = (environ, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'application/json']]);
  const { REMOTE_USER, REMOTE_USER_TOKENS, AUTH_TYPE, REMOTE_ADDR, SCRIPT_NAME, REQUEST_METHOD } = environ;
  const shown = { REMOTE_USER, REMOTE_USER_TOKENS, AUTH_TYPE, REMOTE_ADDR, SCRIPT_NAME, REQUEST_METHOD };
  return bytes(JSON.stringify(shown));
};
export const counting = async (environ, startResponse) => {
  const visitor = await environ['wheatpaste.session'].open();
  visitor.set('visits', (visitor.get('visits') ?? 0) + 1);
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return bytes(String(visitor.get('visits')));
};
export const verify = (user, password) => password === 'right';
export const token = (token) => token === 'abc' && 'joe';
export const ha1 = () => undefined;
export const yes = () => true;
export const first = () => 'a';
export const missing = () => '/page';
export const always = (app) => (environ, startResponse) => app({ ...environ, REMOTE_USER: 'always' }, startResponse);
export const key = () => 'one';
export const cost = () => 5;
export const origin = (origin) => origin.endsWith('.example');
export const report = (error) => lines.push(error.message);
export const makeId = () => 'made';
export const lines = [];
export const log = { write: (line) => lines.push(line), on() {} };
export const counts = { hit: () => Promise.resolve({ count: 9, reset: 1000 }) };
export const begin = () => lines.push('begin');
export const commit = () => lines.push('commit');
export const rollback = () => lines.push('rollback');
`;

/** An application wrapped in one filter. */
function configOf(filter: string, app = 'main') {
  return `[app:main]\napplication = file:./app.mjs#${app}\nfilter-with = it\n[filter:it]\nuse = wheatpaste:${filter}`;
}

function filtered(filter: string, app = 'main') {
  return clientOf(configOf(filter, app), { 'app.mjs': MODULE });
}

describe('a built-in filter', () => {
  it.each<[filter: string, init: TestRequestInit, status: number, fields: Record<string, string | null>]>([
    ['allowed-hosts\nhosts = a.example *.b.example', {}, 400, {}],
    ['allowed-hosts\nhosts = localhost:*', {}, 200, {}],
    [
      'basic-auth\nrealm = here\nverify = file:./app.mjs#verify',
      {},
      401,
      { 'www-authenticate': 'Basic realm="here", charset="UTF-8"' },
    ],
    ['basic-auth\nrealm = here\nverify = file:./app.mjs#verify\noptional = yes', {}, 200, {}],
    [
      'bearer-auth\nrealm = api\nverify = file:./app.mjs#token',
      { headers: { Authorization: 'Bearer abc' } },
      200,
      {},
    ],
    ['body-limit\nbytes = 2', { method: 'POST', text: 'abc' }, 413, {}],
    [
      'cache-control\ndirectives = max-age=60, public\ntypes = text/*',
      {},
      200,
      { 'cache-control': 'max-age=60, public' },
    ],
    ['canonical-host\nhost = www.example', {}, 301, { location: 'http://www.example/' }],
    [
      'compress\ncodings = gzip br\nlevel.br = 1\nthreshold = 100',
      { headers: { 'Accept-Encoding': 'br' } },
      200,
      { 'content-encoding': 'br' },
    ],
    [
      'compress\nthreshold = 5000',
      { headers: { 'Accept-Encoding': 'br' } },
      200,
      { 'content-encoding': null },
    ],
    [
      'compress\ntypes = ^image/\nfilter = file:./app.mjs#yes',
      { headers: { 'Accept-Encoding': 'br' } },
      200,
      { 'content-encoding': null },
    ],
    [
      'cors\norigins = *\nexposeHeaders = X-A',
      { headers: { Origin: 'https://a.example' } },
      200,
      { 'access-control-allow-origin': '*' },
    ],
    [
      'cors\norigins = https://a.example\ncredentials = true\nallowHeaders = reflect\nmaxAge = 5',
      { headers: { Origin: 'https://b.example' } },
      200,
      { 'access-control-allow-origin': null },
    ],
    [
      'cors\norigins = file:./app.mjs#origin',
      { headers: { Origin: 'https://b.example' } },
      200,
      { 'access-control-allow-origin': 'https://b.example' },
    ],
    ['csrf\nmissing = deny', { method: 'POST' }, 403, {}],
    ['csrf\nallow = file:./app.mjs#yes\nmissing = deny', { method: 'POST' }, 200, {}],
    [
      'csrf\ntrustedOrigins = https://a.example',
      { method: 'POST', headers: { Origin: 'https://a.example' } },
      200,
      {},
    ],
    [
      'digest-auth\nrealm = here\nsecret = s\nha1 = file:./app.mjs#ha1\nalgorithms = MD5\nqop = auth',
      {},
      401,
      { 'www-authenticate': expect.stringMatching(/^Digest .*algorithm=MD5/) },
    ],
    ['etag\nweak = false', {}, 200, { etag: expect.stringMatching(/^"/) }],
    ['https-only\nport = 8443', {}, 301, { location: 'https://localhost:8443/' }],
    [
      'https-only\nhsts.maxAge = 5\nhsts.preload = no',
      { scheme: 'https' },
      200,
      { 'strict-transport-security': 'max-age=5' },
    ],
    ['https-only\nhsts = false', { scheme: 'https' }, 200, { 'strict-transport-security': null }],
    ['ip-filter\nallow = 10.0.0.0/8\ndeny = 10.0.0.1', { remoteAddr: '10.0.0.1' }, 403, {}],
    ['lint\nhttp = yes\nonWarning = file:./app.mjs#yes', {}, 200, {}],
    [
      'rate-limit\nlimit = 2\nwindow = 60000\nkey = file:./app.mjs#key\ncost = file:./app.mjs#cost\nheaders = legacy',
      {},
      429,
      {},
    ],
    [
      'rate-limit\nlimit = 2\nwindow = 60000\nstore = file:./app.mjs#counts\nalgorithm = fixed\nheaders = false\nonStoreError = deny',
      {},
      429,
      { ratelimit: null },
    ],
    [
      'rate-limit\nlimit = 2\nwindow = 60000\nstore = file:./app.mjs#counts\nskip = file:./app.mjs#yes',
      {},
      200,
      {},
    ],
    ['request-context', {}, 200, {}],
    [
      'request-id\nheader = X-Trace\ngenerate = file:./app.mjs#makeId\ntrace = no',
      {},
      200,
      { 'x-trace': 'made' },
    ],
    [
      'request-id\naccept = file:./app.mjs#yes',
      { headers: { 'X-Request-Id': 'mine' } },
      200,
      { 'x-request-id': 'mine' },
    ],
    ['require-user\nstatus = 403\nroles = staff', {}, 403, {}],
    [
      'security-headers\nxFrameOptions = DENY\nreferrerPolicy = origin\ncrossOriginOpenerPolicy = false',
      {},
      200,
      { 'x-frame-options': 'DENY', 'referrer-policy': 'origin', 'cross-origin-opener-policy': null },
    ],
    [
      "security-headers\ncontentSecurityPolicy.scriptSrc = 'self' https://cdn.example\ncontentSecurityPolicy.imgSrc = false\ncontentSecurityPolicy.upgrade-insecure-requests = true\npermissionsPolicy.camera =",
      {},
      200,
      {
        'content-security-policy': expect.stringMatching(
          /script-src 'self' https:\/\/cdn.example;.*upgrade-insecure-requests/,
        ),
        'permissions-policy': 'camera=()',
      },
    ],
    ['security-headers\ncontentSecurityPolicy = false', {}, 200, { 'content-security-policy': null }],
    ['server-timing', {}, 200, { 'server-timing': expect.stringContaining('total') }],
    ['timeout\nmilliseconds = 5000\nbody = 5000', {}, 200, {}],
  ])('wheatpaste:%s', async (filter, init, status, fields) => {
    const res = await (await filtered(filter)).request('/', { method: 'GET', ...init });
    expect(res.status).toBe(status);
    for (const [name, value] of Object.entries(fields)) expect(res.headers.get(name)).toEqual(value);
  });

  it.each<[filter: string, init: TestRequestInit, shown: object]>([
    [
      'grant-ip\n10.0.0.0/8 = -:staff, editor\n10.0.0.1 = joe:-editor',
      { remoteAddr: '10.0.0.1' },
      { REMOTE_USER: 'joe', REMOTE_USER_TOKENS: 'staff' },
    ],
    [
      'grant-ip\nclobberUser = no\n10.0.0.1 = joe',
      { remoteAddr: '10.0.0.1', environ: { REMOTE_USER: 'ann' } },
      { REMOTE_USER: 'ann' },
    ],
    ['grant-ip\n10.0.0.1 = __remove__', { remoteAddr: '10.0.0.1', environ: { REMOTE_USER: 'ann' } }, {}],
    [
      'method-override\nfrom = X-Method\nallow = PUT',
      { method: 'POST', headers: { 'X-Method': 'put' } },
      { REQUEST_METHOD: 'PUT' },
    ],
    [
      'multi-auth\nmethods.a = file:./app.mjs#always\nmethods.b = file:./app.mjs#yes\nchoose = file:./app.mjs#first\ndefault = b',
      {},
      { REMOTE_USER: 'always' },
    ],
    ['prefix\nprefix = /shop\nscheme = https\nforcePort = default', {}, { SCRIPT_NAME: '/shop' }],
    [
      'prefix\nprefix = /shop\ntrust = 10.0.0.1\nforcePort = 81',
      { remoteAddr: '10.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      { REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'ticket-auth\nsecret =\n  new secret\n  old secret\ndigest = md5\nincludeIp = no\ncookieName = t\ncookie.path = /\ncookie.secure = auto\nlogoutPath = /out',
      {},
      {},
    ],
    [
      'trusted-proxies\ntrust = 10.0.0.0/8\nparts = for\nheaders = x-forwarded',
      { remoteAddr: '10.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      { REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'trusted-proxies\nhops = 1',
      { remoteAddr: '10.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      { REMOTE_ADDR: '192.0.2.1' },
    ],
  ])("wheatpaste:%s changes the application's environ", async (filter, init, shown) => {
    const res = await (await filtered(filter, 'showing')).request('/', { method: 'GET', ...init });
    expect(res.json).toMatchObject(shown);
    if (Object.keys(shown).length === 0) expect(res.json).not.toHaveProperty('REMOTE_USER');
  });

  it('trailing-slash accepts a rule', async () => {
    expect((await (await filtered('trailing-slash\nrule = remove')).get('/a/')).headers.get('location')).toBe(
      '/a',
    );
    await expect(filtered('trailing-slash')).rejects.toMatchObject({
      option: 'rule',
      reason: 'it is missing',
    });
  });

  it('error-documents accepts pages by status', async () => {
    const app = await filtered('error-documents\n404 = /page\ntypes = text/plain');
    const res = await app.get('/missing');
    expect([res.status, res.text.length]).toEqual([404, 2000]);
    const mapped = await filtered('error-documents\nstatusOf = file:./app.mjs#missing\n5xx = /page');
    expect((await mapped.get('/missing')).status).toBe(404);
  });

  it('http-exceptions, errors and recursive handle exceptions', async () => {
    expect((await (await filtered('http-exceptions')).get('/fail')).text).toContain('gone');
    const config = 'errors\ndebug = no\nreport = file:./app.mjs#report\nlog = file:./app.mjs#log';
    const page = await Request.blank('/broken').send(await appFrom(configOf(config), { 'app.mjs': MODULE }));
    expect(page.status).toBe(500);
    expect((await (await filtered('recursive')).get('/')).status).toBe(200);
  });

  it('access-log, transaction and profile write to the sink of a module', async () => {
    const log = await filtered(
      'access-log\nformat = %%m %%U\nwrite = file:./app.mjs#log\ntime = end\nutc = yes\nquery = no',
    );
    await log.get('/a?b');
    expect(await filtered('access-log\nskip = file:./app.mjs#yes')).toBeDefined();
    const refs = ['begin', 'commit', 'rollback'].map((name) => `${name} = file:./app.mjs#${name}`).join('\n');
    const bound = await filtered(`transaction\n${refs}\ncommitAt = end\nisFailure = file:./app.mjs#yes`);
    expect((await bound.get('/')).status).toBe(200);
    expect(
      (
        await (
          await filtered('profile\nwhen = file:./app.mjs#rollback\nwrite = file:./app.mjs#commit')
        ).get('/')
      ).status,
    ).toBe(200);
  });

  it('session stores sessions in memory, or in a store that a module exports', async () => {
    const counting = `[app:main]
application = file:./app.mjs#counting
filter-with = it
[filter:it]
use = `;
    const files = { 'app.mjs': MODULE };
    const app = await clientOf(
      `${counting}wheatpaste:session\nstore = memory\ncookie.name = s\nmaxAge = 60`,
      files,
    );
    expect([(await app.get('/')).text, (await app.get('/')).text]).toEqual(['1', '2']);
    expect(app.cookies.get('s')).toBeDefined();
    for (const use of [
      'wheatpaste:session\nstore.folder = sessions',
      `wheatpaste:cookie-session\nsecret = ${'s'.repeat(32)}\nencrypt = sign`,
      `wheatpaste:cookie-session\nsecret = ${'s'.repeat(32)}\nencrypt = yes`,
    ]) {
      const kept = await clientOf(counting + use, files);
      expect([(await kept.get('/')).text, (await kept.get('/')).text]).toEqual(['1', '2']);
    }
    for (const folder of ['', '\nsession_file_path = sessions']) {
      const use = `egg:Paste#paste_session\ncookie_name = p\nsession_expiration = 5${folder}`;
      const res = await (await clientOf(counting + use, files)).get('/');
      expect(res.headers.get('set-cookie')).toMatch(/^p=.*Max-Age=300/);
    }
    await expect(clientOf(`${counting}wheatpaste:session`, files)).rejects.toMatchObject({ option: 'store' });
    await expect(
      clientOf(`${counting}wheatpaste:cookie-session\nsecret = s\nencrypt = no`, files),
    ).rejects.toMatchObject({ option: 'encrypt', reason: '"no" is not true or sign' });
    await expect(
      clientOf(`${counting}wheatpaste:session\nstore = file:./app.mjs#log`, files),
    ).rejects.toMatchObject({
      option: 'store',
      reason: 'file:./app.mjs#log is not an object with get, set, touch, delete',
    });
  });

  it('form-auth and remember-user remember who has logged in', async () => {
    const login = (use: string) => `[app:main]
application = file:./app.mjs#showing
filter-with = login
[filter:login]
use = ${use}
filter-with = sessions
[filter:sessions]
use = wheatpaste:session
store = memory
filter-with = remember
[filter:remember]
use = `;
    const form = { username: 'joe', password: 'right' };
    for (const [use, remember] of [
      [
        'wheatpaste:form-auth\nverify = file:./app.mjs#verify\nfields.user = username',
        'wheatpaste:remember-user\nsecret = s\nkeys = REMOTE_USER\nrenew = 60\nmaxAge = 120',
      ],
      ['egg:Paste#auth_form\nauthfunc = file:./app.mjs#verify', 'egg:Paste#auth_cookie\ncookie_name = r'],
      ['egg:Paste#auth_form\nauthfunc = file:./app.mjs#verify', 'egg:Paste#auth_cookie\ntimeout = 5'],
    ] as const) {
      const app = await clientOf(login(use) + remember, { 'app.mjs': MODULE });
      expect((await app.get('/')).text).toContain('<form');
      expect((await app.post('/', { form })).status).toBe(303);
      expect((await app.get('/')).json).toMatchObject({ REMOTE_USER: 'joe' });
    }
  });

  it('in-flight lists the running requests at a path', async () => {
    const app = await filtered('in-flight\npath = /-/running');
    expect((await app.get('/')).text).toContain('xxx');
    const res = await app.get('/-/running', { remoteAddr: '127.0.0.1' });
    expect(res.json).toEqual([]);
  });

  it('cannot be used as an application', async () => {
    await expect(appFrom('[app:main]\nuse = wheatpaste:csrf')).rejects.toMatchObject({
      kind: 'unknown-protocol',
    });
  });
});
