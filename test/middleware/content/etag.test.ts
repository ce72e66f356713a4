import { describe, expect, it } from 'vitest';
import { compress } from '../../../src/middleware/content/compress.ts';
import { type EtagMiddlewareOptions, etag } from '../../../src/middleware/content/etag.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { TestApp } from '../../../src/testing.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';

const HASH = '"GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk"';
const hello = () => new Response('Hello');
const ask = (
  init: Pick<RequestInit, 'ifNoneMatch' | 'ifMatch' | 'range' | 'ifRange'> = {},
  options?: EtagMiddlewareOptions,
  app: Response | Application = hello(),
) => new TestApp(etag(options)(app)).get('/', { ...init, expectErrors: true });

describe('etag', () => {
  it('is a hash of the bytes', async () => {
    expect((await ask()).headers.get('ETag')).toBe(`W/${HASH}`);
    expect((await ask({}, { weak: false })).headers.get('ETag')).toBe(HASH);
    expect((await ask({}, {}, new Response(''))).headers.get('ETag')).not.toBe(`W/${HASH}`);
  });

  it('allows a 304 without a body', async () => {
    const response = await ask({ ifNoneMatch: `W/${HASH}` });
    expect([response.status, response.bytes.length, response.headers.get('ETag')]).toEqual([
      304,
      0,
      `W/${HASH}`,
    ]);
  });

  it('allows a 412 and ranges if it is strong', async () => {
    expect((await ask({ ifMatch: '"other"' }, { weak: false })).status).toBe(412);
    const part = await ask({ range: 'bytes=1-2', ifRange: HASH }, { weak: false });
    expect([part.status, part.text]).toEqual([206, 'el']);
    expect((await ask({ range: 'bytes=1-2', ifRange: `W/${HASH}` })).status).toBe(200);
  });

  it("keeps the application's tag, and evaluates it", async () => {
    const own = () => new Response('Hello', { etag: 'mine' });
    expect((await ask({}, {}, own())).headers.get('ETag')).toBe('"mine"');
    expect((await ask({ ifNoneMatch: '"mine"' }, {}, own())).status).toBe(304);
  });

  it.each<[string, Response]>([
    ['an error', new Response('Hello', { status: 404 })],
    ['a 201', new Response('Hello', { status: 201 })],
    [
      'a stream',
      new Response(
        (async function* () {
          yield bytes('Hello');
        })(),
      ),
    ],
    ['a body that is too large', new Response('x'.repeat(1024 * 1024 + 1))],
  ])('is omitted for %s', async (_, app) => {
    expect((await ask({}, {}, app)).headers.has('ETag')).toBe(false);
  });

  it('is omitted for other methods', async () => {
    const response = await new TestApp(etag()(hello())).post('/', { text: 'x' });
    expect(response.headers.has('ETag')).toBe(false);
  });

  it('is sent for HEAD if the body is known', async () => {
    const whole: Application = (environ, startResponse) => {
      startResponse('200 OK', [['Content-Length', '5']]);
      return environ['x.empty'] ? [] : [bytes('Hello')];
    };
    const head = (app: Application, environ = {}) =>
      Request.blank('/', { method: 'HEAD', environ }).send(etag()(app));
    expect((await head(whole)).headers.get('ETag')).toBe(`W/${HASH}`);
    expect((await head(whole, { 'x.empty': true })).headers.has('ETag')).toBe(false);
    const empty = (await head(new Response('').toApp())).headers.get('ETag');
    expect(empty).toBe((await Request.blank('/').send(etag()(new Response('')))).headers.get('ETag'));
  });

  it('can be combined with compress outside', async () => {
    const app = new TestApp(compress()(etag({ weak: false })(new Response('Hello '.repeat(500)))));
    const first = await app.get('/', { acceptEncoding: 'gzip' });
    const tag = first.headers.get('ETag') ?? '';
    expect([tag.startsWith('W/'), first.headers.get('Content-Encoding')]).toEqual([true, 'gzip']);
    expect((await app.get('/', { acceptEncoding: 'gzip', ifNoneMatch: tag })).status).toBe(304);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ maxBody: -1 }, 'maxBody of etag must be a number of 0 or more: -1'],
    [{ strong: true }, 'unknown option of etag: strong'],
  ])('refuses %j', (options, message) => {
    expect(() => etag(options)).toThrow(message);
  });
});
