import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import express from 'express';
import createError from 'http-errors';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { HTTPForbidden, HTTPNotFound } from '../../src/exceptions/client-errors.ts';
import { isHTTPError } from '../../src/exceptions/is-http-error.ts';
import { HTTPFound } from '../../src/exceptions/redirection.ts';
import { HTTPInternalServerError } from '../../src/exceptions/server-errors.ts';
import { serve } from '../../src/gateways/node/server.ts';
import { type HandlerResult, type WsgifyApplication, wsgify } from '../../src/handlers/wsgify.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { isPromise } from '../../src/wsgi/app-iter.ts';
import type { Application, Environ } from '../../src/wsgi/contract.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import { bytes } from '../support/bytes.ts';

const raw: Application = (environ, startResponse) => {
  startResponse('202 Accepted', [['X-Path', environ.PATH_INFO ?? '']]);
  return [bytes('raw')];
};

/** A promise that is not an instance of our Promise, such as one from another realm. */
const thenable: <T>(value: T) => PromiseLike<T> = runInNewContext('async (value) => value');

async function* chunks() {
  yield bytes('one ');
  yield bytes('two');
}

describe('wsgify', () => {
  it('calls the handler with a request over the environ', async () => {
    const { environ } = Request.blank('/a?b=c');
    let request: Request | undefined;
    const app = wsgify((given) => {
      request = given;
      return null;
    });
    await app(environ, () => () => {});
    expect(request).toBeInstanceOf(Request);
    expect(request?.environ).toBe(environ);
  });

  describe.each<[string, (result: HandlerResult) => HandlerResult | PromiseLike<HandlerResult>]>([
    ['that is synchronous', (result) => result],
    ['that is asynchronous', async (result) => result],
    ['that returns a thenable', (result) => thenable(result)],
  ])('a handler %s', (_, give) => {
    it.each<[string, () => HandlerResult, number, string, string | undefined]>([
      [
        'a Response',
        () => new Response('a', { status: 201, contentType: 'text/plain' }),
        201,
        'a',
        'text/plain',
      ],
      ['an exception', () => new HTTPNotFound('b'), 404, '404 Not Found', 'text/plain'],
      ['an application', () => raw, 202, 'raw', undefined],
      ['another wsgify', () => wsgify(() => 'inner'), 200, 'inner', 'text/html'],
      ['an object with toApp()', () => ({ toApp: () => raw }), 202, 'raw', undefined],
      [
        "Fetch's Response",
        () => globalThis.Response.json({ a: 1 }, { status: 203 }),
        203,
        '{"a":1}',
        'application/json',
      ],
      ['text', () => 'né', 200, 'né', 'text/html'],
      ['empty text', () => '', 200, '', 'text/html'],
      ['bytes', () => bytes('né'), 200, 'né', 'text/html'],
      ['an ArrayBuffer', () => bytes('né').buffer, 200, 'né', 'text/html'],
      ['a Blob', () => new Blob(['né'], { type: 'text/csv' }), 200, 'né', 'text/csv'],
      [
        'URLSearchParams',
        () => new URLSearchParams({ a: 'é' }),
        200,
        'a=%C3%A9',
        'application/x-www-form-urlencoded',
      ],
      ['a ReadableStream', () => new Blob(['né']).stream(), 200, 'né', 'text/html'],
      ['chunks', () => [bytes('one '), bytes('two')], 200, 'one two', 'text/html'],
      ['an asynchronous iterable', () => chunks(), 200, 'one two', 'text/html'],
      ['null', () => null, 200, '', 'text/html'],
    ])('may answer with %s', async (_name, result, status, text, type) => {
      const response = await wsgify(() => give(result())).get('/');
      expect(response.status).toBe(status);
      expect((await response.text()).startsWith(text)).toBe(true);
      expect(response.contentType).toBe(type);
    });

    it.each<[string, unknown]>([
      ['an object', { a: 1 }],
      ['an array', ['a', 'b']],
      ['a number', 7],
      ['an instance of Date', new Date(0)],
    ])('FM3: that returns %s gets an error that names Response.json', async (kind, result) => {
      const app = wsgify(() => give(result as HandlerResult));
      await expect(app.get('/')).rejects.toThrow(
        new RegExp(`^a body must be .* got ${kind}: .*Response\\.json\\(value\\)`),
      );
    });

    it.each<[string, unknown]>([
      ['undefined', undefined],
      ['a number', 7],
      ['an object', { a: 1 }],
      ['a Date', new Date(0)],
      ['a list of text', ['a', 'b']],
    ])('must not answer with %s', async (_name, result) => {
      const app = wsgify(() => give(result as HandlerResult));
      await expect(app.get('/').then((response) => response.bytes())).rejects.toThrow(TypeError);
    });

    const thrower = (error: unknown) =>
      wsgify(() => {
        const wait = give(null);
        if (!isPromise(wait)) throw error;
        return wait.then(() => Promise.reject(error));
      });

    it.each<[string, unknown, number]>([
      ['an HTTP exception', new HTTPForbidden('No.'), 403],
      ['an HTTP exception for a server error', new HTTPInternalServerError('No.'), 500],
      ['a request error', new BadRequestError('No.'), 400],
      ['an error of http-errors', createError(410), 410],
      ['a server error of http-errors', createError(500), 500],
      ['FM7: the class of an exception', HTTPNotFound, 404],
    ])('may throw %s', async (_name, error, status) => {
      const quiet = { 'wsgi.errors': { write: () => true } };
      const result = await Request.blank('/', { environ: quiet }).call(thrower(error));
      expect(Number(result.status.slice(0, 3))).toBe(status);
      expect(result.excInfo).toBe(error);
    });

    it.each<[string, unknown]>([
      ['an error', new RangeError('x')],
      ['a value that is not an error', 'x'],
      ['an error whose status is not an HTTP error', Object.assign(new Error('x'), { status: 404 })],
      ['a class that is not an exception', class Fault extends Error {}],
    ])('lets %s propagate to its caller', async (_name, error) => {
      await expect(thrower(error).get('/')).rejects.toBe(error);
    });
  });

  it("sends an error's message if its expose is true, and otherwise reports the server error", async () => {
    const reports: string[] = [];
    const environ = { 'wsgi.errors': { write: (report: string) => reports.push(report) } };
    const text = async (error: unknown) => {
      const app = wsgify(() => {
        throw error;
      });
      return await (await app.get('/', { environ })).text();
    };
    expect(await text(createError(404, 'No article 7.'))).toContain('No article 7.');
    expect(await text(createError(404, 'row 7', { expose: false }))).not.toContain('row 7');
    expect(await text(createError(503, 'No database at 10.0.0.7.'))).not.toContain('10.0.0.7');
    expect(await text(new BadRequestError('Half a form.'))).toContain('Half a form.');
    expect(await text(createError(500, 'Back at 9.', { expose: true }))).toContain('Back at 9.');
    expect(await text(HTTPInternalServerError)).toContain(HTTPInternalServerError.explanation);
    expect(reports).toEqual([
      expect.stringContaining('ServiceUnavailableError: No database at 10.0.0.7.\n    at '),
    ]);
  });

  it('accepts an application that returns a thenable', async () => {
    const body = thenable([bytes('raw')]) as Promise<Uint8Array[]>;
    const later: Application = (_environ, startResponse) => {
      startResponse('200 OK', []);
      return body;
    };
    expect(await (await wsgify(() => later).get('/')).text()).toBe('raw');
  });

  it('throws for a class that requires arguments', async () => {
    const app = wsgify(() => {
      throw HTTPFound;
    });
    await expect(app.get('/')).rejects.toThrow('HTTPFound needs either a location or addSlash: true');
  });

  it("never blames its client for a fault in a backend's response", async () => {
    const backend = new Response(bytes('x'), { headers: { 'Content-Type': 'text/html; charset=klingon' } });
    const app = wsgify(async (request) => (await request.send(backend)).text());
    const error = await app.get('/').catch((error: unknown) => error);
    expect(error).toEqual(new TypeError('The charset "klingon" is unknown.'));
    expect(isHTTPError(error)).toBe(false);
    const written: string[] = [];
    const errors = { write: (text: string) => written.push(text) };
    await using server = await serve(app, { port: 0, errors });
    expect((await fetch(server.url)).status).toBe(500);
    expect(written.join()).toContain('The charset "klingon" is unknown.');
  });

  it('FM4: tells Express what it requires', async () => {
    const site = express();
    site.use(wsgify(() => 'Hello') as unknown as express.RequestHandler);
    site.use((error: Error, _: express.Request, outgoing: express.Response, __: express.NextFunction) => {
      outgoing.status(500).send(error.message);
    });
    const server = site.listen(0);
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const response = await fetch(`http://localhost:${port}/`);
      expect(response.status).toBe(500);
      expect(await response.text()).toMatch(/use toNodeHandler\(app\)/);
    } finally {
      server.close();
    }
  });

  it.each([undefined, new Response('x'), 'x'])('refuses %s, which is not a function', (value) => {
    // @ts-expect-error it is not a handler
    expect(() => wsgify(value)).toThrow(/^a handler must be a function; got /);
  });

  it('FM8: refuses an unknown option', () => {
    const message = 'unknown option of wsgify: request; did you mean Request?';
    // @ts-expect-error there is no such option
    expect(() => wsgify(() => null, { request: Request })).toThrow(new TypeError(message));
  });

  it('answers errors of an application that it returned', async () => {
    const failing: Application = () => {
      throw new HTTPNotFound();
    };
    const rejecting: Application = async () => {
      throw new HTTPNotFound();
    };
    for (const app of [failing, rejecting]) {
      expect((await wsgify(() => app).get('/')).status).toBe(404);
      expect((await wsgify(async () => app).get('/')).status).toBe(404);
    }
  });

  it('answers errors of an application that has started its response', async () => {
    const app = wsgify(() => (_environ: Environ, startResponse) => {
      startResponse('200 OK', []);
      throw new HTTPNotFound();
    });
    await using server = await serve(app, { port: 0 });
    expect((await fetch(server.url)).status).toBe(404);
  });

  it('answers errors in a body', async () => {
    const app = wsgify(async (request) => Response.json(await request.json()));
    const ask = (text: string) => app.request('/', { method: 'POST', text });
    expect(await (await ask('{"a":1}')).json()).toEqual({ a: 1 });
    expect((await ask('{')).status).toBe(400);
    expect(
      (await wsgify((request) => request.text({ maxBodySize: 2 })).request('/', { text: 'abc' })).status,
    ).toBe(413);
  });

  it('sends no body for HEAD', async () => {
    const response = await wsgify(() => 'Hello').request('/', { method: 'HEAD' });
    expect(response.contentLength).toBe(5);
    const again = await Request.blank('/', { method: 'HEAD' }).send(response);
    expect(again.contentLength).toBe(5);
    expect(await again.text()).toBe('');
  });

  describe('arguments', () => {
    it('are those that a dispatcher extracted from the path: by position, then by name', async () => {
      const app = wsgify((_request, year: string, month: string, vars: { page: number }) =>
        JSON.stringify([year, month, vars]),
      );
      const urlargs = ['2026', '11'];
      expect(await (await app.get('/', { urlargs, urlvars: { page: 7 } })).text()).toBe(
        '["2026","11",{"page":7}]',
      );
    });

    it('are one object of names if there are no positional ones', async () => {
      const app = wsgify((_request, { id }: { id: string }) => id);
      expect(await (await app.get('/', { urlvars: { id: 'seven' } })).text()).toBe('seven');
    });

    it('are empty without a dispatcher', async () => {
      const app = wsgify((...given) => String(given.length));
      expect(await (await app.get('/')).text()).toBe('1');
    });
  });

  describe('the class of requests', () => {
    class Session extends Request {
      get user(): string {
        return this.cookies.get('user') ?? 'nobody';
      }
    }

    it('can be chosen', async () => {
      const app = wsgify((request) => request.user, { Request: Session });
      expect(await (await app.get('/', { cookies: { user: 'Ada' } })).text()).toBe('Ada');
    });

    it('can be chosen for middleware', async () => {
      const greet = wsgify.middleware((request, _app) => `Hello ${request.user}`, { Request: Session });
      expect(await (await greet(raw).get('/', { cookies: { user: 'Ada' } })).text()).toBe('Hello Ada');
    });

    it('is required for a handler of a subclass', () => {
      wsgify((request: Session) => request.user, { Request: Session });
      wsgify.middleware((request: Session) => request.user, { Request: Session });
      // @ts-expect-error the handler would receive a plain Request
      wsgify((request: Session) => request.user);
      // @ts-expect-error a plain Request has no user
      wsgify((request: Session) => request.user, { Request });
      // @ts-expect-error the middleware would receive a plain Request
      wsgify.middleware((request: Session) => request.user);
      // @ts-expect-error a plain Request has no user
      wsgify.middleware((request: Session) => request.user, { Request });
      expectTypeOf(
        wsgify((request) => request.user, { Request: Session }),
      ).toEqualTypeOf<WsgifyApplication>();
    });

    it('can have its own limits', async () => {
      class Small extends Request {
        static override limits = { maxBodySize: 2 };
      }
      const app = wsgify((request) => request.text(), { Request: Small });
      expect((await app.request('/', { method: 'POST', text: 'abc' })).status).toBe(413);
    });
  });

  describe('in a class', () => {
    class Counter {
      #count = 0;
      readonly increment = wsgify(() => String(++this.#count));

      toApp(): Application {
        return wsgify((request) => this.#answer(request));
      }

      #answer(request: Request): string {
        return `${request.path} ${this.#count}`;
      }
    }

    it('is a field of each object', async () => {
      const [one, other] = [new Counter(), new Counter()];
      await one.increment.get('/');
      expect(await (await one.increment.get('/')).text()).toBe('2');
      expect(await (await other.increment.get('/')).text()).toBe('1');
    });

    it('converts an object to an application, with access to private methods', async () => {
      const counter = new Counter();
      await counter.increment.get('/');
      expect(await (await Request.blank('/a').send(counter)).text()).toBe('/a 1');
      expect(await (await wsgify(() => counter).get('/b')).text()).toBe('/b 1');
    });
  });

  describe('a handler that is an asynchronous generator', () => {
    it('streams the chunks that it yields, no faster than they are read', async () => {
      const events: string[] = [];
      const app = wsgify(async function* (request) {
        for (const name of request.query.getAll('name')) {
          events.push(`gives ${name}`);
          yield bytes(name);
        }
      });
      const { appIter } = await Request.blank('/?name=a&name=b').call(app);
      for await (const chunk of appIter) events.push(`got ${Buffer.from(chunk)}`);
      expect(events).toEqual(['gives a', 'got a', 'gives b', 'got b']);
    });

    it('runs its finally if the client disconnects', async () => {
      let close = () => {};
      const closed = new Promise<void>((resolve) => {
        close = resolve;
      });
      const app = wsgify(async function* () {
        try {
          for (;;) yield new Uint8Array(65536);
        } finally {
          close();
        }
      });
      await using server = await serve(app, { port: 0 });
      const request = get(server.url);
      const [response] = await once(request, 'response');
      await once(response, 'readable');
      request.destroy();
      await closed;
    });
  });

  it('can be tested without a server', async () => {
    const app = wsgify(async (request) => {
      const form = Object.fromEntries(await request.form());
      return Response.json({
        method: request.method,
        url: request.url,
        form,
        trace: request.headers.get('X-Trace'),
      });
    });
    const headers = { 'X-Trace': '7' };
    const asked = async (response: Promise<Response>) => (await response).json();
    const url = 'http://localhost/a?b=c';
    expect(await asked(app.get('/a?b=c', { headers }))).toEqual({ method: 'GET', url, form: {}, trace: '7' });
    expect(await asked(app.post('/a?b=c', { n: 'é' }))).toEqual({
      method: 'POST',
      url,
      form: { n: 'é' },
      trace: null,
    });
    expect(await asked(app.post('/a', [['n', '1']], { method: 'PUT', headers }))).toMatchObject({
      method: 'PUT',
      form: { n: '1' },
      trace: '7',
    });
    expect(await asked(app.request('https://example.com/', { method: 'DELETE' }))).toMatchObject({
      method: 'DELETE',
      url: 'https://example.com/',
    });
  });

  it('has strict types', () => {
    // @ts-expect-error a number is not a valid result
    wsgify(() => 7);
    // @ts-expect-error undefined is not a valid result: null is
    wsgify(() => undefined);
    // @ts-expect-error neither is nothing at all
    wsgify(() => {});
    // @ts-expect-error neither is a plain object
    wsgify(async () => ({ a: 1 }));
    // @ts-expect-error neither is a list of text
    wsgify(() => ['a']);
    // @ts-expect-error a stream must yield bytes
    wsgify(async function* () {
      yield 'a';
    });
    wsgify((request) => {
      expectTypeOf(request).toEqualTypeOf<Request>();
      return null;
    });
    expectTypeOf(wsgify(() => null)).toEqualTypeOf<WsgifyApplication>();
    expectTypeOf<WsgifyApplication>().toExtend<Application>();
  });
});

describe('wsgify.middleware', () => {
  const shout = wsgify.middleware(async (request, app) => {
    const response = await request.send(app);
    response.body = (await response.text()).toUpperCase();
    return response;
  });

  it('wraps an application', async () => {
    const response = await shout(wsgify(() => 'quiet')).get('/');
    expect(await response.text()).toBe('QUIET');
    expect(response.contentLength).toBe(5);
  });

  it('wraps anything that stands for an application', async () => {
    expect(await (await shout(new Response('quiet')).get('/')).text()).toBe('QUIET');
    expect((await shout(new HTTPNotFound()).get('/')).status).toBe(404);
    expect(() => shout({} as Application)).toThrow(TypeError);
  });

  it('FM6: explains how to call the application if it is called with a request', async () => {
    const wrong = wsgify.middleware((request, app) =>
      (app as unknown as (r: Request) => HandlerResult)(request),
    );
    for (const inner of [raw, wsgify(() => 'Hello')]) {
      await expect(wrong(inner).get('/')).rejects.toThrow(/call request\.send\(app\)/);
    }
    const direct = wsgify(() => 'Hello') as unknown as (request: Request) => unknown;
    expect(() => direct(Request.blank('/'))).toThrow(/call request\.send\(app\)/);
  });

  it('may leave the response to the inner application', async () => {
    const guard = wsgify.middleware((request, app) => {
      if (request.authorization === undefined) throw new HTTPForbidden();
      return app;
    });
    expect((await guard(raw).get('/a')).status).toBe(403);
    const response = await guard(raw).get('/a', { authorization: 'Bearer x' });
    expect([response.status, response.headers.get('X-Path')]).toEqual([202, '/a']);
  });

  it('can send the application another request', async () => {
    const moved = wsgify.middleware((request, app) => request.with({ pathInfo: '/b' }).send(app));
    expect((await moved(raw).get('/a')).headers.get('X-Path')).toBe('/b');
  });

  it('can be configured for each application', async () => {
    const tag = wsgify.middleware(async (request, app, { name, value }: { name: string; value: string }) => {
      const response = await request.send(app);
      response.headers.append(name, value);
      return response;
    });
    const inner = tag(raw, { name: 'X-Tag', value: 'inner' });
    const both = tag(inner, { name: 'X-Tag', value: 'outer' });
    expect((await inner.get('/')).headers.get('X-Tag')).toBe('inner');
    expect((await both.get('/')).headers.get('X-Tag')).toBe('inner, outer');
  });

  it('does not require a configuration that may be undefined', async () => {
    const greet = wsgify.middleware((_request, _app, name: string | undefined) => `Hello ${name ?? 'World'}`);
    expect(await (await greet(raw).get('/')).text()).toBe('Hello World');
    expect(await (await greet(raw, 'Ada').get('/')).text()).toBe('Hello Ada');
  });

  it("passes on the application's errors", async () => {
    const error = new RangeError('x');
    const failing = wsgify(() => {
      throw error;
    });
    await expect(shout(failing).get('/')).rejects.toBe(error);
  });

  it('has strict types', () => {
    const needs = wsgify.middleware((_request, _app, config: { name: string }) => config.name);
    // @ts-expect-error the configuration is missing
    needs(raw);
    // @ts-expect-error the configuration has the wrong type
    needs(raw, { name: 7 });
    // @ts-expect-error it takes no configuration
    shout(raw, { name: 'x' });
    // @ts-expect-error a number is not a valid result
    wsgify.middleware(() => 7);
    expectTypeOf(needs(raw, { name: 'x' })).toEqualTypeOf<WsgifyApplication>();
  });
});
