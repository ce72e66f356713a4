import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ContentCoding } from '../../../src/body/coding-names.ts';
import { encodableCodings } from '../../../src/body/encoder.ts';
import { type CompressOptions, compress } from '../../../src/middleware/content/compress.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import type { ResponseInit } from '../../../src/response/init.ts';
import { Response } from '../../../src/response/response.ts';
import { TestApp } from '../../../src/testing.ts';
import { closeBody } from '../../../src/wsgi/app-iter.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';
import type { Application, HeaderList } from '../../../src/wsgi/contract.ts';
import { tracked } from '../../support/bodies.ts';
import { bytes } from '../../support/bytes.ts';
import { vectors } from '../../support/vectors.ts';
import { exchangeOver } from '../../support/wires.ts';

const TEXT = 'Hello, compression. '.repeat(100);
const DECODERS: Readonly<Record<string, (coded: Uint8Array) => Uint8Array>> = {
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
  ...('zstdDecompressSync' in zlib && { zstd: zlib.zstdDecompressSync as (coded: Uint8Array) => Uint8Array }),
};

interface Case {
  readonly id: string;
  readonly input: {
    readonly environ: Readonly<Record<string, string>>;
    readonly status: string;
    readonly headers: HeaderList;
    readonly size: number;
  };
  readonly output: Answer;
  readonly want?: Answer;
}

interface Answer {
  readonly status: string;
  readonly coded: boolean;
  readonly headers: HeaderList;
}

async function ask(body: Response | Application, options?: CompressOptions, init: RequestInit = {}) {
  const response = await Request.blank('/', { acceptEncoding: 'gzip', ...init }).send(
    compress(options)(body),
  );
  const coding = response.headers.get('Content-Encoding');
  const declared = response.headers.get('Content-Length');
  const content = await response.bytes();
  const decode = body instanceof Response && body.contentEncoding ? undefined : DECODERS[coding ?? ''];
  return {
    response,
    coding,
    declared,
    length: content.length,
    text: String(Buffer.from(decode ? decode(content) : content)),
  };
}

const page = (init?: ResponseInit) => new Response(TEXT, init);
const streamed = (...chunks: string[]) =>
  new Response(
    (async function* () {
      for (const chunk of chunks) yield bytes(chunk);
    })(),
  );

describe("compress compared with Paste's gzipper", () => {
  it.each(vectors<Case>('middleware/gzipper'))(
    '$id: $input.environ.HTTP_ACCEPT_ENCODING $input.headers',
    async (one) => {
      const { environ, status, headers, size } = one.input;
      const want = one.want ?? one.output;
      const text = 'The quick brown fox '.repeat(1000).slice(0, size);
      const isHead = environ.REQUEST_METHOD === 'HEAD';
      const app: Application = (_, startResponse) => {
        startResponse(
          status,
          headers.map(([name, value]) => [name, value]),
        );
        return isHead ? [] : [bytes(text.slice(0, size / 2)), bytes(text.slice(size / 2))];
      };
      const request = new Request({ ...blankEnviron(), ...environ } as ReturnType<typeof blankEnviron>);
      const response = await request.send(compress({ codings: ['gzip'] })(app));
      const fields = response.headerList
        .map(([name, value]): [string, string] => [name.toLowerCase(), value])
        .filter(([name]) => name !== 'content-length')
        .sort();
      expect([response.statusLine, fields]).toEqual([want.status, [...want.headers].sort()]);
      if (isHead) return;
      const content = await response.bytes();
      expect(response.headers.get('Content-Length') ?? String(content.length)).toBe(String(content.length));
      expect(String(want.coded ? zlib.gunzipSync(content) : Buffer.from(content))).toBe(text);
    },
  );
});

describe('compress: the coding', () => {
  it.each<[string, CompressOptions, string | null]>([
    ['gzip, br', {}, 'br'],
    ['gzip, br;q=0.5', {}, 'gzip'],
    ['gzip, br', { codings: ['gzip', 'br'] }, 'gzip'],
    ['deflate', {}, 'deflate'],
    ['*', { codings: ['deflate', 'gzip'] }, 'deflate'],
    ['gzip;q=0.5', {}, 'gzip'],
    ['gzip;q=0.5, identity', {}, null],
    ['gzip;q=0.5, identity;q=0.5', {}, 'gzip'],
    ['gzip;q=0, *;q=0', {}, null],
    ['compress', {}, null],
    ['x-gzip', {}, 'gzip'],
    ['', {}, null],
  ])('for %j with %j is %s', async (acceptEncoding, options, expected) => {
    const { coding, text, response } = await ask(page(), options, { acceptEncoding });
    expect([coding, text, String(response.vary)]).toEqual([expected, TEXT, 'Accept-Encoding']);
  });

  it.each(encodableCodings())('%s can be decoded by all clients that know it', async (acceptEncoding) => {
    const { coding, text } = await ask(page(), {}, { acceptEncoding });
    expect([coding, text]).toEqual([acceptEncoding, TEXT]);
    const stream = await ask(streamed('Hel', 'lo'), {}, { acceptEncoding });
    expect([stream.coding, stream.text]).toEqual([acceptEncoding, 'Hello']);
  });

  it('is preferably zstd, if node supports it', async () => {
    const best = encodableCodings().includes('zstd') ? 'zstd' : 'br';
    expect((await ask(page(), {}, { acceptEncoding: 'gzip, deflate, br, zstd' })).coding).toBe(best);
  });

  it('uses the configured level', async () => {
    const size = async (level: CompressOptions['level'] & object) => (await ask(page(), { level })).length;
    expect(await size({ gzip: 0 })).toBeGreaterThan(await size({ gzip: 9 }));
  });
});

describe('compress: the selected responses', () => {
  it.each<[string, Response, CompressOptions?]>([
    ['a body that is too short', new Response('Hello')],
    ['one byte too few', new Response('x'.repeat(1023))],
    ['an event stream', new Response(TEXT, { contentType: 'text/event-stream' })],
    ['an image', new Response(TEXT, { contentType: 'image/png' })],
    ['an encoded response', page({ headers: { 'Content-Encoding': 'br' } })],
    ['no-transform', page({ cacheControl: 'no-transform, max-age=60' })],
    ['a part', page({ status: 206, headers: { 'Content-Range': 'bytes 0-1999/5000' } })],
    ['a range by another name', page({ headers: { 'Content-Range': 'bytes 0-1999/5000' } })],
    [
      'a response that a filter rejects',
      page(),
      { filter: ({ status }, { path }) => status !== 200 || path !== '/' },
    ],
    ['a response of an unlisted type', page(), { types: /json/ }],
  ])('exclude %s, which does not vary, either', async (_, response, options) => {
    const { coding, response: sent } = await ask(response, options);
    expect([coding ?? '', String(sent.vary)]).toEqual([response.contentEncoding ?? '', '']);
    expect(sent.contentLength).toBe(response.contentLength);
  });

  it.each<[string, Response, CompressOptions?]>([
    ['1024 bytes', new Response('x'.repeat(1024))],
    ['an error', page({ status: 500 })],
    ['a small body with a lower threshold', new Response('Hello'), { threshold: 0 }],
    ['a listed type', new Response(TEXT, { contentType: 'Image/X; a=b' }), { types: /^image\/x$/ }],
    ['a response that a filter accepts', page(), { filter: ({ headers }) => headers.has('Content-Type') }],
  ])('include %s', async (_, response, options) => {
    expect((await ask(response, options)).coding).toBe('gzip');
  });

  it.each([
    ['text/html', true],
    ['application/ld+json', true],
    ['application/x-javascript', true],
    ['application/atom+xml', true],
    ['application/wasm', true],
    ['font/otf', true],
    ['image/x-icon', true],
    ['font/woff2', false],
    ['application/octet-stream', false],
    ['application/pdf', false],
    ['audio/mpeg', false],
    ['text/', false],
    ['', false],
  ])('include by the type %s: %s', async (contentType, isCoded) => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', contentType === '' ? [] : [['Content-Type', contentType]]);
      return [bytes(TEXT)];
    };
    expect((await ask(app)).coding === 'gzip').toBe(isCoded);
  });

  it('BREACH, CVE-2013-3587: exclude those that a filter rejects because they contain both a secret and client input', async () => {
    const filter: CompressOptions['filter'] = (_, { path }) => !path.startsWith('/search');
    expect((await ask(page(), { filter })).coding).toBe('gzip');
    const search = Request.blank('/search?q=guess', { acceptEncoding: 'gzip' });
    expect((await search.send(compress({ filter })(page()))).contentEncoding).toBeUndefined();
  });
});

describe('compress: the head', () => {
  it('has the new length of a body in memory, and no length for a stream', async () => {
    const { declared, length } = await ask(page());
    expect(declared).toBe(String(length));
    expect((await ask(streamed(TEXT))).declared).toBeNull();
  });

  it('has a weak entity tag, and no digest of other bytes', async () => {
    const headers = {
      ETag: '"v1"',
      'Content-Digest': 'sha-256=:x:',
      'Repr-Digest': 'sha-256=:x:',
      'Content-MD5': 'x',
      'Accept-Ranges': 'bytes',
      Vary: 'Cookie',
    };
    const { response } = await ask(page({ headers }));
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-encoding': 'gzip',
      'content-length': expect.any(String),
      'content-type': 'text/html; charset=UTF-8',
      etag: 'W/"v1"',
      vary: 'Cookie, Accept-Encoding',
    });
    expect(String((await ask(page({ headers: { ETag: 'W/"v1"' } }))).response.etag)).toBe('W/"v1"');
  });

  it('varies for HEAD as for GET, and omits a length that GET does not have', async () => {
    const app = compress()(page({ headers: { ETag: '"v1"' } }));
    const coded = await Request.blank('/', { method: 'HEAD', acceptEncoding: 'gzip' }).send(app);
    expect([coded.contentEncoding, coded.headers.get('Content-Length'), String(coded.vary)]).toEqual([
      undefined,
      null,
      'Accept-Encoding',
    ]);
    const plain = await Request.blank('/', { method: 'HEAD' }).send(app);
    expect([plain.headers.get('Content-Length'), String(plain.vary)]).toEqual([
      String(TEXT.length),
      'Accept-Encoding',
    ]);
  });

  it('answers conditional requests by the weak tag', async () => {
    const app = new TestApp(compress()(page({ headers: { ETag: '"v1"' }, conditionalResponse: true })));
    const first = await app.get('/', { acceptEncoding: 'gzip' });
    expect(String(first.headers.get('ETag'))).toBe('W/"v1"');
    const second = await app.get('/', { acceptEncoding: 'gzip', ifNoneMatch: 'W/"v1"' });
    expect([second.status, second.headers.has('Content-Encoding')]).toEqual([304, false]);
    const range = await app.get('/', { acceptEncoding: 'gzip', range: 'bytes=0-4' });
    expect([range.status, range.text, range.headers.has('Content-Encoding')]).toEqual([206, 'Hello', false]);
  });
});

describe('compress: streams', () => {
  it.each(['compression#17', 'compression#61', 'starlette#2753'])(
    '%s: can be decoded chunk by chunk, as they arrive',
    async () => {
      let more: () => void = () => {};
      const app = new Response(
        (async function* () {
          yield bytes('first');
          await new Promise<void>((resolve) => {
            more = resolve;
          });
          yield bytes(' second');
        })(),
      );
      const { appIter } = await Request.blank('/', { acceptEncoding: 'gzip' }).call(compress()(app));
      const chunks = (appIter as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      const { value: first } = await chunks.next();
      const { Z_SYNC_FLUSH: finishFlush } = zlib.constants;
      expect(String(zlib.gunzipSync(first, { finishFlush }))).toBe('first');
      const pending = chunks.next();
      more();
      const { value: second } = await pending;
      const { value: rest } = await chunks.next();
      expect(String(zlib.gunzipSync(Buffer.concat([first, second, rest])))).toBe('first second');
      expect((await chunks.next()).done).toBe(true);
      await closeBody(appIter);
    },
  );

  it('include written data', async () => {
    const app: Application = (_, startResponse) => {
      const write = startResponse('200 OK', [['Content-Type', 'text/plain']]);
      write(bytes('Hel'));
      return [bytes('lo')];
    };
    expect(await ask(app)).toMatchObject({ coding: 'gzip', text: 'Hello' });
  });

  it.each([
    ['at once', 100_000, false],
    ['as a stream', 2_000_000, true],
  ])('include a large body in memory %s', async (_, size, isStream) => {
    const large = 'x'.repeat(size);
    const { coding, text, declared } = await ask(new Response(large));
    expect([coding, text === large, declared === null]).toEqual(['gzip', true, isStream]);
  });

  it('release a large body whose client disconnects during the compression', async () => {
    const app = compress()(new Response('x'.repeat(1_000_000)));
    const { wire, run, reported } = exchangeOver(app, { HTTP_ACCEPT_ENCODING: 'gzip' });
    const done = run();
    wire.leave();
    await done;
    expect([wire.calls, reported]).toEqual([[], []]);
  });

  it('are passed on if they are not compressed', async () => {
    const { coding, text } = await ask(streamed('Hello'), {}, { acceptEncoding: 'identity' });
    expect([coding, text]).toEqual([null, 'Hello']);
  });

  it('include the response that an application starts after an error', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'image/png']]);
      startResponse('500 Oh', [['Content-Type', 'text/plain']], new Error('mine'));
      return [bytes('sorry')];
    };
    expect(await ask(app)).toMatchObject({ coding: 'gzip', text: 'sorry' });
    const late: Application = (_, startResponse) =>
      (function* () {
        startResponse('200 OK', [['Content-Type', 'text/plain']]);
        startResponse('500 Oh', [['Content-Type', 'image/png']], new Error('mine'));
        yield bytes('sorry');
      })();
    expect(await ask(late)).toMatchObject({ coding: null, text: 'sorry' });
  });

  it('release an abandoned body', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const app = compress()((_, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      return body;
    });
    const { appIter } = await Request.blank('/', { acceptEncoding: 'gzip' }).call(app);
    const chunks = (appIter as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await chunks.next();
    await appIter.close?.();
    expect(closed()).toBe(true);
  });

  it('leave an invalid status to the outside', async () => {
    const { status, headers } = await Request.blank('/').call(
      compress()((_, startResponse) => {
        startResponse('nonsense', [['Content-Type', 'text/plain']]);
        return [];
      }),
    );
    expect([status, headers]).toEqual(['nonsense', [['Content-Type', 'text/plain']]]);
  });

  it('fail with the body', async () => {
    const failing = new Response(
      (async function* () {
        yield bytes('a');
        throw new Error('mine');
      })(),
    );
    await expect(ask(failing)).rejects.toThrow('mine');
  });
});

describe('compress: options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ codings: 'gzip' }, 'codings of compress must be a list, not a string'],
    [{ codings: ['lzw'] }, 'this version of node cannot encode lzw; the codings are gzip, deflate, br'],
    [{ threshold: -1 }, 'threshold of compress must be 0 or more: -1'],
    [{ threshold: '1kb' }, 'threshold of compress must be 0 or more: 1kb'],
    [{ level: { br: 12 } }, 'the level of br must be a whole number from 0 to 11: 12'],
    [{ level: { zip: 1 } }, 'unknown option of compress: level: zip'],
    [{ types: 'text/html' }, 'types of compress must be a regular expression'],
    [{ brotli: true }, 'unknown option of compress: brotli'],
  ])('refuses %j', (options, message) => {
    expect(() => compress(options)).toThrow(message);
  });

  it.skipIf(encodableCodings().includes('zstd'))('refuses zstd if node does not support it', () => {
    expect(() => compress({ codings: ['zstd' as ContentCoding] })).toThrow(
      'this version of node cannot encode zstd',
    );
  });
});
