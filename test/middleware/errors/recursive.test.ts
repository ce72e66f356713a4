import { describe, expect, it } from 'vitest';
import { Request, Response, wsgify } from '../../../src/index.ts';
import { ForwardRequest } from '../../../src/middleware/errors/forward-request.ts';
import { include, recursive } from '../../../src/middleware/errors/recursive.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application, Environ, HeaderList } from '../../../src/wsgi/contract.ts';
import { collect } from '../../support/bytes.ts';
import { soundEnviron } from '../../support/linted.ts';
import { vectors } from '../../support/vectors.ts';
import { exchangeOver } from '../../support/wires.ts';

interface Route {
  readonly status?: string;
  readonly headers?: HeaderList;
  readonly body?: string;
  readonly forward?: string;
  readonly forwardEnviron?: Partial<Environ>;
  readonly include?: string;
  readonly includeIter?: string;
  readonly extra?: Partial<Environ>;
}

interface Answer {
  readonly status?: string;
  readonly body?: string;
  readonly raises?: string;
  readonly open?: true;
  readonly seen: readonly [path: string, query: string, method: string, forwards: readonly string[]][];
}

interface Case {
  readonly id: string;
  readonly input: { readonly routes: Readonly<Record<string, Route>>; readonly environ: Partial<Environ> };
  readonly output: Answer;
  readonly want?: Answer;
}

/** An application with routes that records its requests. */
function routed(routes: Readonly<Record<string, Route>>, seen: unknown[] = []): Application {
  return async (environ, startResponse) => {
    const { PATH_INFO: path = '', QUERY_STRING: query, REQUEST_METHOD: method } = environ;
    seen.push([path, query, method, [...(environ['wheatpaste.forwards'] as string[])]]);
    const route = routes[path] ?? routes['*'] ?? { status: '404 Not Found', body: 'no route' };
    if (route.forward !== undefined)
      throw new ForwardRequest(Buffer.from(route.forward, 'latin1').toString());
    if (route.forwardEnviron) throw new ForwardRequest({ environ: { ...environ, ...route.forwardEnviron } });
    const part = route.include ?? route.includeIter;
    let body = route.body ?? '';
    if (part !== undefined) {
      const included = await include(new Request(environ), part, { environ: route.extra ?? {} });
      body = `[${included.statusLine} ${await included.text()}]${body}`;
    }
    startResponse(route.status ?? '200 OK', [
      ...(route.headers ?? [['Content-Type', 'text/plain']]),
    ] as HeaderList);
    return [Buffer.from(body)];
  };
}

describe('recursive compared with Paste’s RecursiveMiddleware', () => {
  const cases = vectors<Case>('middleware/recursive').filter(({ want }) => want?.open === undefined);

  it.each(cases)('$id', async ({ input: { routes, environ }, output, want = output }) => {
    const seen: unknown[] = [];
    const heads: string[] = [];
    const asked = (async () => {
      const body = await recursive()(routed(routes, seen))(soundEnviron(environ), (status) => {
        heads.push(status);
        return () => {};
      });
      return await collect(body);
    })();
    if (want.raises !== undefined) {
      await expect(asked).rejects.toThrow();
      return;
    }
    // A URL's query is everything after the first "?"; Paste cuts it at the second one.
    const target = routes['/']?.forward ?? '';
    const query = target.split('?').length > 2 ? target.slice(target.indexOf('?') + 1) : undefined;
    expect(await asked).toBe(want.body);
    expect(heads).toEqual([want.status]);
    expect(seen).toEqual(
      want.seen.map(([path, own, ...rest], i) => [path, (i === 1 && query) || own, ...rest]),
    );
  });
});

describe('a forward', () => {
  it('keeps the method and the body', async () => {
    const app = recursive()(
      wsgify(async (request) => {
        if (request.path === '/') throw new ForwardRequest('/form');
        return `${request.method} ${await request.text()}`;
      }),
    );
    expect((await new TestApp(app).post('/', { text: 'Hello' })).text).toBe('POST Hello');
  });

  it('stays below the mount point, in any spelling', async () => {
    const app = recursive()(
      wsgify((request) => {
        if (request.pathInfo === '/') throw new ForwardRequest('/caf%C3%A9?x=1');
        return request.url;
      }),
    );
    const res = await new TestApp(app, { baseUrl: 'http://localhost/app' }).get('/');
    expect(res.text).toBe('http://localhost/app/caf%C3%A9?x=1');
  });

  it('may come from the first step of a body, after the response has started', async () => {
    const app = recursive()((environ, start) => {
      start('200 OK', [['X-Path', environ.PATH_INFO ?? '']]);
      return (async function* () {
        if (environ.PATH_INFO === '/') throw new ForwardRequest('/next');
        yield Buffer.from('next');
      })();
    });
    const { wire, run } = exchangeOver(app);
    await run();
    expect(wire.calls).toEqual(['head 200 OK', 'write next', 'end']);
    expect(wire.field('x-path')).toEqual(['/next']);
  });

  it('in a circle is an error that shows the circle', async () => {
    const app = recursive()(
      routed({ '/': { forward: '/a' }, '/a': { forward: '/b' }, '/b': { forward: '/a?x' } }),
    );
    await expect(Request.blank('/').send(app)).rejects.toThrow(
      'a request was forwarded in a circle: / -> /a -> /b -> /a',
    );
  });

  it('with endless changes to the environ is an error', async () => {
    const app = recursive()(() => {
      throw new ForwardRequest({ environ: {} });
    });
    await expect(Request.blank('/').send(app)).rejects.toThrow('a request was forwarded more than 100 times');
  });

  it.each(['//evil.example/', 'http://evil.example/'])('to %s is a TypeError', async (url) => {
    await expect(Request.blank('/').send(recursive()(routed({ '/': { forward: url } })))).rejects.toThrow(
      TypeError,
    );
  });

  it('reports what is missing if nothing handles it', async () => {
    const app = wsgify(() => {
      throw new ForwardRequest('/a');
    });
    await expect(Request.blank('/').send(app)).rejects.toThrow('put recursive() around the application');
    expect(new ForwardRequest({ environ: {} }).message).toContain('another environ');
  });

  it.each([[undefined], [7], [null], [{}], [{ environ: null }], [{ environ: 7 }]])(
    'must not lead to %j',
    (to) => {
      expect(() => new ForwardRequest(to as never)).toThrow(
        'ForwardRequest takes a path, or { environ } with changes',
      );
    },
  );

  it('does not affect other errors', async () => {
    const app = recursive()(() => {
      throw new Error('no');
    });
    await expect(Request.blank('/').send(app)).rejects.toThrow('no');
  });
});

describe('include', () => {
  it('sends a GET without the body, the preconditions and the codings of the page’s request', async () => {
    const seen: Environ[] = [];
    const app = recursive()(
      wsgify(async (request) => {
        if (request.path === '/part') {
          seen.push(request.environ);
          return 'part';
        }
        const part = await include(request, '/part', { environ: { REQUEST_METHOD: 'DELETE', X_KEY: '1' } });
        return `[${await part.text()}]`;
      }),
    );
    const res = await new TestApp(app).post('/?q=1', {
      text: 'Hello',
      headers: { 'If-None-Match': '"a"', Range: 'bytes=0-1', 'Accept-Encoding': 'gzip' },
    });
    expect(res.text).toBe('[part]');
    expect(seen).toMatchObject([{ REQUEST_METHOD: 'GET', QUERY_STRING: 'q=1', X_KEY: '1' }]);
    for (const key of [
      'HTTP_IF_NONE_MATCH',
      'HTTP_RANGE',
      'HTTP_ACCEPT_ENCODING',
      'CONTENT_LENGTH',
      'CONTENT_TYPE',
    ]) {
      expect(seen[0]?.[key]).toBeUndefined();
    }
  });

  it('of the page itself is an error, directly or indirectly', async () => {
    const app = recursive()(
      routed({ '/': { include: 'a' }, '/a': { include: '/b?x' }, '/b': { include: '' } }),
    );
    await expect(Request.blank('/').send(app)).rejects.toThrow('a page includes itself: / -> /a -> /b -> /');
  });

  it('allows the same page twice', async () => {
    const app = recursive()(
      wsgify(async (request) => {
        if (request.path !== '/') return 'x';
        const parts = [await include(request, '/part'), await include(request, 'part?2')];
        return (await Promise.all(parts.map((part) => part.text()))).join('');
      }),
    );
    expect((await new TestApp(app).get('/')).text).toBe('xx');
  });

  it.each<[what: string, url: string, message: string]>([
    ['a path outside the mount point', '/application', 'does not lie under "/app"'],
    ['another host', '//evil.example/app/', 'is not inside the application'],
  ])('with %s is a TypeError', async (_what, url, message) => {
    const app = recursive()(wsgify((request) => include(request, url)));
    await expect(Request.blank('/', { baseUrl: 'http://h/app' }).send(app)).rejects.toThrow(message);
  });

  it('accepts the mount point itself', async () => {
    const app = recursive()(
      wsgify(async (request) =>
        request.pathInfo === '/a' ? await include(request, '/app') : `<${request.pathInfo}>`,
      ),
    );
    const response = await Request.blank('/a', { baseUrl: 'http://h/app' }).send(app);
    expect(await response.text()).toBe('<>');
  });

  it('requires recursive around the application', async () => {
    await expect(include(Request.blank('/'), '/a')).rejects.toThrow(
      'include needs recursive() around the application',
    );
  });

  it('refuses unknown options', async () => {
    await expect(include(Request.blank('/'), '/a', { environs: {} } as never)).rejects.toThrow(
      'unknown option of include: environs; did you mean environ?',
    );
    expect(() => recursive({ max: 3 } as never)).toThrow('unknown option of recursive: max');
  });
});

it('recursive passes other responses on unchanged', async () => {
  const { wire, run } = exchangeOver(recursive()(new Response('Hello', { contentType: 'text/plain' })));
  expect(run()).toBeUndefined();
  expect(wire.calls).toEqual(['head 200 OK', 'end Hello']);
});
