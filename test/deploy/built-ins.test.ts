import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { pasteStatic } from '../../src/deploy/built-ins/paste-static.ts';
import { loadApp, loadServer } from '../../src/deploy/load.ts';
import { serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Request, type RequestInit } from '../../src/request/request.ts';
import type { Response } from '../../src/response/response.ts';
import { tls } from '../support/tls.ts';
import { makeTree, type Tree } from '../support/tree.ts';

const hello = wsgify((request) => `hello from ${request.scheme}`);
const trees: Tree[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) tree[Symbol.dispose]();
});

/** The folder of a configuration with one section, `main`. */
function folderWith(
  section: 'app' | 'server',
  lines: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const tree = makeTree({ ...files, 'config.ini': `[${section}:main]\n${lines}` });
  trees.push(tree);
  return tree.root;
}

async function ask(lines: string, url: string, init: RequestInit = {}): Promise<Response> {
  const files = { 'site/index.txt': 'the index', 'site/.hidden': 'hidden', 'site/sub/a.txt': 'a' };
  const relativeTo = folderWith('app', lines, files);
  return Request.blank(url, init).send(await loadApp('config:config.ini', { relativeTo }));
}

/** Serves `hello` by a section, and gives what a client gets. */
async function fetched(lines: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const server = await loadServer('config:config.ini', { relativeTo: folderWith('server', lines, files) });
  await using handle = await server(hello);
  return (await fetch(handle.url)).text();
}

describe('egg:Paste#static', () => {
  it('serves a folder that is relative to the configuration', async () => {
    const response = await ask(
      'use = egg:Paste#static\ndocument_root = site\ncache_max_age = 60',
      '/sub/a.txt',
    );
    expect([await response.text(), response.cacheControl.maxAge]).toEqual(['a', 60]);
  });

  it.each([
    ['use = egg:paste#static', { kind: 'bad-value', reason: 'the option document_root is missing', line: 1 }],
    [
      'use = egg:Paste#static\ndocument_root = site\ncache_max_age = long',
      { kind: 'bad-value', option: 'cache_max_age', line: 4 },
    ],
    ['use = egg:Paste#static\nroot = site', { kind: 'bad-value', option: 'root', line: 3 }],
    ['use = egg:Paste#static\ndocument_root = nothing', { kind: 'factory-failed' }],
  ])('says of %j what is wrong', async (lines, expected) => {
    await expect(ask(lines, '/')).rejects.toMatchObject(expected);
  });

  it('is relative to the working directory where there is no configuration', async () => {
    const app = await pasteStatic({}, { document_root: 'docs' });
    expect((await Request.blank('/README.md').send(app)).status).toBe(200);
  });
});

describe('wheatpaste:directory-app', () => {
  const use = 'use = wheatpaste:directory-app\nroot = site';

  it('takes the options of DirectoryApp', async () => {
    expect(await (await ask(`${use}\nindex = index.txt\ncacheControl = no-cache`, '/')).text()).toBe(
      'the index',
    );
    expect(await (await ask(`${use}\nlisting = true\nindex = false`, '/')).text()).toContain('index.txt');
    expect((await ask(`${use}\ndotfiles = yes`, '/.hidden')).status).toBe(200);
    expect((await ask(use, '/.hidden')).status).toBe(404);
  });
});

describe('wheatpaste:file-app', () => {
  it('serves one file', async () => {
    const response = await ask(
      'use = wheatpaste:file-app\npath = site/sub/a.txt\ncontentType = text/markdown',
      '/any',
    );
    expect([await response.text(), response.contentType]).toEqual(['a', 'text/markdown']);
  });
});

describe('proxies', () => {
  const target = wsgify(
    (request) =>
      `${request.path} ${request.headers.get('x-secret')} ${request.headers.get('forwarded') !== null}`,
  );

  it('wheatpaste:proxy-app takes the options of ProxyApp', async () => {
    await using server = await serve(target, { port: 0 });
    const lines = `use = wheatpaste:proxy-app\ntarget = ${server.url}/base\nforwarded = Forwarded`;
    expect(await (await ask(lines, '/x')).text()).toBe('/base/x null true');
    await expect(ask('use = wheatpaste:proxy-app\nforwarded = Via', '/')).rejects.toMatchObject({
      reason: '"Via" is not X-Forwarded or Forwarded',
    });
  });

  it('egg:Paste#proxy takes the options of the original', async () => {
    await using server = await serve(target, { port: 0 });
    const lines = `use = egg:Paste#proxy\naddress = ${server.url}`;
    const headers = { 'X-Secret': 'told' };
    expect(await (await ask(lines, '/x', { headers })).text()).toBe('/x told false');
    const strict = `${lines}\nallowed_request_methods = get head\nsuppress_http_headers = x-secret`;
    expect(await (await ask(strict, '/x', { headers })).text()).toBe('/x null false');
    const refused = await ask(strict, '/x', { method: 'POST' });
    expect([refused.status, String(refused.allow)]).toEqual([405, 'GET,HEAD']);
  });
});

describe('servers', () => {
  const pem = { 'key.pem': tls.key, 'cert.pem': tls.cert, 'both.pem': tls.key + tls.cert };

  it.each([
    ['use = wheatpaste:serve\nport = 0', 'hello from http'],
    [
      'use = wheatpaste:serve\nport = 0\nhostname = 127.0.0.1\nscheme = https\ncloseTimeout = 100',
      'hello from https',
    ],
    ['use = egg:Paste#http\nport = 0', 'hello from http'],
    ['use = egg:waitress\nport = 0\nurl_scheme = https', 'hello from https'],
    ['use = egg:waitress#main\nlisten = 127.0.0.1:0', 'hello from http'],
    ['use = egg:waitress#main\nlisten = *:0', 'hello from http'],
    ['use = egg:waitress#main\nlisten = 0', 'hello from http'],
  ])('%j', async (lines, body) => {
    expect(await fetched(lines)).toBe(body);
  });

  it.each([
    ['use = wheatpaste:serve\nport = 0\ntls.key = key.pem\ntls.cert = cert.pem'],
    ['use = egg:Paste#http\nport = 0\nssl_pem = both.pem'],
  ])('%j speaks TLS', async (lines) => {
    const server = await loadServer('config:config.ini', { relativeTo: folderWith('server', lines, pem) });
    await using handle = await server(hello);
    expect(handle.url).toMatch(/^https:/);
  });

  it.each([
    ['use = wheatpaste:serve\ntls.key = key.pem', 'belong together'],
    ['use = wheatpaste:serve\nport = 65536', '65536 is not a port'],
    ['use = egg:waitress\nlisten = 127.0.0.1:80 [::1]:80', 'name one'],
    ['use = egg:waitress\nlisten = localhost', 'write HOST:PORT'],
    ['use = egg:waitress\nlisten = localhost:99999', 'not a port'],
  ])('%j is an error', async (lines, message) => {
    const relativeTo = folderWith('server', lines, pem);
    await expect(loadServer('config:config.ini', { relativeTo })).rejects.toThrow(message);
  });

  it('warn of options that have no effect', async () => {
    const relativeTo = folderWith('server', 'use = egg:waitress\nport = 0\nthreads = 4');
    const warned = once(process, 'warning');
    await loadServer('config:config.ini', { relativeTo });
    expect(await warned).toMatchObject([
      { name: 'DeployWarning', message: expect.stringContaining('threads') },
    ]);
  });
});
