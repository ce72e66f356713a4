import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ContentCoding } from '../../src/body/coding-names.ts';
import { Request, type RequestInit } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { readAll } from '../../src/wsgi/app-iter.ts';
import { BodyLimitError, UnsupportedCodingError } from '../../src/wsgi/body-errors.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import { ask } from '../support/answers.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';

const TEXT = 'Hello '.repeat(100);
const DECODERS: Record<Exclude<ContentCoding, 'zstd'>, (coded: Uint8Array) => Buffer> = {
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
};
const CODINGS = Object.keys(DECODERS) as (keyof typeof DECODERS)[];
const decoded = async (response: Response, coding: keyof typeof DECODERS) =>
  DECODERS[coding](await response.bytes()).toString();
async function* stream() {
  yield bytes(TEXT.slice(0, 100));
  yield bytes(TEXT.slice(100));
}

describe('Response.encodeContent', () => {
  it.each(CODINGS)('C16: %s changes the body, its length, its entity tag and Vary', async (coding) => {
    const response = new Response(TEXT, { etag: 'x', vary: ['Cookie'], headers: { 'Content-MD5': 'x' } });
    expect(await response.encodeContent(coding)).toBe(true);
    expect(response.contentEncoding).toBe(coding);
    expect(response.contentLength).toBe((await response.bytes()).length);
    expect(String(response.etag)).toBe('W/"x"');
    expect(String(response.vary)).toBe('Cookie, Accept-Encoding');
    expect(response.headers.has('Content-MD5')).toBe(false);
    expect(response.contentType).toBe('text/html');
    expect(await decoded(response, coding)).toBe(TEXT);
  });

  it.each([false, true])('accepts every kind of body (lazy: %j)', async (lazy) => {
    for (const body of [TEXT, bytes(TEXT), [bytes(TEXT.slice(0, 7)), bytes(TEXT.slice(7))], stream()]) {
      const response = new Response(body);
      await response.encodeContent('gzip', { lazy });
      expect(response.contentLength === undefined).toBe(lazy);
      const answer = await ask(response);
      expect(zlib.gunzipSync(Buffer.from(answer.body, 'latin1')).toString()).toBe(TEXT);
    }
  });

  it('does not read a lazy body before it is sent', async () => {
    const { body, closed } = tracked([TEXT]);
    const response = new Response(body);
    await response.encodeContent('gzip', { lazy: true });
    await ask(response, { method: 'HEAD' });
    expect(closed()).toBe(true);
  });

  it.each([
    ['R20: a part', { status: 206, contentRange: 'bytes 0-599/1000' }],
    ['R20: a part by its status only', { status: 206 }],
    ['an encoded body', { contentEncoding: 'br' }],
    ['a body with an unknown coding', { contentEncoding: 'compress' }],
    ['a response without a body', { status: 304 }],
  ])('does not change %s', async (_kind, init) => {
    const response = new Response(TEXT, { ...init, etag: 'x' });
    const before = String(response);
    expect(await response.encodeContent('gzip')).toBe(false);
    expect([String(response), await response.text()]).toEqual([before, TEXT]);
  });

  it('does not change an empty body', async () => {
    const response = new Response();
    expect(await response.encodeContent()).toBe(false);
    expect(response.contentEncoding).toBeUndefined();
  });

  it('refuses an unknown coding, and changes nothing', async () => {
    const response = new Response(TEXT);
    // @ts-expect-error
    await expect(response.encodeContent('compress')).rejects.toThrow(TypeError);
    await expect(response.encodeContent('gzip', { level: 99 })).rejects.toThrow(RangeError);
    expect([response.contentEncoding, await response.text()]).toEqual([undefined, TEXT]);
  });

  it('decodes for identity', async () => {
    const response = new Response(zlib.gzipSync(TEXT), { contentEncoding: 'gzip' });
    expect(await response.encodeContent('identity')).toBe(true);
    expect([response.contentEncoding, await response.text()]).toEqual([undefined, TEXT]);
  });

  it('works with a conditional response', async () => {
    const response = new Response(TEXT, { etag: 'x', conditionalResponse: true });
    await response.encodeContent('gzip');
    expect((await ask(response, { ifNoneMatch: '"x"' })).status).toBe(304);
    expect((await ask(response, { ifMatch: '"x"' })).status).toBe(412);
    const { status, headers, body } = await ask(response, { range: 'bytes=0-1' });
    expect([status, headers['content-encoding'], body]).toEqual([206, 'gzip', '\x1f\x8b']);
  });
});

describe('Response.decodeContent', () => {
  it.each([false, true])('removes the codings (lazy: %j)', async (lazy) => {
    const response = new Response(zlib.brotliCompressSync(zlib.gzipSync(TEXT)), {
      headers: { 'Content-Encoding': 'x-gzip, br', ETag: '"x"' },
    });
    expect(await response.decodeContent({ lazy })).toBe(true);
    expect(response.contentLength).toBe(lazy ? undefined : TEXT.length);
    expect([response.contentEncoding, String(response.etag)]).toEqual([undefined, 'W/"x"']);
    expect(await response.text()).toBe(TEXT);
  });

  it.each([{}, { contentEncoding: 'identity' }, { contentEncoding: 'gzip', status: 206 }])(
    'does not change %o',
    async (init) => {
      const response = new Response(TEXT, init);
      expect(await response.decodeContent()).toBe(false);
      expect(await response.text()).toBe(TEXT);
    },
  );

  it('rejects a decompression bomb and malformed data, and keeps a stored body', async () => {
    const response = new Response(zlib.gzipSync('0'.repeat(100_000)), { contentEncoding: 'gzip' });
    await expect(response.decodeContent({ maxSize: 1000 })).rejects.toMatchObject({ problem: 'tooLarge' });
    expect(response.contentEncoding).toBe('gzip');
    expect(await response.decodeContent({ maxSize: 100_000 })).toBe(true);
    await expect(new Response('x', { contentEncoding: 'gzip' }).decodeContent()).rejects.toMatchObject({
      problem: 'malformed',
    });
    await expect(new Response('x', { contentEncoding: 'pack' }).decodeContent()).rejects.toMatchObject({
      problem: 'unknownCoding',
    });
  });
});

describe('Request.decoded', () => {
  const post = (body: RequestInit['body'], coding = 'gzip') =>
    Request.blank('/', { method: 'POST', body: body ?? null, headers: { 'Content-Encoding': coding } });

  it.each(['gzip', 'x-gzip', 'GZIP', 'identity, gzip'])('decodes %s', async (coding) => {
    const request = post(zlib.gzipSync(TEXT), coding).decoded();
    expect([request.headers.has('Content-Encoding'), request.contentLength]).toEqual([false, undefined]);
    expect(await request.text()).toBe(TEXT);
    expect(await request.text()).toBe(TEXT);
  });

  it('decodes for every reader', async () => {
    const json = post(zlib.gzipSync('{"a":1}')).decoded();
    expect(await json.json()).toEqual({ a: 1 });
    const form = post(zlib.gzipSync('a=1&b=2')).with({ contentType: 'application/x-www-form-urlencoded' });
    expect([...(await form.decoded().form())]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('returns a request without a coding unchanged', async () => {
    const plain = post('plain').with({ headers: { 'Content-Encoding': undefined } });
    expect(await plain.decoded().text()).toBe('plain');
    expect(await post('plain', 'identity').decoded().text()).toBe('plain');
    expect(await post(null).decoded().text()).toBe('');
  });

  it('does not read the body early', async () => {
    const request = post(zlib.gzipSync(TEXT));
    const asked = request.decoded();
    expect(request.isBodyReadable).toBe(true);
    await asked.text();
    expect(request.isBodyReadable).toBe(false);
    await expect(request.bytes()).rejects.toThrow(/decoded\(\)/);
  });

  it('returns both the encoded and the decoded bytes of a buffered request', async () => {
    const coded = zlib.gzipSync(TEXT);
    const request = await post(coded).buffered();
    expect(await request.decoded().text()).toBe(TEXT);
    expect(coded.equals(await request.bytes())).toBe(true);
  });

  it.each(['compress', 'gzip, compress', 'identityidentity', 'gzip, gzip, gzip, gzip'])(
    '415: refuses to read %j, and leaves the body to other readers',
    async (coding) => {
      const request = post('x', coding);
      await expect(request.decoded().text()).rejects.toThrow(UnsupportedCodingError);
      await expect(request.decoded().text()).rejects.toMatchObject({ status: 415, expose: true });
      expect(Buffer.from(await request.bytes()).toString()).toBe('x');
    },
  );

  it('413: stops a bomb', async () => {
    const bomb = () => post(zlib.gzipSync('0'.repeat(100_000)));
    await expect(bomb().decoded({ maxBodySize: 1000 }).bytes()).rejects.toThrow(BodyLimitError);
    await expect(readAll(bomb().decoded({ maxBodySize: 1000 }).body)).rejects.toMatchObject({ status: 413 });
    await expect(bomb().decoded().bytes({ maxBodySize: 1000 })).rejects.toMatchObject({
      limit: 'maxBodySize',
    });

    class Small extends Request {
      static override limits = { maxBodySize: 1000 };
    }
    await expect(new Small(bomb().environ).decoded().bytes()).rejects.toMatchObject({ status: 413 });
  });

  it('passes on the errors of the input', async () => {
    const broken = async function* () {
      yield zlib.gzipSync(TEXT).subarray(0, 10);
      throw new RangeError('a disk died');
    };
    await expect(post(broken()).decoded().bytes()).rejects.toThrow(RangeError);
  });

  it('400: refuses malformed data', async () => {
    await expect(post('not gzip').decoded().text()).rejects.toThrow(BadRequestError);
    await expect(post(zlib.gzipSync(TEXT).subarray(0, 20)).decoded().text()).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('optimistic locking', () => {
  it('FM12: fails with the entity tag of an encoded response, which is weak and never matches If-Match (RFC 9110, 8.8.3.2)', async () => {
    const article = new Response('First '.repeat(100), { etag: 'v1' });
    await article.encodeContent();
    const { etag } = article;
    const save = (ifMatch: string) => Request.blank('/', { method: 'PUT', ifMatch });
    expect(save(String(etag)).preconditions({ etag: 'v1' })).toBe(412);
    expect(save('"v1"').preconditions({ etag: 'v1' })).toBe('proceed');
  });
});
