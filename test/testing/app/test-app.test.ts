import { inspect } from 'node:util';
import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { serve } from '../../../src/node.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import {
  AppError,
  debugApp,
  LintError,
  TestApp,
  type TestAppOptions,
  type TestTarget,
} from '../../../src/testing.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { makeTree } from '../../support/tree.ts';

const echo = new TestApp(debugApp);
const lines = (text: string) => Object.fromEntries(text.split('\n').map((line) => line.split(/: (.*)/s)));

/** Responds with a function's description of the request. */
const answering = (answer: (request: Request) => unknown) =>
  new TestApp(wsgify(async (request) => Response.json(await answer(request))));

describe('a TestApp', () => {
  it.each([
    ['an application', debugApp],
    ['an object with toApp()', new Response('hello')],
    ['a Fetch handler', { fetch: () => new globalThis.Response('hello') }],
    ['the URL of a server', 'http://localhost:1/'],
    ['a URL', new URL('http://localhost:1/')],
  ])('can be created from %s', (_, target: TestTarget) => {
    expect(new TestApp(target)).toBeInstanceOf(TestApp);
  });

  it.each([
    ['text that is not a URL', 'localhost'],
    ['a URL of another scheme', 'ftp://localhost/'],
    ['null', null],
    ['something else', { handler: 1 }],
  ])('cannot be created from %s', (_, target) => {
    expect(() => new TestApp(target as TestTarget)).toThrow(TypeError);
  });

  it.each([
    ['unknown', debugApp, { baseURL: 'http://x' }, /option of TestApp: baseURL; did you mean baseUrl\?/],
    ['not a base URL', debugApp, { baseUrl: '/x' }, /not a baseUrl/],
    ['a base URL with a query', debugApp, { baseUrl: 'http://x/?y' }, /not a baseUrl/],
    ['no host', debugApp, { hosts: ['http://x'] }, /not a host/],
    ['no host', debugApp, { hosts: ['x/y'] }, /not a host/],
    ['unknown to lint', debugApp, { lint: { https: true } }, /option of lint: https; did you mean http\?/],
    ['an environ for a server', 'http://x', { environ: {} }, /a server has no environ/],
    ['an environ for Fetch', { fetch: fetch }, { environ: {} }, /a Fetch handler has no environ/],
    ['lint for a server', 'http://x', { lint: true }, /cannot be linted/],
    ['a second URL of a server', 'http://x', { baseUrl: 'http://y' }, /is its baseUrl/],
  ])('accepts no option that is %s', (_, target, options, message) => {
    const make = () => new TestApp(target as TestTarget, options as TestAppOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

describe('a request of a TestApp', () => {
  it.each([
    ['get', 'GET'],
    ['head', 'HEAD'],
    ['options', 'OPTIONS'],
    ['delete', 'DELETE'],
    ['post', 'POST'],
    ['put', 'PUT'],
    ['patch', 'PATCH'],
  ] as const)('by %s has the method %s', async (name, method) => {
    const { request } = await echo[name]('/x');
    expect([request.method, request.path]).toEqual([method, '/x']);
  });

  it.each(['postJson', 'putJson', 'patchJson', 'deleteJson'] as const)(
    'by %s has a JSON body',
    async (name) => {
      const res = await echo[name]('/x', { a: 1 }, { headers: { 'X-One': '1' } });
      expect(lines(res.text)).toMatchObject({ CONTENT_TYPE: 'application/json', HTTP_X_ONE: '1' });
      expect(res.text).toMatch(/\n\{"a":1\}$/);
    },
  );

  it('by request has any method', async () => {
    expect((await echo.request('/x', { method: 'REPORT' })).request.method).toBe('REPORT');
    expect((await echo.request('/x')).request.method).toBe('GET');
  });

  it('can be a whole request', async () => {
    const res = await echo.request(Request.blank('/x?y=1', { text: 'hello' }), {
      query: { z: '2' },
      environ: { 'my.key': 'v' },
    });
    expect(lines(res.text)).toMatchObject({ QUERY_STRING: 'y=1&z=2', 'my.key': 'v' });
    expect((await echo.request(Request.blank('/x'))).request.pathQs).toBe('/x');
  });

  it.each([
    [
      'the fields of a form',
      () => echo.post('/', { a: 1 } as object),
      /option of a request: a; .*the fields of a form are given as \{ form: \{ a: … \} \}/,
    ],
    [
      'text',
      () => echo.post('/', 'a=1' as unknown as object),
      /takes an object of options, such as \{ form: \{ … \} \}, not a string/,
    ],
    ['a second method', () => echo.get('/', { method: 'POST' } as object), /the method is GET/],
    ['a malformed value', () => echo.get('/', { headers: { a: 'b\n' } }), /./],
    ['no status', () => echo.get('/', { status: null } as object), /not a status to expect: null/],
    ['no URL', () => echo.get('page'), /URL/],
  ])('accepts no options that are %s', async (_, ask, message) => {
    await expect(ask()).rejects.toThrow(TypeError);
    await expect(ask()).rejects.toThrow(message);
  });

  it('has the headers of the TestApp, unless it replaces or removes them', async () => {
    const app = new TestApp(debugApp, { headers: { Accept: 'text/plain', 'X-One': '1' } });
    expect(lines((await app.get('/')).text)).toMatchObject({ HTTP_ACCEPT: 'text/plain', HTTP_X_ONE: '1' });
    const res = await app.get('/', { accept: 'text/html', headers: { 'x-one': undefined } });
    expect(lines(res.text)).toMatchObject({ HTTP_ACCEPT: 'text/html' });
    res.mustNotContain('HTTP_X_ONE');
  });

  it('has one X-Requested-With with xhr, whatever its headers', async () => {
    const app = answering((request) => request.headers.get('x-requested-with'));
    expect((await app.get('/', { xhr: true })).json).toBe('XMLHttpRequest');
    expect((await app.get('/', { xhr: true, headers: { 'x-requested-with': 'other' } })).json).toBe(
      'XMLHttpRequest',
    );
  });

  it('has the environ of the TestApp, which can be changed', async () => {
    const app = new TestApp(debugApp, { environ: { REMOTE_USER: 'ada', 'my.key': 'a' } });
    expect(lines((await app.get('/', { environ: { 'my.key': 'b' } })).text)).toMatchObject({
      REMOTE_USER: 'ada',
      'my.key': 'b',
    });
    delete app.environ.REMOTE_USER;
    (await app.get('/')).mustNotContain('REMOTE_USER');
  });

  it('defaults to the method GET, or to POST with a form', async () => {
    const app = new TestApp(debugApp);
    const methodOf = async (init?: { form: { a: string } }) =>
      lines((await app.request('/x', init)).text).REQUEST_METHOD;
    expect([await methodOf(), await methodOf({ form: { a: '1' } })]).toEqual(['GET', 'POST']);
  });

  it('is below the mount point of the base URL', async () => {
    const app = new TestApp(debugApp, { baseUrl: 'https://example.com/app/' });
    const expected = {
      SCRIPT_NAME: '/app',
      PATH_INFO: '/x',
      HTTP_HOST: 'example.com',
      'wsgi.url_scheme': 'https',
    };
    expect(lines((await app.get('/x')).text)).toMatchObject(expected);
    expect(lines((await app.get('https://example.com/app/x')).text)).toMatchObject(expected);
    const other = await app.get('http://other.test/y', { baseUrl: 'http://unused.test' });
    expect(lines(other.text)).toMatchObject({ PATH_INFO: '/y', HTTP_HOST: 'other.test' });
  });

  it.each([
    [{ basic: ['Ada', 'Lövelace'] }, 'Basic QWRhOkzDtnZlbGFjZQ=='],
    [{ bearer: 'token' }, 'Bearer token'],
  ] as const)('has the authorization %o', async (authorization, header) => {
    const app = new TestApp(debugApp);
    app.authorization = authorization;
    expect(app.authorization).toBe(authorization);
    (await app.get('/')).mustContain(`HTTP_AUTHORIZATION: ${header}\n`);
    (await app.get('/', { authorization: 'Bearer own' })).mustContain('HTTP_AUTHORIZATION: Bearer own\n');
    app.authorization = undefined;
    (await app.get('/')).mustNotContain('HTTP_AUTHORIZATION');
  });

  it('cannot have a malformed authorization', () => {
    const app = new TestApp(debugApp);
    expect(() => {
      app.authorization = { baerer: 'x' } as never;
    }).toThrow(/kind of authorization: baerer; did you mean bearer\?/);
    expect(() => {
      app.authorization = {} as never;
    }).toThrow(/authorization is \{ basic/);
    expect(() => {
      app.authorization = { basic: ['a:b', 'c'] };
    }).toThrow(TypeError);
  });

  it('sends files, including files on disk', async () => {
    using tree = makeTree({ 'a.txt': 'on the disk' });
    const app = new TestApp(debugApp, { relativeTo: tree.root });
    const res = await app.post('/', {
      form: { a: '1', f: { path: 'a.txt', type: 'text/plain' }, g: { path: tree.at('a.txt') } },
    });
    res.mustContain('filename="a.txt"\r\nContent-Type: text/plain\r\n\r\non the disk');
    res.mustContain('filename="a.txt"\r\nContent-Type: application/octet-stream\r\n\r\non the disk');
  });

  it('can be a stream of unknown length', async () => {
    async function* body() {
      yield Buffer.from('streamed');
    }
    const res = await answering(async (request) => [
      request.contentLength ?? null,
      await request.text(),
    ]).post('/', { body: body() });
    expect(res.json).toEqual([null, 'streamed']);
  });
});

describe('the response of an application', () => {
  it('can be an error, which is thrown unchanged', async () => {
    const error = new Error('no');
    const app = new TestApp((environ) => {
      expect(environ['wheatpaste.throwErrors']).toBe(true);
      throw error;
    });
    await expect(app.get('/')).rejects.toBe(error);
  });

  it('passes additional data to the test in the environ', async () => {
    const app = new TestApp((environ, startResponse) => {
      (environ['wheatpaste.testing'] as { set(name: string, value: unknown): void }).set(
        'template',
        'home.html',
      );
      startResponse('204 No Content', []);
      return [];
    });
    expect((await app.get('/')).variables).toEqual({ template: 'home.html' });
  });

  it('has exactly the headers that were sent', async () => {
    const app = new TestApp((_environ, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      return (async function* () {
        yield Buffer.from('a');
      })();
    });
    expect([...(await app.get('/')).headers]).toEqual([['content-type', 'text/plain']]);
  });

  it('is an AppError if the status is not expected', async () => {
    const error: AppError = await echo.get('/x?status=404%20Nope&errorlog=broken').catch((reason) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect(error.name).toBe('AppError');
    expect(error.response.status).toBe(404);
    expect(error.message).toMatch(
      /^the status is 404 Nope, not 200–399\n\nGET http:\/\/localhost\/x\?status/,
    );
    expect(error.message).toContain('\n404 Nope\n\nHTTP_HOST: localhost\n');
    expect(error.message).toMatch(/\n\nwsgi\.errors:\nbroken$/);
  });

  it('is an AppError if something was written to wsgi.errors', async () => {
    await expect(echo.get('/?errorlog=broken')).rejects.toThrow(/^the application wrote to wsgi\.errors/);
    expect((await echo.get('/?errorlog=broken', { expectErrors: true })).errors).toBe('broken');
  });

  it('is shown up to a limit', async () => {
    const long = new TestApp(new Response('x'.repeat(2000), { status: 500 }));
    await expect(long.get('/')).rejects.toThrow(/\n\nx{1000}… \(2000 characters\)$/);
    const empty = new TestApp(new Response(null, { status: 500 }));
    await expect(empty.get('/')).rejects.toThrow(/500 Internal Server Error$/);
  });

  it.each([
    ['a request', () => echo.get('/?status=404')],
    ['a request of any method', () => echo.request('/?status=404')],
    [
      'a request after an await',
      async () => {
        await null;
        return await echo.postJson('/?status=404', 1);
      },
    ],
    ['a redirection', async () => (await echo.get('/')).follow()],
    ['redirections', async () => (await echo.get('/')).followAll({ status: 404 })],
    ['a link', async () => (await echo.get('/')).click('x')],
    ['a button', async () => (await echo.get('/')).press('x')],
    ['a field', async () => (await echo.get('/')).fill({ x: 'x' })],
    ['a URL', async () => (await echo.get('/')).goto('http://other.test/')],
    ['a text', async () => (await echo.get('/')).mustContain('x')],
    ['JSON', async () => (await echo.get('/')).json],
    ['a form', async () => (await echo.get('/')).form],
  ])('has an error whose stack begins at the caller, for %s', async (_, ask) => {
    const error: unknown = await (async () => ask())().catch((reason) => reason);
    expect(error).toBeInstanceOf(AppError);
    const frames = (error as AppError).stack?.split('\n').filter((line) => /^\s+at /.test(line));
    expect(frames?.[0]).toContain('test-app.test.ts');
  });

  it('can have a status that the TestApp expects', async () => {
    const app = new TestApp(debugApp, { status: 404 });
    expect((await app.get('/?status=404%20Nope')).status).toBe(404);
    await expect(app.get('/')).rejects.toThrow('the status is 200 OK, not 404');
    expect((await app.get('/', { status: (status) => status === 200 })).status).toBe(200);
  });
});

describe('lint in a TestApp', () => {
  const broken: Application = (_environ, startResponse) => {
    startResponse('200 OK', []);
    return ['text'] as never;
  };
  const unlawful = new Response(null, { status: 401 });

  it('checks the contract and HTTP', async () => {
    await expect(new TestApp(broken).get('/')).rejects.toThrow(LintError);
    await expect(new TestApp(unlawful).get('/', { status: 401 })).rejects.toThrow(LintError);
  });

  it.each([[{ http: false }], [false]])('skips HTTP with %o', async (lint) => {
    expect((await new TestApp(unlawful, { lint }).get('/', { status: 401 })).status).toBe(401);
  });

  it('is disabled with false', async () => {
    await expect(new TestApp(broken, { lint: false }).get('/')).rejects.not.toThrow(LintError);
    await expect(new TestApp(broken, { lint: {} }).get('/')).rejects.toThrow(LintError);
  });
});

describe('checkVary', () => {
  const negotiating = wsgify((request) => request.acceptLanguage.lookup(['de', 'en']) ?? 'none');

  it('reports a header that Vary does not name', async () => {
    const app = new TestApp(negotiating);
    await expect(app.checkVary('/')).rejects.toThrow(AppError);
    await expect(app.checkVary('/')).rejects.toThrow(/Vary lacks Accept-Language/);
  });

  it('accepts a header that Vary names, whatever the request contains', async () => {
    const app = new TestApp(
      wsgify(
        async (request) =>
          new Response(await request.send(negotiating).then((r) => r.text()), { vary: ['Accept-Language'] }),
      ),
    );
    await app.checkVary('/', { headers: { 'X-One': '1' }, status: 200 });
  });
});

describe('app.fetch', () => {
  it('sends requests like the Fetch API', async () => {
    const { fetch } = new TestApp(
      wsgify(async (request) => `${request.method} ${request.url} ${await request.text()}`),
      { baseUrl: 'http://h.test' },
    );
    expect(await (await fetch('/a?b')).text()).toBe('GET http://h.test/a?b ');
    expect(await (await fetch(new URL('http://x.test/'), { method: 'PUT', body: 'it' })).text()).toBe(
      'PUT http://x.test/ it',
    );
    const request = new globalThis.Request('http://x.test/', {
      method: 'POST',
      body: new URLSearchParams({ a: '1' }),
    });
    expect(await (await fetch(request)).text()).toBe('POST http://x.test/ a=1');
  });

  it('accepts every status, and stores no cookies', async () => {
    const app = new TestApp(debugApp);
    app.cookies.set('a', '1');
    const response = await app.fetch('/?status=404%20Nope&header-Set-Cookie=b=2');
    expect([response.status, response.statusText]).toEqual([404, 'Nope']);
    expect(await response.text()).not.toContain('HTTP_COOKIE');
    expect(app.cookies.get('b')).toBeUndefined();
  });

  it('returns no body if there is none', async () => {
    expect((await echo.fetch('/?status=204%20No%20Content')).body).toBeNull();
  });
});

describe('a Fetch handler in a TestApp', () => {
  it("receives the test's requests", async () => {
    const app = new TestApp({
      fetch: async (request) =>
        new globalThis.Response(
          `${request.method} ${request.url} ${request.headers.get('x-one')} ${await request.text()}`,
          { headers: { 'Set-Cookie': 'a=1' } },
        ),
    });
    expect((await app.get('/x', { headers: { 'X-One': '1' } })).text).toBe('GET http://localhost/x 1 ');
    expect((await app.post('/x', { form: { b: '2' } })).text).toBe('POST http://localhost/x null b=2');
    expect(app.cookies.get('a')).toBe('1');
  });
});

describe('a server in a TestApp', () => {
  it('receives requests over the network', async () => {
    await using server = await serve(debugApp, { port: 0 });
    const app = new TestApp(server.url);
    const res = await app.post('/x?header-Set-Cookie=a=1', { text: 'hello' });
    res.mustContain('REQUEST_METHOD: POST\n', 'PATH_INFO: /x\n', '\nhello');
    (await app.get('/y')).mustContain('HTTP_COOKIE: a=1\n');
  });
});

describe('cookies in a TestApp', () => {
  it('come from the jar, unless the request contains some', async () => {
    const app = new TestApp(debugApp);
    await app.get('/?header-Set-Cookie=a=1');
    (await app.get('/')).mustContain('HTTP_COOKIE: a=1\n');
    (await app.get('/', { cookies: { b: '2' } })).mustContain('HTTP_COOKIE: b=2\n');
    app.reset();
    (await app.get('/')).mustNotContain('HTTP_COOKIE');
  });

  it('can be in a given jar', async () => {
    const jar = new CookieJar();
    await jar.setCookie('a=1; Path=/', 'http://localhost/');
    const app = new TestApp(debugApp, { cookies: jar });
    expect(app.jar).toBe(jar);
    (await app.get('/')).mustContain('HTTP_COOKIE: a=1\n');
  });

  it('are not stored with false', async () => {
    const app = new TestApp(debugApp, { cookies: false });
    await app.get('/?header-Set-Cookie=a=1');
    (await app.get('/')).mustNotContain('HTTP_COOKIE');
    expect(() => app.jar).toThrow(/keeps no cookies/);
  });
});

it('a TestApp is printed as its class only', () => {
  expect(inspect(echo)).toMatch(/^TestApp/);
});
