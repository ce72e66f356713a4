import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadApp } from '../../../src/deploy/load.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { TestApp } from '../../../src/testing/app/test-app.ts';
import { appFrom, clientOf, configFolder } from '../../support/deploy.ts';

const FILES = { 'site/index.txt': 'the index', 'site/.hidden': 'hidden', 'site/sub/a.txt': 'a' };
const PARTS = `
[app:a]
use = wheatpaste:file-app
path = site/index.txt
[app:b]
use = wheatpaste:file-app
path = site/sub/a.txt
`;
/** The client of an application of the folder `site`. */
const client = (lines: string) => clientOf(`[app:main]\nuse = wheatpaste:${lines}\n${PARTS}`, FILES);

describe('a built-in application', () => {
  it.each<[lines: string, url: string, status: number, text: string]>([
    ['directory-app\nroot = site\nindex = index.txt', '/', 200, 'the index'],
    ['directory-app\nroot = site\nlisting = true\nindex = false', '/', 200, 'index.txt'],
    ['directory-app\nroot = site\ndotfiles = yes', '/.hidden', 200, 'hidden'],
    ['directory-app\nroot = site', '/.hidden', 404, ''],
    ['file-app\npath = site/sub/a.txt', '/any', 200, 'a'],
    ['cascade\napps = a b', '/', 200, 'the index'],
    ['url-map\n/ = a\n/b = b\nnotFound = a', '/b', 200, 'a'],
    ['url-map\n/b = b\nnotFound = a', '/c', 200, 'the index'],
    ['url-map\n/b = b', '/c', 404, ''],
    ['debug-app', '/?x=1', 200, 'QUERY_STRING: x=1'],
  ])('wheatpaste:%s at %s', async (lines, url, status, text) => {
    const res = await (await client(lines)).get(url);
    expect([res.status, res.text]).toEqual([status, expect.stringContaining(text)]);
  });

  it('cascade continues if the status is caught', async () => {
    const config = `[app:main]
use = wheatpaste:cascade
apps = files b
catch = 404 405
[app:files]
use = wheatpaste:directory-app
root = site
${PARTS}`;
    expect((await (await clientOf(config, FILES)).get('/nothing')).text).toBe('a');
    expect((await (await clientOf(config, FILES)).get('/index.txt')).text).toBe('the index');
  });

  it('sends files with the configured fields', async () => {
    const lines = `file-app
path = site/sub/a.txt
contentType = text/markdown
cacheControl = max-age=5
contentLanguage = en
headers.X-Robots-Tag = none
vary = Cookie`;
    const { headers } = await (await client(lines)).get('/');
    const names = ['content-type', 'cache-control', 'content-language', 'x-robots-tag', 'vary'];
    expect(names.map((name) => headers.get(name))).toEqual([
      'text/markdown; charset=UTF-8',
      'max-age=5',
      'en',
      'none',
      'Cookie',
    ]);
  });

  it('runs CGI programs', async () => {
    const script = `#!/bin/sh
case "$PATH_INFO" in
  /moved) printf 'Location: /index\\n\\n' ;;
  *) printf 'Content-Type: text/plain\\n\\n%s %s' "$GREETING" "$1" ;;
esac
`;
    const options = 'args = joe\nenv.GREETING = hello\ninheritEnv = PATH\ntimeout = 5000\nlocalRedirect = a';
    for (const use of [
      'cgi-app\nprogram = bin/hello',
      'cgi-directory\nroot = bin\ninterpreters..sh = /bin/sh',
    ]) {
      const root = configFolder(`[app:main]\nuse = wheatpaste:${use}\n${options}\n${PARTS}`, {
        ...FILES,
        'bin/hello': script,
      });
      chmodSync(path.join(root, 'bin/hello'), 0o755);
      const app = new TestApp(await loadApp('config:config.ini', { relativeTo: root }));
      const base = use.startsWith('cgi-app') ? '' : '/hello';
      expect((await app.get(`${base}/`)).text).toBe('hello joe');
      expect((await app.get(`${base}/moved`)).text).toBe('the index');
    }
    await expect(client('cgi-app\nprogram = a\nnph = maybe')).rejects.toMatchObject({ option: 'nph' });
  });

  it('forwards requests', async () => {
    const target = wsgify(({ path, headers }) => `${path} ${headers.get('forwarded') !== null}`);
    await using server = await serve(target, { port: 0 });
    const proxy = await client(
      `proxy-app\ntarget = ${server.url}/base\nforwarded = Forwarded\ntimeout = 5000`,
    );
    expect((await proxy.get('/x')).text).toBe('/base/x true');
    const { port } = server;
    const sender = await appFrom(
      `[app:main]\nuse = wheatpaste:send-request\nallowedHosts = 127.0.0.1:${port}\ntimeout = 5000`,
    );
    const app = new TestApp(sender, { baseUrl: server.url, lint: false });
    expect((await app.get('/y')).text).toBe('/y false');
    await expect(client('proxy-app\nforwarded = Via')).rejects.toMatchObject({
      reason: '"Via" is not X-Forwarded or Forwarded',
    });
  });
});
