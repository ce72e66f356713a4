import { gzipSync } from 'node:zlib';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { UnsupportedCodingError } from '../../src/wsgi/body-errors.ts';
import { tracked } from '../support/bodies.ts';
import { collect } from '../support/bytes.ts';

describe("a Request's body", () => {
  const post = (body: AsyncIterable<Uint8Array>) => Request.blank('/', { method: 'POST', body });

  it('is a stream that the platform can read', async () => {
    expect(await new globalThis.Response(post(tracked(['a', 'b']).body).body).text()).toBe('ab');
    expect(post(tracked([]).body).body).toBeInstanceOf(ReadableStream);
  });

  it('yields chunks as they arrive', async () => {
    expect(await collect(post(tracked(['a', 'b']).body).body)).toBe('ab');
  });

  it('stays readable if a stream of it is dropped unread, and stops if one is cancelled', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const request = post(body);
    await request.body.cancel();
    expect([request.isBodyReadable, closed()]).toEqual([true, false]);
    const reader = request.body.getReader();
    await reader.read();
    await reader.cancel();
    expect([request.isBodyReadable, closed()]).toEqual([false, true]);
  });
});

describe('Request.json', () => {
  const post = (body: string) => Request.blank('/', { method: 'POST', body });

  it('FB7: may be absent if it is optional', async () => {
    expect(await post('').json({ optional: true })).toBeUndefined();
    expect(await Request.blank('/').json({ optional: true })).toBeUndefined();
    expect(await post('[1]').json({ optional: true })).toEqual([1]);
    await expect(post('').json()).rejects.toMatchObject({ status: 400 });
    await expect(post('').json({ optional: false })).rejects.toMatchObject({ status: 400 });
    await expect(post(' ').json({ optional: true })).rejects.toMatchObject({ status: 400 });
    expectTypeOf(post('1').json<number>({ optional: true })).toEqualTypeOf<Promise<number | undefined>>();
    expectTypeOf(post('1').json<number>({ maxJsonSize: 5 })).toEqualTypeOf<Promise<number>>();
  });

  it('FB6: has a separate limit, which defaults to 1 MiB', async () => {
    const long = `"${'a'.repeat(2 ** 20)}"`;
    await expect(post('['.repeat(60 * 2 ** 20)).json()).rejects.toMatchObject({
      status: 413,
      limit: 'maxJsonSize',
    });
    await expect(post(long).json()).rejects.toMatchObject({ status: 413, limit: 'maxJsonSize' });
    expect(await post(long).json({ maxJsonSize: Infinity })).toHaveLength(2 ** 20);
    await expect(post('[1]').json({ maxBodySize: 2 })).rejects.toMatchObject({ limit: 'maxBodySize' });
    expect(await post(`${long.slice(0, 2 ** 20 - 1)}"`).json()).toHaveLength(2 ** 20 - 2);
    class Small extends Request {
      static override limits = { maxJsonSize: 2 };
    }
    await expect(new Small(post('[1]').environ).json()).rejects.toMatchObject({ maximum: 2 });
  });

  it('refuses an unknown limit', async () => {
    // @ts-expect-error there is no such limit
    await expect(post('1').json({ maxSize: 5 })).rejects.toThrow(TypeError);
  });
});

describe("Request's bytes", () => {
  it('are in an ArrayBuffer', async () => {
    const request = Request.blank('/', { method: 'POST', body: 'é' });
    expectTypeOf(request.bytes()).toEqualTypeOf<Promise<Uint8Array<ArrayBuffer>>>();
    expect(await new Blob([await request.bytes()]).text()).toBe('é');
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(new Uint8Array([0xc3, 0xa9]));
  });
});

describe('an encoded body', () => {
  const FORM = 'application/x-www-form-urlencoded';
  const PARTS = 'multipart/form-data; boundary=x';
  const coded = (contentType: string, text = 'a=1', coding = 'gzip') =>
    Request.blank('/', {
      method: 'POST',
      contentType,
      body: gzipSync(text),
      headers: { 'Content-Encoding': coding },
    });

  it.each<[reader: string, type: string, read: (request: Request) => Promise<unknown>]>([
    ['text()', 'text/plain', (request) => request.text()],
    ['json()', 'application/json', (request) => request.json()],
    ['json({ optional })', 'application/json', (request) => request.json({ optional: true })],
    ['form()', FORM, (request) => request.form()],
    ['params()', FORM, (request) => request.params()],
    ['formData()', FORM, (request) => request.formData()],
    ['form() with parts', PARTS, (request) => request.form()],
    ['parts()', PARTS, (request) => request.parts().next()],
    ['parts() of another type', 'multipart/mixed; boundary=x', (request) => request.parts().next()],
  ])('FB2: that nobody has decoded is a 415 for %s', async (_, type, read) => {
    for (const coding of ['gzip', 'X-GZIP', 'identity, br', 'unknown']) {
      await expect(read(coded(type, 'a=1', coding))).rejects.toThrow(UnsupportedCodingError);
    }
    await expect(read(coded(type))).rejects.toMatchObject({
      status: 415,
      message: 'The request body has the content coding gzip; read it through decoded().',
    });
  });

  it('FB2: that nobody has decoded is answered by wsgify', async () => {
    const app = wsgify(async (request) => Response.json((await request.form()).toObject()));
    const response = await coded(FORM).send(app);
    expect(response.status).toBe(415);
    expect(await response.text()).toContain('gzip');
  });

  it('FB2: can be read after it was decoded', async () => {
    expect(await coded('text/plain').decoded().text()).toBe('a=1');
    expect((await coded(FORM).decoded().form()).get('a')).toBe('1');
    expect(await coded('application/json', '[1]').decoded().json()).toEqual([1]);
  });

  it('FB2: is returned encoded as bytes', async () => {
    const bytes = Buffer.from(gzipSync('a=1'));
    expect(Buffer.from(await coded(FORM).bytes())).toEqual(bytes);
    expect(Buffer.from(await coded(FORM).arrayBuffer())).toEqual(bytes);
    expect((await coded(FORM).blob()).size).toBe(bytes.length);
    const passed = await (await coded(FORM).buffered()).bytes();
    expect(Buffer.from(passed)).toEqual(bytes);
  });

  it.each(['identity', '', ',', '"malformed'])('FB2: is not implied by the coding %j', async (coding) => {
    const request = Request.blank('/', {
      method: 'POST',
      text: 'é',
      headers: { 'Content-Encoding': coding },
    });
    expect(await request.text()).toBe('é');
  });

  it('FB2: is not implied if the body is empty', async () => {
    const request = Request.blank('/', { headers: { 'Content-Encoding': 'gzip' } });
    expect(await request.text()).toBe('');
    expect(await request.json({ optional: true })).toBeUndefined();
  });
});
