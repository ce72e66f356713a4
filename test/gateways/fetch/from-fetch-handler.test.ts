import { setImmediate } from 'node:timers/promises';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { type AnyFetchHandler, fromFetchHandler } from '../../../src/gateways/fetch/from-fetch-handler.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { Request } from '../../../src/request/request.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { deferred } from '../../support/servers.ts';

const FetchResponse = globalThis.Response;
const send = (handler: AnyFetchHandler, url = '/', init = {}) =>
  Request.blank(url, init).send(fromFetchHandler(handler));

describe('a Fetch handler as an application', () => {
  it('receives the request, and the environ as second argument', async () => {
    let given: Environ | undefined;
    const handler: AnyFetchHandler = async (request, environ) => {
      given = environ;
      return FetchResponse.json([
        request.method,
        request.url,
        request.headers.get('X-A'),
        await request.text(),
      ]);
    };
    const init = { method: 'PUT', text: 'né', headers: { 'X-A': '1' } };
    const response = await send(handler, 'https://h/a%2Fb?c=1', init);
    expect(await response.json()).toEqual(['PUT', 'https://h/a%2Fb?c=1', '1', 'né']);
    expect(given?.REQUEST_METHOD).toBe('PUT');
  });

  it('returns its status, its fields with separate cookies, and its body', async () => {
    const response = await send(
      () =>
        new FetchResponse('né', {
          status: 418,
          statusText: 'Teapot',
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
            ['Connection', 'X-Hop'],
            ['X-Hop', '1'],
          ],
        }),
    );
    expect(response.statusLine).toBe('418 Teapot');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.has('X-Hop')).toBe(false);
    expect(await response.text()).toBe('né');
  });

  it('adds the reason phrase that Fetch omits', async () => {
    expect((await send(() => new FetchResponse(null, { status: 404 }))).statusLine).toBe('404 Not Found');
  });

  it('keeps the Content-Length of a HEAD response', async () => {
    const handler = () => new FetchResponse(null, { headers: { 'Content-Length': '5' } });
    await using server = await serve(fromFetchHandler(handler), { port: 0 });
    const response = await fetch(server.url, { method: 'HEAD' });
    expect(response.headers.get('Content-Length')).toBe('5');
  });

  it.each([204, 205, 304])('has no body with %i', async (status) => {
    const response = await send(() => new FetchResponse(null, { status }));
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('may be the method fetch of an object, which becomes its this', async () => {
    const worker = { name: 'w', fetch: () => new FetchResponse('') };
    worker.fetch = function (this: typeof worker) {
      return new FetchResponse(this.name);
    };
    expect(await (await Request.blank('/').send(fromFetchHandler(worker))).text()).toBe('w');
    const hono = new Hono().get('/a', (c) => c.text('hono'));
    const app = new TestApp(fromFetchHandler(hono));
    expect((await app.get('/a')).text).toBe('hono');
  });

  it.each(['CONNECT', 'TRACE', 'TRACK', 'track'])('cannot receive %s, which is a 501', async (method) => {
    const response = await send(() => new FetchResponse('called'), '/', { method });
    expect(response.status).toBe(501);
  });

  it('that returns an error response is a 502', async () => {
    expect((await send(() => FetchResponse.error())).status).toBe(502);
  });

  it.each<[what: string, handler: unknown, message: string]>([
    ['nothing', () => undefined, 'the Fetch handler returned undefined instead of a Response'],
    ['text', () => 'Hello', 'the Fetch handler returned a string instead of a Response'],
  ])('that returns %s throws', async (_what, handler, message) => {
    await expect(send(handler as AnyFetchHandler)).rejects.toThrow(message);
  });

  it('that returns a used body throws', async () => {
    const read = async () => {
      const response = new FetchResponse('a');
      await response.text();
      return response;
    };
    await expect(send(read)).rejects.toThrow('already read');
  });

  it.each([undefined, null, 5, {}, { fetch: 1 }])('cannot be %j', (handler) => {
    expect(() => fromFetchHandler(handler as never)).toThrow('expected a Fetch handler');
  });
});

describe('streams', () => {
  it('go in both directions at the same time', async () => {
    const handler: AnyFetchHandler = ({ body }) => new FetchResponse(body);
    await using server = await serve(fromFetchHandler(handler), { port: 0 });
    const step = deferred();
    const sent = new ReadableStream({
      async start(controller) {
        controller.enqueue(bytes('a'));
        await step.promise;
        controller.enqueue(bytes('b'));
        controller.close();
      },
    });
    const response = await fetch(server.url, { method: 'POST', body: sent, duplex: 'half' });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toEqual(new Uint8Array(bytes('a')));
    step.resolve();
    expect((await reader?.read())?.value).toEqual(new Uint8Array(bytes('b')));
  });

  it("that a client abandons cancel the response's body and fire the request's signal", async () => {
    const cancelled = deferred();
    const aborted = deferred();
    const handler: AnyFetchHandler = ({ signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      const pull = async (controller: ReadableStreamDefaultController) => {
        controller.enqueue(new Uint8Array(1000));
        await setImmediate();
      };
      return new FetchResponse(new ReadableStream({ pull, cancel: () => cancelled.resolve() }));
    };
    await using server = await serve(fromFetchHandler(handler), { port: 0 });
    const controller = new AbortController();
    const response = await fetch(server.url, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await Promise.all([cancelled.promise, aborted.promise]);
  });
});
