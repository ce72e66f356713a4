import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { type FetchHandlerOptions, toFetchHandler } from '../../../src/gateways/fetch/to-fetch-handler.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, HeaderList } from '../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../src/wsgi/exchange.ts';
import { bytes } from '../../support/bytes.ts';
import { collectUntil } from '../../support/garbage-collection.ts';
import { deferred } from '../../support/servers.ts';
import { writtenToStandardError } from '../../support/standard-error.ts';
import { makeTree } from '../../support/tree.ts';

const FetchRequest = globalThis.Request;
const URL_ = 'http://h/a';
const silent = { onError: () => {} };

const ask = (app: Application, init: RequestInit = {}, options: FetchHandlerOptions = {}) =>
  toFetchHandler(app, options)(new FetchRequest(URL_, init));

/** An application that responds with the given head and body. */
const answering =
  (body: ReturnType<Application>, status = '200 OK', headers: HeaderList = []): Application =>
  (_environ, startResponse) => {
    startResponse(status, headers);
    return body;
  };

/** A body that records how it is used. */
function watched(texts: readonly string[], { hangs = false } = {}) {
  const seen: string[] = [];
  const left = [...texts];
  const body = {
    [Symbol.asyncIterator]: () => ({
      next: async (): Promise<IteratorResult<Uint8Array>> => {
        seen.push('next');
        const text = left.shift();
        if (text !== undefined) return { done: false, value: bytes(text) };
        return hangs ? await new Promise(() => {}) : { done: true, value: undefined };
      },
      return: async (): Promise<IteratorResult<Uint8Array>> => {
        seen.push('return');
        return { done: true, value: undefined };
      },
    }),
    close: () => void seen.push('close'),
  };
  return { body, seen };
}

describe('a Fetch handler', () => {
  it('returns the status, the fields and the body of the application', async () => {
    const app = answering([bytes('né')], '418 Short and Stout', [
      ['Content-Type', 'text/plain; charset=UTF-8'],
      ['X-Bytes', '\xe9'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2; Expires=Fri, 01 Jan 2100 00:00:00 GMT'],
    ]);
    const response = await ask(app);
    expect([response.status, response.statusText]).toEqual([418, 'Short and Stout']);
    expect(response.headers.get('X-Bytes')).toBe('\xe9');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Expires=Fri, 01 Jan 2100 00:00:00 GMT']);
    expect(response.headers.get('Content-Length')).toBe('3');
    expect(await response.text()).toBe('né');
  });

  it('adds no type if the application sends none', async () => {
    const response = await toFetchHandler(new Response('né', { contentType: null }))(new FetchRequest(URL_));
    expect(response.headers.has('Content-Type')).toBe(false);
    expect(await response.text()).toBe('né');
  });

  it.each([
    ['204 No Content', null],
    ['205 Reset Content', '0'],
    ['304 Not Modified', null],
  ])('returns a null body for %s', async (status, length) => {
    const { body, seen } = watched(['a']);
    const response = await ask(answering(body, status));
    expect([response.body, response.headers.get('Content-Length')]).toEqual([null, length]);
    expect(seen).toEqual(['return', 'close']);
  });

  it('answers HEAD with the length and a null body', async () => {
    const response = await ask(new Response('Hello').toApp(), { method: 'HEAD' });
    expect([response.body, response.headers.get('Content-Length')]).toEqual([null, '5']);
  });

  it('passes the application the request: method, URL, fields, body', async () => {
    const app = wsgify(async (request) =>
      Response.json([request.method, request.url, request.headers.get('X-A'), await request.text()]),
    );
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes('a'));
        controller.enqueue(bytes('b'));
        controller.close();
      },
    });
    const init: RequestInit = { method: 'POST', body, duplex: 'half', headers: { 'X-A': '1' } };
    expect(await (await ask(app, init)).json()).toEqual(['POST', URL_, '1', 'ab']);
  });

  it('can be mounted at a path, and answers other paths with 404', async () => {
    const app = wsgify((request) => Response.json([request.scriptName, request.pathInfo]));
    const handler = toFetchHandler(app, { mount: '/api' });
    expect(await (await handler(new FetchRequest('http://h/api/x'))).json()).toEqual(['/api', '/x']);
    expect(await (await handler(new FetchRequest('http://h/api'))).json()).toEqual(['/api', '']);
    const other = await handler(new FetchRequest('http://h/apis'));
    expect([other.status, await other.text()]).toEqual([404, 'Not Found']);
  });

  it('adds keys to the environ, but replaces none', async () => {
    const app = wsgify(({ environ }) => Response.json([environ.REQUEST_METHOD, environ['app.env']]));
    const handler = toFetchHandler<{ KV: string }>(app, {
      environ: (request, env) => ({ REQUEST_METHOD: 'PUT', 'app.env': [env.KV, request.url] }),
    });
    const response = await handler(new FetchRequest(URL_), { KV: 'store' });
    expect(await response.json()).toEqual(['GET', ['store', URL_]]);
  });

  it.each<[options: object, message: RegExp]>([
    [{ mount: 'api' }, /mount must be/],
    [{ mountAt: '/' }, /unknown option of toFetchHandler: mountAt; did you mean mount\?/],
  ])('refuses the options %j', (options, message) => {
    expect(() => toFetchHandler(new Response(), options)).toThrow(message);
  });
});

describe('a streamed body', () => {
  it('is pulled only when its reader reads, chunk by chunk', async () => {
    const { body, seen } = watched(['a', 'b']);
    const response = await ask(answering(body));
    await setImmediate();
    expect(seen).toEqual([]);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toEqual(new Uint8Array(bytes('a')));
    await setImmediate();
    expect(seen).toEqual(['next']);
    expect((await reader?.read())?.value).toEqual(new Uint8Array(bytes('b')));
    expect((await reader?.read())?.done).toBe(true);
    await setImmediate();
    expect(seen).toEqual(['next', 'next', 'next', 'close']);
  });

  it('serves several pending reads', async () => {
    const reader = (await ask(answering(watched(['a', 'b']).body))).body?.getReader();
    const reads = await Promise.all([reader?.read(), reader?.read(), reader?.read()]);
    expect(reads.map((read) => read?.done)).toEqual([false, false, true]);
  });

  it('is closed once if its reader cancels, before and after the first chunk', async () => {
    for (const reads of [0, 1]) {
      const { body, seen } = watched(['a', 'b']);
      const reader = (await ask(answering(body))).body?.getReader();
      for (let i = 0; i < reads; i++) await reader?.read();
      await reader?.cancel();
      await setImmediate();
      expect(seen).toEqual(reads === 0 ? ['return', 'close'] : ['next', 'return', 'close']);
    }
  });

  it('is closed if its response is dropped and collected, before and after the first chunk', async () => {
    for (const reads of [0, 1]) {
      const { body, seen } = watched(['a', 'b']);
      const drop = async () => {
        const reader = (await ask(answering(body))).body?.getReader();
        for (let i = 0; i < reads; i++) await reader?.read();
      };
      await drop();
      await collectUntil(() => seen.includes('close'));
      expect(seen).toEqual(reads === 0 ? ['return', 'close'] : ['next', 'return', 'close']);
    }
  });

  it('is not treated as dropped while somebody waits for it', async () => {
    const { promise, resolve } = deferred<void>();
    const slow = async function* () {
      yield bytes('a');
      await promise;
      yield bytes('b');
    };
    let text = '';
    const read = async () => {
      text = await (await ask(answering(slow()))).text();
    };
    void read();
    let collections = 0;
    await collectUntil(() => ++collections > 20);
    resolve();
    await expect.poll(() => text).toBe('ab');
  });

  it('may start with its first chunk', async () => {
    const app: Application = (_environ, startResponse) =>
      (async function* () {
        startResponse('202 Accepted', []);
        yield bytes('a');
        yield bytes('b');
      })();
    const response = await toFetchHandler(app)(new FetchRequest(URL_));
    expect([response.status, await response.text()]).toEqual([202, 'ab']);
  });

  it('follows the data from write()', async () => {
    const app: Application = async (_environ, startResponse) => {
      const write = startResponse('200 OK', []);
      const written = write(bytes('a'));
      queueMicrotask(() => void write(bytes('b')));
      await written;
      return [bytes('c')];
    };
    expect(await (await ask(app)).text()).toBe('abc');
  });

  it('may lend its bytes, as a file does', async () => {
    using folder = makeTree({ 'a.txt': 'x'.repeat(300_000) });
    const response = await toFetchHandler(new FileApp(folder.at('a.txt')))(new FetchRequest(URL_));
    expect(response.headers.get('Content-Length')).toBe('300000');
    expect(await response.text()).toBe('x'.repeat(300_000));
  });

  it('is broken off if the application fails late, which is reported', async () => {
    const errors: unknown[] = [];
    const failing = async function* () {
      yield bytes('a');
      throw new RangeError('late');
    };
    const app = answering(failing());
    const response = await ask(app, {}, { onError: (error) => errors.push(error) });
    await expect(response.text()).rejects.toThrow('the response was cut off');
    expect(errors).toEqual([new RangeError('late')]);
  });
});

describe('an abort', () => {
  const aborting = (app: Application) => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const handler = toFetchHandler(app, { onError: (error) => errors.push(error) });
    const answered = handler(new FetchRequest(URL_, { signal: controller.signal }));
    return { controller, answered, errors };
  };

  it('of the request closes the body, and its reader fails within a turn', async () => {
    const { body, seen } = watched(['a'], { hangs: true });
    const { controller, answered, errors } = aborting(answering(body));
    const reader = (await answered).body?.getReader();
    await reader?.read();
    const reading = reader?.read();
    await setImmediate();
    controller.abort(new RangeError('enough'));
    await expect(reading).rejects.toThrow('enough');
    await setImmediate();
    expect(seen).toEqual(['next', 'next', 'return', 'close']);
    expect(errors).toEqual([]);
  });

  it('of the request before the response rejects the promise and fires the signal', async () => {
    const fired = deferred();
    const app = wsgify((request) => {
      request.signal.addEventListener('abort', () => fired.resolve());
      return new Promise<Response>(() => {});
    });
    const { controller, answered } = aborting(app);
    controller.abort();
    await expect(answered).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await fired.promise;
  });

  it('before the request rejects the promise, and the application sees it', async () => {
    let seen: boolean | undefined;
    const app = wsgify((request) => {
      seen = request.signal.aborted;
      return 'Hello';
    });
    const request = new FetchRequest(URL_, { signal: AbortSignal.abort() });
    await expect(toFetchHandler(app)(request)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(seen).toBe(true);
  });

  it('by cancel() fires the signal of the request once', async () => {
    let fired = 0;
    const { body } = watched(['a'], { hangs: true });
    const app: Application = (environ, startResponse) => {
      exchangeOf(environ).signal.addEventListener('abort', () => void fired++);
      startResponse('200 OK', []);
      return body;
    };
    const { controller, answered } = aborting(app);
    await (await answered).body?.cancel();
    controller.abort();
    expect(fired).toBe(1);
  });

  it('after the end has no effect', async () => {
    let signal: AbortSignal | undefined;
    const { controller, answered } = aborting(
      wsgify((request) => {
        signal = request.signal;
        return 'Hello';
      }),
    );
    const response = await answered;
    controller.abort();
    expect([await response.text(), signal?.aborted]).toEqual(['Hello', false]);
  });

  it("after the application's last write() has no effect", async () => {
    let signal: AbortSignal | undefined;
    const app: Application = (environ, startResponse) => {
      ({ signal } = exchangeOf(environ));
      void startResponse('200 OK', [])(bytes('a'));
      return [];
    };
    const response = await ask(app);
    await setImmediate();
    await response.body?.cancel();
    expect(signal?.aborted).toBe(false);
  });

  it('releases pending writers', async () => {
    const gone = deferred();
    const app: Application = async (_environ, startResponse) => {
      await startResponse('200 OK', [])(bytes('a'));
      gone.resolve();
      return [];
    };
    const { answered } = aborting(app);
    await (await answered).body?.cancel();
    await gone.promise;
  });

  it('during the reading of the body is a disconnection', async () => {
    const caught = deferred<unknown>();
    const app = wsgify(async (request) => {
      try {
        return await request.text();
      } catch (error) {
        caught.resolve(error);
        throw error;
      }
    });
    const controller = new AbortController();
    const body = new ReadableStream({
      start: (stream) => controller.signal.addEventListener('abort', () => stream.error(new Error('gone'))),
    });
    const init: RequestInit = { method: 'POST', body, duplex: 'half', signal: controller.signal };
    const answered = toFetchHandler(app, silent)(new FetchRequest(URL_, init));
    await setImmediate();
    controller.abort();
    await expect(answered).rejects.toThrow();
    expect(await caught.promise).toMatchObject({ name: 'DisconnectionError', status: 400 });
  });
});

describe("a request's body", () => {
  const streaming = () => {
    const seen: unknown[] = [];
    const body = new ReadableStream(
      { pull: () => void seen.push('pull'), cancel: (reason) => void seen.push(['cancel', reason]) },
      { highWaterMark: 0 },
    );
    const request = new FetchRequest(URL_, { method: 'POST', body, duplex: 'half' });
    return { request, seen };
  };

  it('stays untouched if nobody reads it, and is cancelled at the end', async () => {
    const { request, seen } = streaming();
    await toFetchHandler(wsgify(() => 'not read'))(request);
    await setImmediate();
    expect(seen).toEqual([['cancel', undefined]]);
  });

  it('is cancelled at the end if it was read in part', async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(bytes('a')),
      cancel: () => {
        isCancelled = true;
      },
    });
    const app = wsgify(async (request) => {
      for await (const chunk of request.body) return new Response(chunk);
      return null;
    });
    const response = await ask(app, { method: 'POST', body, duplex: 'half' });
    expect(await response.text()).toBe('a');
    await setImmediate();
    expect(isCancelled).toBe(true);
  });

  it('that fails is an error of the application', async () => {
    const errors: unknown[] = [];
    const body = new ReadableStream({ pull: () => Promise.reject(new RangeError('broken')) });
    const app = wsgify((request) => request.text());
    const init: RequestInit = { method: 'POST', body, duplex: 'half' };
    const { status } = await ask(app, init, { onError: (error) => errors.push(error) });
    expect([status, errors]).toEqual([500, [new RangeError('broken')]]);
  });

  it('that cannot be cancelled is reported', async () => {
    const body = new ReadableStream({ cancel: () => Promise.reject(new RangeError('no way')) });
    const request = new FetchRequest(URL_, { method: 'POST', body, duplex: 'half' });
    const written = await writtenToStandardError(async () => {
      await toFetchHandler(wsgify(() => 'not read'))(request);
      await setImmediate();
    });
    expect(written).toContain('no way');
  });
});

describe('bytes in other buffers', () => {
  it.each([
    ['shared', () => new SharedArrayBuffer(2)],
    ['resizable', () => Reflect.construct(ArrayBuffer, [2, { maxByteLength: 4 }])],
  ])('are copied: %s', async (_what, make) => {
    const chunk = new Uint8Array(make());
    chunk.set(bytes('ab'));
    expect(await (await ask(answering([chunk]))).text()).toBe('ab');
    expect(await (await ask(answering([chunk, chunk]))).text()).toBe('abab');
  });
});

describe('an error', () => {
  it.each([
    ['a complete body', [bytes('a')]],
    ['a stream', watched(['a']).body],
  ])('is a response that the host refuses to create: %s', async (_what, body) => {
    vi.stubGlobal(
      'Response',
      class {
        constructor() {
          throw new TypeError('not here');
        }
      },
    );
    try {
      await expect(ask(answering(body))).rejects.toThrow('not here');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('before the head is reported, and becomes a 500 without details', async () => {
    const errors: unknown[] = [];
    const app: Application = () => {
      throw new RangeError('secret');
    };
    const response = await ask(app, {}, { onError: (error) => errors.push(error) });
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error']);
    expect(errors).toEqual([new RangeError('secret')]);
  });

  it.each(['600 Odd', '999 Odd', '101 Switching Protocols'])(
    'is a status that Fetch does not allow: %s',
    async (status) => {
      const app: Application = (_environ, startResponse) => {
        startResponse(status, []);
        return [bytes('a')];
      };
      const response = await toFetchHandler(app, silent)(new FetchRequest(URL_));
      expect(response.status).toBe(500);
    },
  );

  it.each<[what: string, request: () => unknown, status: number]>([
    ['a malformed Host', () => ({ url: 'http://h_[/', method: 'GET', headers: new Headers() }), 400],
    ['a URL of another scheme', () => new FetchRequest('ftp://h/'), 500],
  ])('is %s', async (_what, request, status) => {
    await writtenToStandardError(async () => {
      const response = await toFetchHandler(new Response())(request() as globalThis.Request);
      expect(response.status).toBe(status);
    });
  });

  it('is a used body', async () => {
    const request = new FetchRequest(URL_, { method: 'POST', body: 'a' });
    await request.text();
    const written = await writtenToStandardError(async () => {
      expect((await toFetchHandler(new Response())(request)).status).toBe(500);
    });
    expect(written).toContain('already read');
  });
});

it('a handler accepts our own Request as well', async () => {
  const handler = toFetchHandler(new Response('Hello'));
  const request = Request.blank('http://h/').toFetch();
  expect(await Response.fromFetch(await handler(request)).text()).toBe('Hello');
});
