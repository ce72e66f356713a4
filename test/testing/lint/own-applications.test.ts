import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommentStore } from '../../../examples/comment-store.ts';
import { withComments } from '../../../examples/comments.ts';
import { fileServer } from '../../../examples/file-server.ts';
import { inspector } from '../../../examples/inspector.ts';
import { jsonRpcService } from '../../../examples/json-rpc-service.ts';
import { ProxyApp, sendRequest } from '../../../src/client.ts';
import type { HTTPExceptionClass } from '../../../src/exceptions/status-map.ts';
import { Challenge } from '../../../src/headers.ts';
import { httpException, Request, type RequestInit, Response, statusMap, wsgify } from '../../../src/index.ts';
import { DirectoryApp, FileApp } from '../../../src/static.ts';
import type { LintWarning } from '../../../src/testing/lint/findings.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import { type VaryAnswer, varyFindings } from '../../../src/testing/lint/vary.ts';
import type { Application, HeaderList, ToApplication } from '../../../src/wsgi/contract.ts';
import { served } from '../../support/linted.ts';
import { nodeServer } from '../../support/servers.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

interface Answered extends VaryAnswer {
  readonly found: readonly string[];
}

/** Sends a request under all rules; a violation is thrown. */
async function ask(app: Application | ToApplication, url = '/', init: RequestInit = {}): Promise<Answered> {
  const warnings: LintWarning[] = [];
  const linted = lint(app, { http: true, onWarning: (warning) => warnings.push(warning) });
  let head: readonly [status: number, headers: HeaderList] = [0, []];
  const noting: Application = (environ, startResponse) =>
    linted(environ, (status, headers, ...rest) => {
      head = [Number(status.slice(0, 3)), headers];
      return startResponse(status, headers, ...rest);
    });
  const environ = { 'wsgi.errors': { write() {} }, ...init.environ };
  const bytes = await served(noting, Request.blank(url, { ...init, environ }).environ);
  const [status, headers] = head;
  return { status, headers, bytes, found: warnings.map(({ message }) => message) };
}

function fieldOf({ headers }: VaryAnswer, name: string): string {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}

/** Sends requests as browsers and caches do, and returns the statuses of the responses. */
async function statusesOf(app: Application | ToApplication, url = '/'): Promise<number[]> {
  const whole = await ask(app, url);
  const etag = fieldOf(whole, 'etag');
  const modified = fieldOf(whole, 'last-modified');
  const requests: RequestInit[] = [
    { method: 'HEAD' },
    { method: 'POST', form: { a: '1' } },
    { method: 'OPTIONS' },
    { headers: { 'If-None-Match': etag } },
    { method: 'HEAD', headers: { 'If-None-Match': etag } },
    { headers: { 'If-Modified-Since': modified } },
    { headers: { 'If-Match': '"other"' } },
    { headers: { Range: 'bytes=0-1' } },
    { headers: { Range: 'bytes=0-0,2-' } },
    { headers: { Range: 'bytes=1000000-' } },
    { headers: { 'Accept-Encoding': 'gzip, br' } },
    { accept: 'application/json', acceptLanguage: 'de' },
  ];
  const answers = [whole];
  for (const init of requests) answers.push(await ask(app, url, init));
  expect(answers.flatMap(({ found }) => found)).toEqual([]);
  return answers.map(({ status }) => status);
}

describe('the responses of this library break no rule', () => {
  it.each<[name: string, make: () => Response | Promise<Response>]>([
    ['text', () => new Response('hi')],
    ['bytes', () => new Response(Buffer.from('hi'), { contentType: 'application/octet-stream' })],
    ['JSON', () => Response.json({ a: 1 })],
    ['a redirection', () => Response.redirect('/x y?q=é')],
    ['a redirection to another site', () => Response.redirect('https://other.example/')],
    ['a form', () => new Response(new URLSearchParams({ a: '1' }))],
    ['a stream', () => new Response(new Blob(['hi']).stream(), { contentType: 'text/plain' })],
    ['nothing', () => new Response(null, { status: 204 })],
    ['a reset', () => new Response('hi', { status: 205 })],
    ['a plain response', () => new Response()],
    [
      'cookies and caching',
      () => {
        const response = new Response('hi', {
          expires: new Date(0),
          age: 5,
          retryAfter: 120,
          vary: ['Cookie'],
        });
        response.setCookie('__Host-sid', 'é; 1', { secure: true, sameSite: 'none', partitioned: true });
        response.deleteCookie('old');
        response.cacheExpires(60, { public: true });
        return response;
      },
    ],
    [
      'encoded text',
      async () => {
        const response = new Response('hi '.repeat(100), { vary: ['Accept-Encoding'] });
        await response.encodeContent('gzip');
        await response.md5Etag();
        return response;
      },
    ],
  ])('%s', async (_, make) => {
    expect((await ask(await make())).found).toEqual([]);
    expect((await ask(await make(), '/', { method: 'HEAD' })).found).toEqual([]);
  });

  it('conditional responses', async () => {
    const make = () =>
      new Response('0123456789', {
        conditionalResponse: true,
        etag: 'v1',
        lastModified: new Date(784111777000),
        cacheControl: { maxAge: 60 },
      });
    const app = wsgify(() => make());
    expect(await statusesOf(app)).toEqual([200, 200, 200, 200, 304, 304, 304, 412, 206, 206, 416, 200, 200]);
  });

  describe('HTTP exceptions with the options that their statuses require', () => {
    const challenge = new Challenge('Basic', { realm: 'x' });
    const demanded: Readonly<Record<number, ConstructorParameters<HTTPExceptionClass>>> = {
      304: [{ headers: { ETag: '"a"' } }],
      401: [{ wwwAuthenticate: challenge }],
      405: [{ allow: ['POST'] }],
      407: [{ headers: { 'Proxy-Authenticate': String(challenge) } }],
      416: [{ contentRange: 'bytes */5' }],
      426: [{ headers: { Upgrade: 'h2c' } }],
    };
    const asking: Readonly<Record<number, RequestInit>> = {
      304: { headers: { 'If-None-Match': '"a"' } },
    };
    // The page of a 206 is not a part of anything.
    const statuses = Object.keys(statusMap)
      .map(Number)
      .filter((status) => status !== 206);

    it.each(
      statuses.flatMap((status) =>
        ['text/html', 'application/json', undefined].map((accept) => [status, accept] as const),
      ),
    )('%i for Accept: %s', async (status, accept) => {
      const isMove = status >= 300 && status < 400 && status !== 304;
      const exception = isMove
        ? httpException(status, { location: '/x' })
        : httpException(status, ...(demanded[status] ?? []));
      const answer = await ask(exception, '/', {
        accept,
        ...asking[status],
      });
      expect([answer.status, ...answer.found]).toEqual([status]);
    });
  });
});

describe('the applications of this library break no rule', () => {
  let tree: Tree;
  beforeAll(() => {
    tree = makeTree({
      'a & b.txt': '0123456789',
      'page.html': '<p>page</p>',
      'page.html.gz': 'not looked at',
      'docs/index.html': '<p>docs</p>',
      'nested/deep.bin': Buffer.alloc(100_000, 7),
    });
  });
  afterAll(() => tree[Symbol.dispose]());

  it('FileApp', async () => {
    const app = new FileApp(tree.at('a & b.txt'));
    expect(await statusesOf(app)).toEqual([200, 200, 405, 405, 304, 304, 304, 412, 206, 206, 416, 200, 200]);
  });

  it.each(['/page.html', '/docs/', '/docs', '/', '/nested/deep.bin', '/missing', '/..%2f', '/a%00'])(
    'DirectoryApp: %s',
    async (url) => {
      const app = new DirectoryApp(tree.root, {
        listing: true,
        precompressed: true,
        cacheControl: 'max-age=60',
      });
      await statusesOf(app, url);
    },
  );

  it('DirectoryApp with negotiation, which Vary names', async () => {
    const app = new DirectoryApp(tree.root, { listing: true, precompressed: true });
    for (const url of ['/page.html', '/docs/', '/', '/missing']) {
      expect(await varyFindings((fields) => ask(app, url, { headers: given(fields) }))).toEqual([]);
    }
  });

  it('ProxyApp and sendRequest', async () => {
    await using target = await nodeServer((incoming, outgoing) => {
      incoming.resume();
      if (incoming.url === '/missing') outgoing.writeHead(404, { 'Content-Type': 'text/plain' }).end('no');
      else if (incoming.url === '/empty') outgoing.writeHead(204).end();
      else outgoing.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('hi');
    });
    const proxy = new ProxyApp(target.url);
    for (const url of ['/', '/missing', '/empty']) await statusesOf(proxy, url);
    expect((await ask(sendRequest, `${target.url}/`)).found).toEqual([]);
    const dead = new ProxyApp('http://127.0.0.1:1');
    expect(await ask(dead)).toMatchObject({ status: 502, found: [] });
    expect(await ask(proxy, '/', { headers: { Upgrade: 'websocket' } })).toMatchObject({
      status: 501,
      found: [],
    });
  });
});

describe('the examples break no rule', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('the file server', async () => {
    using tree = makeTree({ 'a.html': '<p>a</p>', 'a.html.br': 'not looked at', 'b.txt': 'b' });
    const app = fileServer(tree.root);
    for (const url of ['/', '/a.html', '/b.txt', '/none']) {
      await statusesOf(app, url);
      expect(await varyFindings((fields) => ask(app, url, { headers: given(fields) }))).toEqual([]);
    }
  });

  it('the comments', async () => {
    using tree = makeTree({ 'index.html': '<body>hi</body>', 'style.css': 'p {}' });
    const app = withComments(new DirectoryApp(tree.root), new CommentStore(path.join(folder, 'comments')));
    for (const url of ['/', '/style.css', '/none', '/.comments/']) await statusesOf(app, url);
    const comment = { method: 'POST', form: { name: 'Ada', text: 'hi' } };
    expect(await ask(app, '/.comments/', comment)).toMatchObject({ status: 303, found: [] });
    const foreign = { ...comment, headers: { Origin: 'https://other.example' } };
    expect(await ask(app, '/.comments/', foreign)).toMatchObject({ status: 403, found: [] });
    await statusesOf(app, '/');
  });

  it('the inspector', async () => {
    for (const url of ['/', '/?format=json', '/caf%C3%A9/a%2Fb?tag=a']) await statusesOf(inspector, url);
    const form = { a: '1', file: { filename: 'a.txt', content: 'hi', type: 'text/plain' } };
    expect(await ask(inspector, '/', { method: 'POST', form })).toMatchObject({ status: 200, found: [] });
    expect(await ask(inspector, '/', { method: 'PUT', body: 'bytes' })).toMatchObject({
      status: 200,
      found: [],
    });
    expect(await varyFindings((fields) => ask(inspector, '/', { headers: given(fields) }))).toEqual([]);
  });

  it('the JSON-RPC service', async () => {
    const app = jsonRpcService({ add: (a: number, b: number) => a + b });
    await statusesOf(app);
    for (const body of [
      '{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}',
      '{"jsonrpc":"2.0","method":"add"}',
      '{',
    ]) {
      const answer = await ask(app, '/', { method: 'POST', contentType: 'application/json', body });
      expect(answer.found).toEqual([]);
    }
  });
});

/** The request's fields, without the omitted ones. */
function given(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
