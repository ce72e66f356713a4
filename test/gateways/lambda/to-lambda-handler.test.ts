import { PassThrough, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import type { LambdaEvent } from '../../../src/gateways/lambda/event.ts';
import type { LambdaHead } from '../../../src/gateways/lambda/result.ts';
import {
  type LambdaHandlerOptions,
  toLambdaHandler,
} from '../../../src/gateways/lambda/to-lambda-handler.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { deferred } from '../../support/servers.ts';
import { writtenToStandardError } from '../../support/standard-error.ts';
import { textIn } from '../../support/text-in.ts';
import { makeTree } from '../../support/tree.ts';

const V2: LambdaEvent = { version: '2.0', rawPath: '/a', requestContext: { http: { method: 'GET' } } };
const REST: LambdaEvent = {
  httpMethod: 'GET',
  path: '/a',
  multiValueHeaders: {},
  requestContext: { stage: 's' },
};
const BALANCER: LambdaEvent = { httpMethod: 'GET', path: '/a', headers: {}, requestContext: { elb: {} } };
const LISTS: LambdaEvent = {
  httpMethod: 'GET',
  path: '/a',
  multiValueHeaders: {},
  requestContext: { elb: {} },
};
const HEAD: LambdaEvent = { ...V2, requestContext: { http: { method: 'HEAD' } } };

const answering = () => {
  const response = new Response('né', {
    status: '418 Teapot',
    contentType: 'text/plain',
    headers: { 'X-A': '1' },
  });
  response.headers.append('X-A', '2');
  response.setCookie('a', '1');
  response.setCookie('b', '2');
  response.setCookie('c', '3');
  return response;
};
const COOKIES = ['a=1; Path=/', 'b=2; Path=/', 'c=3; Path=/'];
const failing: Application = () => {
  throw new RangeError('secret');
};
const late = wsgify(
  () =>
    new Response(
      (async function* () {
        yield bytes('a');
        await setImmediate();
        throw new RangeError('late');
      })(),
    ),
);

describe('a Lambda handler', () => {
  it('answers an event of format 2.0 with joined fields, and separate cookies', async () => {
    expect(await toLambdaHandler(answering())(V2)).toEqual({
      statusCode: 418,
      headers: { 'Content-Type': 'text/plain; charset=UTF-8', 'X-A': '1, 2', 'Content-Length': '3' },
      cookies: COOKIES,
      body: 'né',
      isBase64Encoded: false,
    });
  });

  it('answers an event of format 1.0 with lists of values', async () => {
    expect(await toLambdaHandler(answering())(REST)).toEqual({
      statusCode: 418,
      multiValueHeaders: {
        'Content-Type': ['text/plain; charset=UTF-8'],
        'X-A': ['1', '2'],
        'Set-Cookie': COOKIES,
        'Content-Length': ['3'],
      },
      body: 'né',
      isBase64Encoded: false,
    });
  });

  it('answers a load balancer with the status line, and with lists of values if the event has them', async () => {
    const result = await toLambdaHandler(answering())(LISTS);
    expect(result).toMatchObject({ statusCode: 418, statusDescription: '418 Teapot' });
    expect([result.multiValueHeaders?.['Set-Cookie'], result.headers]).toEqual([COOKIES, undefined]);
  });

  it('answers a load balancer without lists by varying the case of names, for several cookies', async () => {
    const { headers, statusDescription } = await toLambdaHandler(answering())(BALANCER);
    expect([statusDescription, headers]).toEqual([
      '418 Teapot',
      {
        'Content-Type': 'text/plain; charset=UTF-8',
        'X-A': '1, 2',
        'Content-Length': '3',
        'set-cookie': COOKIES[0],
        'Set-cookie': COOKIES[1],
        'sEt-cookie': COOKIES[2],
      },
    ]);
  });

  it('answers a load balancer without lists, and without cookies', async () => {
    const { headers } = await toLambdaHandler(new Response(null, { status: 204 }))(BALANCER);
    expect(headers).toEqual({});
  });

  it.each<[what: string, body: Uint8Array, expected: [string, boolean]]>([
    ['text', bytes('né'), ['né', false]],
    ['text with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), ['\ufeffa', false]],
    ['bytes that are not text', Uint8Array.of(0xff, 0, 0x80), ['/wCA', true]],
    ['nothing', new Uint8Array(), ['', false]],
  ])('encodes %s so that the same bytes arrive', async (_what, body, expected) => {
    const result = await toLambdaHandler(new Response(body))(V2);
    expect([result.body, result.isBase64Encoded]).toEqual(expected);
  });

  it('buffers a stream until it is complete', async () => {
    const chunks = async function* () {
      yield bytes('a');
      await setImmediate();
      yield bytes('b');
    };
    expect((await toLambdaHandler(new Response(chunks()))(V2)).body).toBe('ab');
  });

  it('copies the bytes that a file lends', async () => {
    using folder = makeTree({ 'a.txt': 'x'.repeat(300_000) });
    expect((await toLambdaHandler(new FileApp(folder.at('a.txt')))(V2)).body).toBe('x'.repeat(300_000));
  });

  it('sends no body for HEAD', async () => {
    expect(await toLambdaHandler(new Response('Hello'))(HEAD)).toMatchObject({
      headers: { 'Content-Length': '5' },
      body: '',
    });
  });

  it('can be mounted at a path, and answers other paths with 404', async () => {
    const handler = toLambdaHandler(
      wsgify((request) => request.pathInfo),
      { mount: '/a' },
    );
    expect(await handler({ ...V2, rawPath: '/a/b' })).toMatchObject({ statusCode: 200, body: '/b' });
    expect(await handler({ ...V2, rawPath: '/b' })).toMatchObject({ statusCode: 404, body: 'Not Found' });
    const head = { rawPath: '/b', requestContext: { http: { method: 'HEAD' } } };
    expect(await handler(head)).toMatchObject({ statusCode: 404, body: '' });
  });

  it('passes the context to the application by the option environ', async () => {
    const app = wsgify(({ environ }) => String(environ['app.id']));
    const handler = toLambdaHandler<LambdaEvent, { id: string }>(app, {
      environ: (_event, { id }) => ({ 'app.id': id }),
    });
    expect((await handler(V2, { id: '7' })).body).toBe('7');
  });

  it('reports an error, even a late one, and answers with a 500 without details', async () => {
    for (const [app, message] of [
      [failing, 'secret'],
      [late, 'late'],
    ] as const) {
      const errors: unknown[] = [];
      const result = await toLambdaHandler(app, { onError: (error) => errors.push(error) })(V2);
      expect(result).toMatchObject({ statusCode: 500, body: 'Internal Server Error' });
      expect(errors).toEqual([new RangeError(message)]);
    }
  });

  it('answers an event without a valid environ by itself', async () => {
    const malformed = { ...V2, headers: { host: 'a b' } };
    expect(await toLambdaHandler(new Response())(malformed)).toMatchObject({ statusCode: 400 });
    const written = await writtenToStandardError(async () => {
      const environ = () => {
        throw new RangeError('mine');
      };
      expect(await toLambdaHandler(new Response(), { environ })(V2)).toMatchObject({ statusCode: 500 });
    });
    expect(written).toContain('RangeError: mine');
  });

  it('refuses other events', async () => {
    await expect(toLambdaHandler(new Response())({ Records: [] } as LambdaEvent)).rejects.toThrow(
      'expected an HTTP event of API Gateway',
    );
  });

  it.each<[options: object, message: RegExp]>([
    [{ mount: 'a' }, /mount must be/],
    [{ onerror: 1 }, /unknown option of toLambdaHandler: onerror; did you mean onError\?/],
  ])('refuses the options %j', (options, message) => {
    expect(() => toLambdaHandler(new Response(), options)).toThrow(message);
    expect(() => toLambdaHandler.streaming(new Response(), options)).toThrow(message);
  });
});

describe('a streaming Lambda handler', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** The two parts of a stream: the head, which eight zeros end, and the body. */
  const parsed = (sent: Uint8Array[]): { head: LambdaHead; body: string } => {
    const all = Buffer.concat(sent);
    const border = all.indexOf(Buffer.alloc(8));
    return { head: JSON.parse(String(all.subarray(0, border))), body: String(all.subarray(border + 8)) };
  };
  async function streamed(app: Application | ToApplication, event = V2, options: LambdaHandlerOptions = {}) {
    const stream = new PassThrough();
    const sent: Buffer[] = [];
    stream.on('data', (chunk) => sent.push(chunk));
    await toLambdaHandler.streaming(app, options)(event, stream);
    await setImmediate();
    return { ...parsed(sent), stream };
  }

  it('sends the head, then the body', async () => {
    const { head, body, stream } = await streamed(answering());
    expect(head).toMatchObject({ statusCode: 418, cookies: COOKIES, headers: { 'X-A': '1, 2' } });
    expect([body, stream.writableEnded]).toEqual(['né', true]);
    expect((await streamed(answering(), REST)).head.multiValueHeaders?.['Set-Cookie']).toEqual(COOKIES);
  });

  it('sends the head of a body that is empty, or that waits', async () => {
    expect((await streamed(new Response(null, { status: 204 }))).head).toMatchObject({ statusCode: 204 });
    expect((await streamed(new Response('Hello'), HEAD)).body).toBe('');
    const step = deferred();
    const waiting = async function* () {
      await step.promise;
      yield bytes('a');
    };
    const stream = new PassThrough();
    const done = toLambdaHandler.streaming(new Response(waiting()))(V2, stream);
    for (let i = 0; i < 3; i++) await setImmediate();
    expect(parsed([Buffer.from(textIn(stream))]).head).toMatchObject({ statusCode: 200 });
    step.resolve();
    await done;
    expect(String(stream.read())).toBe('a');
  });

  it('waits while the stream is full', async () => {
    using folder = makeTree({ 'a.txt': 'x'.repeat(300_000) });
    const sent: Buffer[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      async write(chunk, _encoding, done) {
        await setImmediate();
        sent.push(chunk);
        done();
      },
    });
    const finished = new Promise((resolve) => stream.on('finish', resolve));
    await toLambdaHandler.streaming(new FileApp(folder.at('a.txt')))(V2, stream);
    await finished;
    expect(parsed(sent).body).toBe('x'.repeat(300_000));
  });

  it('writes lent bytes immediately if there is room', async () => {
    using folder = makeTree({ 'a.txt': 'x'.repeat(100_000) });
    const sent: Buffer[] = [];
    const stream = new Writable({
      highWaterMark: 1_000_000,
      write(chunk, _encoding, done) {
        sent.push(chunk);
        done();
      },
    });
    await toLambdaHandler.streaming(new FileApp(folder.at('a.txt')))(V2, stream);
    expect(parsed(sent).body).toBe('x'.repeat(100_000));
  });

  it('answers invalid events by itself', async () => {
    expect((await streamed(new Response(), { ...V2, rawPath: '/b' }, { mount: '/a' })).head.statusCode).toBe(
      404,
    );
    expect((await streamed(failing, V2, { onError: () => {} })).head.statusCode).toBe(500);
    const { streaming } = toLambdaHandler;
    await expect(streaming(failing)({} as LambdaEvent, new PassThrough())).rejects.toThrow(TypeError);
  });

  it('breaks the stream off if the application fails late', async () => {
    const errors: unknown[] = [];
    const stream = new PassThrough();
    await toLambdaHandler.streaming(late, { onError: (error) => errors.push(error) })(V2, stream);
    expect([stream.destroyed, String(stream.errored)]).toEqual([true, 'Error: the response was cut off']);
    expect(errors).toEqual([new RangeError('late')]);
  });

  it('stops the body if the stream is closed, before and after it begins', async () => {
    for (const isEarly of [true, false]) {
      const stream = new PassThrough();
      let signal: AbortSignal | undefined;
      const app = wsgify((request) => {
        ({ signal } = request);
        return new Response(
          (async function* () {
            for (;;) {
              yield bytes('a');
              await setImmediate();
            }
          })(),
        );
      });
      if (isEarly) stream.destroy();
      else stream.once('data', () => stream.destroy());
      await toLambdaHandler.streaming(app)(V2, stream);
      expect(signal?.aborted).toBe(true);
    }
  });

  it('does not treat the end as a disconnection', async () => {
    const stream = new PassThrough();
    let signal: AbortSignal | undefined;
    const app = wsgify((request) => {
      ({ signal } = request);
      return 'Hello';
    });
    await toLambdaHandler.streaming(app)(V2, stream);
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(signal?.aborted).toBe(false);
  });

  it("is marked by Lambda's runtime if that is present, which also sends the head", async () => {
    const heads: LambdaHead[] = [];
    const types: string[] = [];
    vi.stubGlobal('awslambda', {
      streamifyResponse: (handler: object) => Object.assign(handler, { isStreaming: true }),
      HttpResponseStream: {
        from(stream: Writable, head: LambdaHead) {
          heads.push(head);
          return stream;
        },
      },
    });
    const handler = toLambdaHandler.streaming(new Response('Hello'));
    const stream = new PassThrough();
    await handler(V2, stream);
    expect([Reflect.get(handler, 'isStreaming'), heads[0]?.statusCode, String(stream.read())]).toEqual([
      true,
      200,
      'Hello',
    ]);
    vi.unstubAllGlobals();
    const typed = Object.assign(new PassThrough(), { setContentType: (type: string) => types.push(type) });
    await toLambdaHandler.streaming(new Response('Hello'))(V2, typed);
    expect(types).toEqual(['application/vnd.awslambda.http-integration-response']);
  });
});
