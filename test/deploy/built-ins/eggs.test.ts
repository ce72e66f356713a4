import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { logFormatFrom } from '../../../src/deploy/built-ins/log-format.ts';
import { loadApp } from '../../../src/deploy/load.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request } from '../../../src/request/request.ts';
import { TestApp, type TestRequestInit } from '../../../src/testing.ts';
import { appFrom, clientOf, configFolder } from '../../support/deploy.ts';
import { warningOf } from '../../support/warnings.ts';

const FILES = { 'site/index.html': 'the index', 'site/sub/a.txt': 'a' };
const MODULE = `
const bytes = (text) => [new TextEncoder().encode(text)];
export const main = (environ, startResponse) => {
  if (environ.PATH_INFO === '/fail') throw new Error('gone');
  startResponse(environ.PATH_INFO === '/missing' ? '404 Not Found' : '200 OK', [['Content-Type', 'application/json']]);
  const shown = {};
  for (const name of ['REMOTE_USER', 'REMOTE_USER_TOKENS', 'AUTH_TYPE', 'REMOTE_ADDR', 'SCRIPT_NAME', 'HTTP_HOST', 'paste.config'])
    shown[name] = environ[name];
  return bytes(JSON.stringify(shown) + ' '.repeat(2000));
};
export const verify = (user, password) => password === 'right';
export const ha1 = () => undefined;
`;

/** The client of an application wrapped in one filter. */
const filtered = (filter: string, more = '') =>
  clientOf(
    `${more}\n[app:main]\napplication = file:./app.mjs#main\nfilter-with = it\n[filter:it]\nuse = egg:${filter}`,
    { 'app.mjs': MODULE },
  );

const PARTS = `
[app:a]
use = egg:Paste#static
document_root = site
[app:b]
use = egg:Paste#static
document_root = site/sub
`;

describe("one of Paste's applications", () => {
  it.each<[lines: string, url: string, text: string]>([
    ['Paste#urlmap\n/ = a\n/b = b', '/b/a.txt', 'a'],
    ['Paste#urlmap\n/ = a\ndomain c.example port 80 / = b', 'http://c.example/a.txt', 'a'],
    ['Paste#urlmap\n/x = a\nnot_found_app = b', '/a.txt', 'a'],
    ['rutter#urlmap\n/ = a', '/', 'the index'],
    ['Paste#cascade\napp2 = b\napp1 = a\ncatch = 404 405', '/a.txt', 'a'],
    ['Paste#cascade\napp2 = b\napp1 = a', '/', 'the index'],
    ['Paste#static\ndocument_root = site', '/sub/a.txt', 'a'],
    // Our own options are accepted too.
    ['Paste#static\nroot = site\nlisting = yes', '/sub/', 'a.txt'],
    ['Paste#test', '/?x', 'QUERY_STRING: x'],
    ['WebTest#debug', '/?x', 'QUERY_STRING: x'],
  ])('use = egg:%s at %s', async (lines, url, text) => {
    const app = await clientOf(`[composite:main]\nuse = egg:${lines}\n${PARTS}`, FILES);
    expect((await app.get(url)).text).toContain(text);
  });

  it('urlmap reads not_found_app from the globals', async () => {
    const config = `[DEFAULT]\nnot_found_app = b\n[composite:main]\nuse = egg:Paste#urlmap\n/x = a\n${PARTS}`;
    expect((await (await clientOf(config, FILES)).get('/a.txt')).text).toBe('a');
  });

  it('static sends a lifetime for files', async () => {
    const app = await clientOf(
      '[app:main]\nuse = egg:Paste#static\ndocument_root = site\ncache_max_age = 60',
      FILES,
    );
    expect((await app.get('/sub/a.txt')).headers.get('cache-control')).toBe('max-age=60');
  });

  it.each([
    ['use = egg:paste#static', { option: 'document_root', reason: 'it is missing', line: 1 }],
    [
      'use = egg:Paste#static\ndocument_root = site\ncache_max_age = long',
      { option: 'cache_max_age', line: 4 },
    ],
    [
      'use = egg:Paste#static\nroute = site',
      { option: 'route', reason: 'unknown option: route; did you mean root?' },
    ],
    ['use = egg:Paste#static\ndocument_root = nothing', { kind: 'factory-failed' }],
    ['use = egg:Paste#cascade', { option: 'apps', reason: 'it is missing' }],
    ['use = egg:Paste#cgi', { option: 'script', reason: 'it is missing' }],
  ])('reports the error in %j', async (lines, expected) => {
    await expect(appFrom(`[app:main]\n${lines}`, FILES)).rejects.toMatchObject(expected);
  });

  it('cgi resolves its script along a path, and otherwise beside the configuration', async () => {
    const script = (text: string) =>
      `#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n${text} %s' "$SECRET"\n`;
    const files = { 'bin/hello': script('bin'), hello: script('beside') };
    process.env.SECRET = 'told';
    for (const [lines, expected] of [
      ['script = hello', 'beside '],
      ['script = hello\npath = nothing:bin', 'bin '],
      ['script = hello\npath = bin\ninclude_os_environ = true', 'bin told'],
      ['script = hello\npath = nothing\ninclude_os_environ = false', 'beside '],
    ] as const) {
      const root = configFolder(`[app:main]\nuse = egg:Paste#cgi\n${lines}`, files);
      for (const file of Object.keys(files)) chmodSync(path.join(root, file), 0o755);
      const app = new TestApp(await loadApp('config:config.ini', { relativeTo: root }));
      expect((await app.get('/')).text).toBe(expected);
    }
    delete process.env.SECRET;
  });

  it('proxy forwards only the allowed methods and hosts', async () => {
    const target = wsgify(({ path, headers }) => `${path} ${headers.get('x-secret')}`);
    await using server = await serve(target, { port: 0 });
    const lines = `[app:main]\nuse = egg:Paste#proxy\naddress = ${server.url}`;
    const headers = { 'X-Secret': 'told' };
    expect((await (await clientOf(lines)).get('/x', { headers })).text).toBe('/x told');
    const strict = `${lines}\nallowed_request_methods = get head\nsuppress_http_headers = x-secret`;
    const app = await clientOf(strict);
    expect((await app.get('/x', { headers })).text).toBe('/x null');
    const refused = await app.post('/x', { headers });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe("one of Paste's filters", () => {
  it.each<[filter: string, init: TestRequestInit, status: number, shown: object]>([
    [
      'Paste#auth_basic\nrealm = here\nauthfunc = file:./app.mjs#verify',
      { headers: { Authorization: `Basic ${btoa('joe:right')}` } },
      200,
      { REMOTE_USER: 'joe', AUTH_TYPE: 'basic' },
    ],
    ['Paste#auth_tkt\nsecret = s\ncookie_name = t\nsecure = yes\nlogout_path = /out', {}, 200, {}],
    ['Paste#config\na = 1', {}, 200, { 'paste.config': expect.objectContaining({ a: '1' }) }],
    ['PasteDeploy#config\na = 1', {}, 200, { 'paste.config': expect.objectContaining({ a: '1' }) }],
    [
      'Paste#grantip\n10.0.0.1 = joe:staff\nclobber_username = true',
      { remoteAddr: '10.0.0.1', environ: { REMOTE_USER: 'ann' } },
      200,
      { REMOTE_USER: 'joe', REMOTE_USER_TOKENS: 'staff' },
    ],
    [
      'Paste#grantip\n10.0.0.1 = joe',
      { remoteAddr: '10.0.0.1', environ: { REMOTE_USER: 'ann' } },
      200,
      { REMOTE_USER: 'ann' },
    ],
    ['Paste#lint', {}, 200, {}],
    ['Paste#recursive', {}, 200, {}],
    ['Paste#registry', {}, 200, {}],
    ['PasteDeploy#prefix\nprefix = /shop', {}, 200, { SCRIPT_NAME: '/shop' }],
    [
      'PasteDeploy#prefix\nprefix = /shop\nforce_port =',
      { baseUrl: 'http://h.example:81' },
      200,
      { HTTP_HOST: 'h.example' },
    ],
    [
      'PasteDeploy#prefix\nforce_port = 82',
      { baseUrl: 'http://h.example:81' },
      200,
      { HTTP_HOST: 'h.example:82' },
    ],
    // Only a proxy on this machine is trusted.
    [
      'PasteDeploy#prefix',
      { remoteAddr: '127.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      200,
      { REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'PasteDeploy#prefix',
      { remoteAddr: '10.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      200,
      { REMOTE_ADDR: '10.0.0.1' },
    ],
    [
      'PasteDeploy#prefix\ntrust = 10.0.0.1',
      { remoteAddr: '10.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      200,
      { REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'PasteDeploy#prefix\ntranslate_forwarded_server = false',
      { remoteAddr: '127.0.0.1', headers: { 'X-Forwarded-For': '192.0.2.1' } },
      200,
      { REMOTE_ADDR: '127.0.0.1' },
    ],
  ])('use = egg:%s', async (filter, init, status, shown) => {
    const { baseUrl, ...rest } = init;
    const res = await (await filtered(filter)).request(`${baseUrl ?? ''}/`, { method: 'GET', ...rest });
    expect(res.status).toBe(status);
    expect(res.json).toMatchObject(shown);
  });

  it('gzip uses only gzip', async () => {
    const app = await filtered('Paste#gzip\ncompress_level = 9');
    const res = await app.get('/', { headers: { 'Accept-Encoding': 'br, gzip' } });
    expect(res.headers.get('content-encoding')).toBe('gzip');
    await expect(filtered('Paste#gzip\ncompress_level = much')).rejects.toMatchObject({
      option: 'compress_level',
      line: 7,
    });
  });

  it('auth_digest keeps nonces as long as the process runs', async () => {
    const app = await filtered('Paste#auth_digest\nrealm = here\nauthfunc = file:./app.mjs#ha1');
    expect((await app.get('/')).headers.get('www-authenticate')).toContain('Digest realm="here"');
  });

  it('auth_tkt reads its secret from the globals', async () => {
    await expect(filtered('Paste#auth_tkt')).rejects.toMatchObject({
      option: 'secret',
      reason: 'it is missing',
    });
    expect((await (await filtered('Paste#auth_tkt', '[DEFAULT]\nsecret = s')).get('/')).status).toBe(200);
  });

  it('a Python function is an error that names a replacement', async () => {
    await expect(filtered('Paste#auth_basic\nrealm = here\nauthfunc = users:check')).rejects.toMatchObject({
      option: 'authfunc',
      reason: expect.stringContaining('write file:./module.js#export'),
    });
  });

  it.each([
    ['Paste#error_catcher', false],
    ['Paste#error_catcher\ndebug = true', true],
    ['WebError#evalerror', true],
    ['Paste#evalerror', true],
    ['Paste#cgitb', true],
  ])('egg:%s turns thrown errors into responses', async (filter, isShown) => {
    const config = `[app:main]\napplication = file:./app.mjs#main\nfilter-with = it\n[filter:it]\nuse = egg:${filter}`;
    const request = Request.blank('http://localhost/fail', {
      remoteAddr: '127.0.0.1',
      environ: { 'wsgi.errors': { write() {} } },
    });
    const response = await request.send(await appFrom(config, { 'app.mjs': MODULE }));
    expect(response.status).toBe(500);
    expect((await response.text()).includes('gone')).toBe(isShown);
  });

  it('errordocument and httpexceptions use our implementations', async () => {
    const app = await filtered('Paste#errordocument\n404 = /page');
    expect((await app.get('/missing')).status).toBe(404);
    expect((await (await filtered('Paste#httpexceptions')).get('/')).status).toBe(200);
  });

  it('warns about options without effect', async () => {
    const warning = await warningOf(() => filtered('Paste#translogger\nlogger_name = wsgi'));
    expect(warning).toMatchObject({ message: 'the option logger_name has no effect here' });
  });
});

describe('the format of translogger', () => {
  it.each([
    [
      '%(REMOTE_ADDR)s - %(REMOTE_USER)s [%(time)s] "%(REQUEST_METHOD)s %(REQUEST_URI)s %(HTTP_VERSION)s" %(status)s %(bytes)s "%(HTTP_REFERER)s" "%(HTTP_USER_AGENT)s"',
      '%h - %u %t "%m %U%q %H" %>s %b "%{Referer}i" "%{User-Agent}i"',
    ],
    ['100%%', '100%%'],
    ['combined', 'combined'],
  ])('%j is %j', (theirs, ours) => {
    expect(logFormatFrom(theirs)).toBe(ours);
  });

  it('refuses names that Paste does not have', async () => {
    await expect(filtered('Paste#translogger\nformat = %%(toString)s')).rejects.toMatchObject({
      option: 'format',
      reason: expect.stringContaining('%(toString)s is not known'),
    });
  });
});
