import { describe, expect, it } from 'vitest';
import { cascade } from '../../src/apps/cascade.ts';
import { DirectoryApp } from '../../src/apps/files/directory-app.ts';
import { urlMap } from '../../src/apps/url-map.ts';
import { loadApp } from '../../src/deploy/load.ts';
import {
  basicAuth,
  cacheControl,
  compress,
  errorDocuments,
  errors,
  pipeline,
  requestId,
  securityHeaders,
} from '../../src/middleware.ts';
import { TestApp, type TestRequestInit } from '../../src/testing.ts';
import { configFolder } from '../support/deploy.ts';

const MODULE = `
export const api = (environ, startResponse) => {
  const path = environ.PATH_INFO;
  const body = new TextEncoder().encode(JSON.stringify({ path, user: environ.REMOTE_USER, at: environ.SCRIPT_NAME }));
  const isMissing = path === '/missing';
  startResponse(isMissing ? '404 Not Found' : '200 OK', [
    ['Content-Type', isMissing ? 'text/html' : 'application/json'],
    ['Content-Length', String(body.length)],
  ]);
  return environ.REQUEST_METHOD === 'HEAD' ? [] : [body];
};
export const verify = (user, password) => user === password;
export const makeId = () => 'the-id';
`;
const FILES = {
  'app.mjs': MODULE,
  'public/index.html': `<!DOCTYPE html><p>${'home '.repeat(400)}</p>`,
  'public/a.txt': 'a',
  'more/b.txt': 'b',
  'more/errors/404.html': '<!DOCTYPE html><p>Nothing is here</p>',
};
const INI = `
[pipeline:main]
pipeline = errors id secure compress documents site

[composite:site]
use = wheatpaste:url-map
/ = files
/api = api
domain admin.example port 80 / = admin

[app:files]
use = wheatpaste:cascade
apps = public more

[app:public]
use = wheatpaste:directory-app
root = public
filter-with = fresh

[app:more]
use = wheatpaste:directory-app
root = more

[app:api]
application = file:./app.mjs#api

[pipeline:admin]
pipeline = login api

[filter:errors]
use = wheatpaste:errors
debug = false

[filter:id]
use = wheatpaste:request-id
generate = file:./app.mjs#makeId

[filter:secure]
use = wheatpaste:security-headers
contentSecurityPolicy.imgSrc = *
xFrameOptions = DENY

[filter:compress]
use = wheatpaste:compress
threshold = 512
codings = gzip

[filter:documents]
use = wheatpaste:error-documents
404 = /errors/404.html

[filter:fresh]
use = wheatpaste:cache-control
directives = max-age=60

[filter:login]
use = wheatpaste:basic-auth
realm = admin
verify = file:./app.mjs#verify
`;

/** The same site in code. */
async function composed(root: string) {
  const { api, verify, makeId } = await import(`${root}/app.mjs`);
  const files = cascade([
    cacheControl({ maxAge: 60 })(new DirectoryApp(`${root}/public`)),
    new DirectoryApp(`${root}/more`),
  ]);
  const admin = basicAuth({ realm: 'admin', verify })(api);
  return pipeline(
    urlMap({ '/': files, '/api': api, 'domain admin.example port 80 /': admin }),
    errors({ debug: false }),
    requestId({ generate: makeId }),
    securityHeaders({ contentSecurityPolicy: { imgSrc: '*' }, xFrameOptions: 'DENY' }),
    compress({ threshold: 512, codings: ['gzip'] }),
    errorDocuments({ 404: '/errors/404.html' }),
  );
}

const authorized = { Authorization: `Basic ${btoa('joe:joe')}` };

describe('a site that a configuration describes', () => {
  it.each<[method: string, url: string, init?: TestRequestInit]>([
    ['GET', '/'],
    ['HEAD', '/'],
    ['GET', '/', { headers: { 'Accept-Encoding': 'gzip' } }],
    ['GET', '/', { headers: { 'If-Modified-Since': new Date(Date.now() + 60_000).toUTCString() } }],
    ['GET', '/a.txt', { headers: { Range: 'bytes=0-0' } }],
    ['GET', '/b.txt'],
    ['POST', '/b.txt', { text: 'x' }],
    ['GET', '/nothing'],
    ['GET', '/nothing', { headers: { Accept: 'application/json' } }],
    ['GET', '/api'],
    ['GET', '/api/missing'],
    ['PUT', '/api/x%2Fy?q', { text: 'x' }],
    ['GET', 'http://admin.example/x'],
    ['GET', 'http://admin.example/x', { headers: authorized }],
  ])('answers %s %s as the same site does in code', async (method, url, init) => {
    const root = configFolder(INI, FILES);
    const [described, coded] = [
      await loadApp('config:config.ini', { relativeTo: root }),
      await composed(root),
    ];
    const answers = [];
    for (const app of [described, coded]) {
      const client = new TestApp(app, { status: '*', hosts: ['admin.example'] });
      // The first request opens the file; a recently opened file is sent in one piece.
      await client.request(url, { method, ...init });
      const res = await client.request(url, { method, ...init });
      answers.push({
        status: res.status,
        headers: [...res.headers],
        bytes: [...res.bytes],
        errors: res.errors.length,
      });
    }
    const [first, second] = answers;
    expect(first).toEqual(second);
  });
});
