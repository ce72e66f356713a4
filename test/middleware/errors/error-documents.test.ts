import { describe, expect, it } from 'vitest';
import { HTTPNotFound, Response, wsgify } from '../../../src/index.ts';
import { errorDocuments } from '../../../src/middleware/errors/error-documents.ts';
import type { ErrorDocumentsOptions } from '../../../src/middleware/errors/error-pages.ts';
import { ForwardRequest } from '../../../src/middleware/errors/forward-request.ts';
import { recursive } from '../../../src/middleware/errors/recursive.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application, Environ, HeaderList } from '../../../src/wsgi/contract.ts';
import { bytes, collect } from '../../support/bytes.ts';
import { answering, soundEnviron } from '../../support/linted.ts';
import { vectors } from '../../support/vectors.ts';
import { exchangeOver } from '../../support/wires.ts';

describe('errorDocuments compared with Paste’s forward()', () => {
  interface Route {
    readonly status?: string;
    readonly headers?: HeaderList;
    readonly body?: string;
    readonly forward?: string;
  }
  interface Answer {
    readonly status: string;
    readonly headers: HeaderList;
    readonly body: string;
    readonly seen: readonly [path: string, query: string, method: string][];
  }
  interface Case {
    readonly id: string;
    readonly input: {
      readonly routes: Readonly<Record<string, Route>>;
      readonly codes: Readonly<Record<string, string>>;
      readonly environ: Environ;
    };
    readonly output: Answer;
    readonly want?: Answer;
  }
  const TEXT: HeaderList = [['Content-Type', 'text/plain']];
  const sorted = (headers: HeaderList) =>
    headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();

  // Pages are requested with GET; 204 and 304 have no body to replace; a page that is missing is replaced
  // with plain text of ours.
  it.each(vectors<Case>('middleware/errordocument'))('$id', async ({ input, output, want = output }) => {
    const { routes, codes, environ } = input;
    const seen: unknown[] = [];
    const app: Application = (env, start) => {
      const { PATH_INFO: path = '', QUERY_STRING: query, REQUEST_METHOD: method } = env;
      seen.push([path, query, method]);
      const route = routes[path] ?? routes['*'] ?? { status: '404 Not Found', body: 'no route' };
      if (route.forward !== undefined) throw new ForwardRequest(route.forward);
      start(route.status ?? '200 OK', [...(route.headers ?? TEXT)]);
      return [bytes(route.body ?? '')];
    };
    const heads: [string, string[]][] = [];
    const body = await errorDocuments(codes)(recursive()(app))(soundEnviron(environ), (status, headers) => {
      heads.push([status, sorted(headers)]);
      return () => {};
    });
    const text = await collect(body);
    const isBare = /^(204|304)/.test(routes[environ.PATH_INFO ?? '']?.status ?? '');
    if (/could not be fetched/.test(want.body)) {
      expect(heads[0]?.[0]).toBe(want.status);
      expect(text).toBe(`${want.status}\n`);
      return;
    }
    const original = routes[environ.PATH_INFO ?? ''];
    const wanted = isBare
      ? {
          status: original?.status,
          headers: original?.headers ?? TEXT,
          body: original?.body ?? '',
          seen: want.seen.slice(0, 1),
        }
      : want;
    expect(heads).toEqual([[wanted.status, sorted(wanted.headers)]]);
    expect(text).toBe(environ.REQUEST_METHOD === 'HEAD' ? '' : wanted.body);
    expect(seen).toEqual(
      wanted.seen.map(([path, query, method], i) => [path, query, i === 0 ? method : 'GET']),
    );
  });
});

/**
 * Answers `/errors/…` with a page that describes its request, and everything else with a status from its
 * path.
 */
const site = wsgify((request) => {
  const { environ, pathInfo } = request;
  if (pathInfo.startsWith('/errors/')) {
    const { REDIRECT_STATUS: status, REDIRECT_URL: url, QUERY_STRING: query } = environ;
    return new Response(`page ${status} ${url} ${request.method} ${query}`, { headers: { 'X-Page': '1' } });
  }
  return new Response('{}', {
    status: Number(pathInfo.slice(1)),
    contentType: 'application/problem+json',
    etag: 'v1',
    headers: { 'X-Own': '1', 'Set-Cookie': 'a=1', 'Content-Disposition': 'attachment' },
  });
});

function documented(options: ErrorDocumentsOptions = {}, pages = {}) {
  const given = { 404: '/errors/404?why=missing', '5XX': '/errors/5xx', '503': '/errors/503', ...pages };
  return new TestApp(errorDocuments(given, options)(site), { status: '*' });
}

describe('errorDocuments', () => {
  it('sends the page with the status and the fields of the error', async () => {
    const res = await documented().post('/404', {
      text: 'body',
      headers: { 'If-None-Match': '*', Range: 'bytes=0-1' },
    });
    expect(res.statusLine).toBe('404 Not Found');
    expect(res.text).toBe('page 404 /404 GET why=missing');
    expect(Object.fromEntries(res.headers)).toMatchObject({
      'content-type': 'text/html; charset=UTF-8',
      'content-length': String(res.bytes.length),
      'x-own': '1',
      'x-page': '1',
      'set-cookie': 'a=1',
    });
    for (const name of ['ETag', 'Content-Disposition']) expect(res.headers.has(name)).toBe(false);
  });

  it("keeps the Content-Range of a 416, which contains the resource's length (RFC 9110, 15.5.17)", async () => {
    const unsatisfied = (pages: Record<string, string>, status: number) =>
      new TestApp(
        errorDocuments(pages)(
          wsgify(({ pathInfo }) =>
            pathInfo === '/page' ? 'page' : new Response('', { status, contentRange: 'bytes */9' }),
          ),
        ),
        { status: '*' },
      );
    const kept = await unsatisfied({ 416: '/page' }, 416).get('/');
    expect([kept.text, kept.headers.get('Content-Range')]).toEqual(['page', 'bytes */9']);
    const dropped = await unsatisfied({ 404: '/page' }, 404).get('/');
    expect([dropped.text, dropped.headers.get('Content-Range')]).toEqual(['page', null]);
  });

  it('prefers a status to its class', async () => {
    expect((await documented().get('/503')).text).toContain('page 503');
    expect((await documented().get('/500')).text).toBe('page 500 /500 GET ');
  });

  it('accepts pairs, and numbers as statuses', async () => {
    const app = errorDocuments(new Map([[404, '/errors/map']]))(site);
    expect((await new TestApp(app).get('/404', { status: 404 })).text).toContain('page 404');
  });

  it('calls statusOf before it looks the status up', async () => {
    const app = documented({
      statusOf: (status, request) => (status === 418 ? `/errors/tea?${request.method}` : undefined),
    });
    expect((await app.get('/418')).text).toBe('page 418 /418 GET GET');
    expect((await app.get('/404')).text).toContain('why=missing');
    expect((await app.get('/403')).text).toBe('{}');
  });

  it.each(['204 No Content', '205 Reset Content', '304 Not Modified'])(
    'does not change %s, which has no body',
    async (status) => {
      const app = errorDocuments({}, { statusOf: () => '/errors/all' })(answering(status, [['X-Own', '1']]));
      const { wire, run } = exchangeOver(app);
      await run();
      expect(wire.calls).toEqual([`head ${status}`, 'end']);
    },
  );

  it("answers HEAD without a body, with the page's length", async () => {
    const app = documented();
    const res = await app.head('/404');
    expect(res.text).toBe('');
    expect(res.headers.get('Content-Length')).toBe((await app.get('/404')).headers.get('Content-Length'));
  });

  it('passes an invalid status on to the server, which refuses it', async () => {
    const { wire, run, reported } = exchangeOver(errorDocuments({ '4xx': '/a' })(answering('OK')));
    await run();
    expect([wire.calls[0], reported]).toEqual([
      'head 500 Internal Server Error',
      ['TypeError: not a final status: "OK"'],
    ]);
  });

  it('stays below the mount point', async () => {
    const app = new TestApp(errorDocuments({ 404: '/errors/404' })(site), {
      baseUrl: 'http://localhost/app',
    });
    expect((await app.get('/404', { status: 404 })).text).toBe('page 404 /app/404 GET ');
  });
});

describe('errorDocuments: the choice by Accept', () => {
  it.each<[accept: string, isPage: boolean, types?: readonly string[]]>([
    ['text/html,*/*;q=0.8', true],
    ['*/*', true],
    ['application/json', false],
    ['application/problem+json', false],
    ['application/problem+json, text/html;q=0.9', false],
    ['image/png', false],
    ['application/problem+json', true, ['application/problem+json']],
  ])('for %s replaces the response: %s', async (accept, isPage, types) => {
    const res = await documented(types && { types }).get('/404', { accept });
    expect(res.text.startsWith('page')).toBe(isPage);
    expect(res.headers.get('Vary')).toBe('Accept');
  });

  it('extends the Vary of the application', async () => {
    const app = errorDocuments({ 404: '/page' })(
      answering(
        '404 Not Found',
        [
          ['Content-Type', 'application/json'],
          ['Vary', 'Cookie'],
        ],
        ['{}'],
      ),
    );
    const res = await new TestApp(app).get('/', { status: 404, accept: 'application/json' });
    expect(res.headers.get('Vary')).toBe('Cookie, Accept');
  });

  it('prefers the page if the response has no type', async () => {
    const app = errorDocuments({ 404: '/errors/x' })((environ, start) =>
      environ.PATH_INFO === '/' ? answering('404 Not Found')(environ, start) : site(environ, start),
    );
    expect((await new TestApp(app).get('/', { status: 404, accept: 'text/html' })).text).toContain(
      'page 404',
    );
  });
});

describe('errorDocuments: a failing page', () => {
  it('is replaced by the page for its own status, and each path is requested once', async () => {
    const asked: string[] = [];
    const app = errorDocuments({ 404: '/a', 500: '/b', 403: '/a' })((environ, start) => {
      const path = environ.PATH_INFO ?? '';
      asked.push(path);
      const status = { '/': '404 Not Found', '/a': '500 Oh', '/b': '403 Forbidden' }[path] ?? '200 OK';
      return answering(
        status,
        [
          ['Content-Type', 'text/html'],
          ['X-Path', path],
        ],
        ['html'],
      )(environ, start);
    });
    const res = await new TestApp(app).get('/', { status: 404 });
    expect(asked).toEqual(['/', '/a', '/b']);
    expect(res.text).toBe('404 Not Found\n');
    expect(res.headers.get('Content-Type')).toBe('text/plain; charset=ISO-8859-1');
    expect(res.headers.get('X-Path')).toBe('/');
  });

  it('falls back to plain text if it is the requested page', async () => {
    const app = errorDocuments({ 404: '/missing' })(
      answering('404 Not Found', [['Content-Type', 'text/html']], ['html']),
    );
    expect((await new TestApp(app).get('/missing', { status: 404 })).text).toBe('404 Not Found\n');
  });

  it('is reported if it throws, and plain text is sent', async () => {
    const app = errorDocuments({ '4xx': '/a' })(
      wsgify((request) => {
        if (request.path === '/a') throw new Error('no template');
        throw new HTTPNotFound();
      }),
    );
    const { wire, run, reported } = exchangeOver(app);
    await run();
    expect(wire.calls).toEqual(['head 404 Not Found', 'end 404 Not Found\n']);
    expect(reported).toEqual(['Error: no template']);
  });

  it('falls back if its status is invalid', async () => {
    const app = errorDocuments({ 404: '/a' })((environ, start) =>
      answering(environ.PATH_INFO === '/a' ? 'OK' : '404 Not Found')(environ, start),
    );
    const { wire, run } = exchangeOver(app);
    await run();
    expect(wire.calls).toEqual(['head 404 Not Found', 'end 404 Not Found\n']);
  });
});

describe('errorDocuments: a raw application', () => {
  const page = answering('200 OK', [['Content-Type', 'text/html']], ['page']);
  const withPage = (app: Application) =>
    errorDocuments({ 404: '/page', 500: '/page' })((environ, start) =>
      (environ.PATH_INFO === '/page' ? page : app)(environ, start),
    );

  it.each<[what: string, app: Application, code: number]>([
    [
      'writes its error',
      (_, start) => {
        start('404 Not Found', [])(bytes('own'));
        return [bytes('own')];
      },
      404,
    ],
    [
      'starts late',
      (_, start) =>
        (async function* () {
          start('404 Not Found', []);
          yield bytes('own');
        })(),
      404,
    ],
    [
      'starts late without a byte',
      (_, start) =>
        (async function* () {
          yield* [];
          start('404 Not Found', []);
        })(),
      404,
    ],
    [
      'starts again, with an error',
      (_, start) => {
        start('200 OK', []);
        start('500 Oh', [], new Error('no'));
        return [bytes('own')];
      },
      500,
    ],
    [
      'starts again, after it has returned',
      (_, start) => {
        start('200 OK', []);
        return (async function* () {
          start('500 Oh', [], new Error('no'));
          yield bytes('own');
        })();
      },
      500,
    ],
    [
      'waits',
      async (_, start) => {
        start('404 Not Found', []);
        return [bytes('own')];
      },
      404,
    ],
  ])('gets a page if it %s', async (_what, app, code) => {
    const { wire, run } = exchangeOver(withPage(app));
    await run();
    expect(wire.calls[0]).toMatch(new RegExp(`^head ${code}`));
    expect(
      wire.calls
        .slice(1)
        .join()
        .replace(/write|end|,|flush| /g, ''),
    ).toBe('page');
  });

  it('may replace an error with a success', async () => {
    const { wire, run } = exchangeOver(
      withPage((_, start) => {
        start('404 Not Found', []);
        start('200 OK', [], new Error('found'));
        return [bytes('own')];
      }),
    );
    await run();
    expect(wire.calls).toEqual(['head 200 OK', 'end own']);
  });

  it('streams other responses chunk by chunk', async () => {
    const { wire, run } = exchangeOver(
      withPage((_, start) => {
        start('200 OK', []);
        return (async function* () {
          yield bytes('a');
          yield bytes('b');
        })();
      }),
    );
    await run();
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'write b', 'end']);
  });

  it('has its body closed once, and the page’s body too', async () => {
    const closed: string[] = [];
    const closing =
      (name: string, status: string): Application =>
      (_, start) => {
        start(status, [['Content-Type', 'text/html']]);
        const body = (async function* () {
          yield bytes(name);
        })();
        return Object.assign(body, { close: () => closed.push(name) });
      };
    for (const method of ['GET', 'HEAD']) {
      const app = errorDocuments({ 404: '/page' })((environ, start) =>
        (environ.PATH_INFO === '/page' ? closing('page', '200 OK') : closing('own', '404 Not Found'))(
          environ,
          start,
        ),
      );
      await exchangeOver(app, { REQUEST_METHOD: method }).run();
    }
    expect(closed).toEqual(['own', 'page', 'own', 'page']);
  });
});

describe('errorDocuments: options', () => {
  it.each<[pages: unknown, options: object, message: string]>([
    [{ 40: '/a' }, {}, "40 is not a status: give 404, or '4xx' for a whole class"],
    [{ '4x4': '/a' }, {}, "4x4 is not a status: give 404, or '4xx' for a whole class"],
    [{ 404: 'a' }, {}, '"a" is not inside the application: give a path that begins with a slash'],
    [
      { 404: '//evil.example/' },
      {},
      '"//evil.example/" is not inside the application: give a path that begins with a slash',
    ],
    [{ 404: 7 }, {}, 'the page of a status is a path, not a number'],
    ['/a', {}, 'expected pairs of a name and a value, or an object of them; got a string'],
    [{}, { type: [] }, 'unknown option of errorDocuments: type; did you mean types?'],
  ])('refuses %j, %j', (pages, options, message) => {
    expect(() => errorDocuments(pages as never, options)).toThrow(new TypeError(message));
  });

  it('pass on an error of statusOf', async () => {
    const app = pipeline(
      site,
      errorDocuments(
        {},
        {
          statusOf: () => {
            throw new Error('no table');
          },
        },
      ),
    );
    await expect(new TestApp(app).get('/404')).rejects.toThrow('no table');
  });
});
