import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { bodyLimit } from '../../../src/middleware/access/body-limit.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import type { Application, Environ } from '../../../src/wsgi/contract.ts';

const counting = wsgify(async (request) => `${(await request.bytes()).length}`);
/** Reads all available data, as applications do that ignore the length. */
const raw: Application = async (environ, startResponse) => {
  const bytes = await readAll(environ['wsgi.input']);
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return [Buffer.from(String(bytes.length))];
};

/** A chunked body that ends by itself. */
function streamed(...chunks: string[]): Request {
  const input = chunks.map((chunk) => Buffer.from(chunk));
  const environ = { 'wsgi.input': input, 'wsgi.input_terminated': true };
  return Request.blank('/', { method: 'POST', environ });
}

const answer = async (request: Request, app: Application, limit = 10) => {
  const response = await request.send(bodyLimit(limit)(app));
  return response.status === 200 ? await response.text() : response.status;
};

describe('bodyLimit', () => {
  it.each([
    ['wsgify', counting],
    ['the input', raw],
  ])("accepts a body of the limit's length, and answers 413 to a longer one, read by %s", async (_, app) => {
    expect(await answer(streamed('01234', '56789'), app)).toBe('10');
    expect(await answer(streamed('01234', '56789', '0'), app)).toBe(413);
    expect(await answer(Request.blank('/', { method: 'POST', text: '0123456789' }), app)).toBe('10');
  });

  it('answers 413 before anything is read if Content-Length exceeds the limit', async () => {
    let isCalled = false;
    const app = wsgify(() => {
      isCalled = true;
      return null;
    });
    expect(await answer(Request.blank('/', { method: 'POST', text: '0123456789a' }), app)).toBe(413);
    expect(isCalled).toBe(false);
  });

  it.each(['GHSA-rv63-4mwf-qqc2', 'CVE-2025-59139'])('%s: does not trust Content-Length', async () => {
    const saying = (length: string) =>
      streamed('0123456789', 'more').with({ environ: { CONTENT_LENGTH: length } });
    expect(await answer(saying('4'), raw)).toBe('4');
    expect(await answer(saying('x'), counting)).toBe(400);
    const chunked = streamed('0123456789', 'more').with({ headers: { 'Transfer-Encoding': 'chunked' } });
    expect(await answer(chunked, raw)).toBe(413);
  });

  it('passes requests without a body on unchanged', async () => {
    let seen: Environ | undefined;
    const request = Request.blank('/');
    await request.send(
      bodyLimit(0)((environ, startResponse) => {
        seen = environ;
        startResponse('204 No Content', []);
        return [];
      }),
    );
    expect(seen?.['wsgi.input']).toBe(request.environ['wsgi.input']);
  });

  it('keeps a body repeatable', async () => {
    const app = wsgify(async (request) => `${await request.text()} ${(await request.form()).get('a')}`);
    const request = Request.blank('/', { form: { a: '1' } });
    expect(await answer(request, app)).toBe('a=1 1');
  });

  it('passes an error to an application that handles it, and otherwise to the gateway', async () => {
    const handling = wsgify(async (request) =>
      request.bytes().then(String, (error) => `${error.status} handled`),
    );
    expect(await answer(streamed('0123456789a'), handling)).toBe('413 handled');
    const failing: Application = async () => {
      throw new Error('mine');
    };
    await expect(answer(streamed('0'), failing)).rejects.toThrow('mine');
    const throwing: Application = () => {
      throw new Error('mine');
    };
    await expect(answer(streamed('0'), throwing)).rejects.toThrow('mine');
  });

  it('limits a body that is read during the response', async () => {
    const echo = wsgify((request) => new Response(request.body));
    const response = await streamed('01234', '56789a').send(bodyLimit(10)(echo));
    await expect(response.text()).rejects.toMatchObject({ name: 'BodyLimitError', status: 413 });
  });

  it.each([-1, Number.NaN, '1mb', undefined])('refuses %s', (bytes) => {
    expect(() => bodyLimit(bytes as number)).toThrow('bodyLimit takes a number of bytes, 0 or more');
  });
});
