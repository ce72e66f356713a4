import { describe, expect, it } from 'vitest';
import { type CascadeOptions, cascade } from '../../src/apps/cascade.ts';
import { HTTPNotFound } from '../../src/exceptions/client-errors.ts';
import { httpException } from '../../src/exceptions/status-map.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';
import { TestApp } from '../../src/testing.ts';
import type { Application, Environ } from '../../src/wsgi/contract.ts';
import { exchangeOf } from '../../src/wsgi/exchange.ts';
import { asked } from '../support/asked.ts';
import { tracked } from '../support/bodies.ts';
import { vectors } from '../support/vectors.ts';

interface App {
  readonly name: string;
  readonly status?: string;
  readonly read?: number;
  readonly write?: string;
  readonly raise?: number | 'ValueError';
}

interface Recorded {
  readonly raises?: string;
  readonly status: string;
  readonly headers: [string, string][];
  readonly body: string;
  readonly asked: [name: string, read: string][];
}

interface Case {
  readonly id: string;
  readonly input: {
    apps: readonly App[];
    catch?: readonly (number | string)[];
    method: string;
    body: string;
  };
  readonly output: Recorded;
  readonly want?: Recorded;
}

async function* pieces(text: string): AsyncGenerator<Uint8Array, void> {
  for (const piece of [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]) {
    if (piece !== '') yield Buffer.from(piece);
  }
}

async function readFrom({ 'wsgi.input': input }: Environ, most: number): Promise<string> {
  let text = '';
  if (most > 0) {
    for await (const chunk of input) {
      text += Buffer.from(chunk).toString();
      if (text.length >= most) break;
    }
  }
  return text.slice(0, most);
}

const post = (text: string) => ({
  REQUEST_METHOD: 'POST',
  CONTENT_TYPE: 'text/plain',
  CONTENT_LENGTH: String(text.length),
  'wsgi.input': pieces(text),
});

const reading = (status: number) => wsgify(async (request) => new Response(await request.text(), { status }));

describe('cascade', () => {
  it.each(vectors<Case>('middleware/cascade'))(
    'tries applications as Paste does: $id',
    async ({ input, output, want = output }) => {
      const seen: [string, string][] = [];
      const make =
        ({ name, status = '', read = 0, write, raise }: App): Application =>
        async (environ, startResponse) => {
          seen.push([name, await readFrom(environ, read < 0 ? Infinity : read)]);
          if (raise === 'ValueError') throw new RangeError('broken');
          if (raise) throw httpException(raise, raise < 400 ? { location: '/x' } : {});
          const writer = startResponse(status, [['X-App', name]]);
          if (write) await writer(Buffer.from(`written by ${name}`));
          return [Buffer.from(`body of ${name}`)];
        };
      const app = cascade(
        input.apps.map(make),
        input.catch ? { catch: input.catch.map((code) => Number.parseInt(String(code), 10)) } : {},
      );
      const answer = asked(app, { ...post(input.body), REQUEST_METHOD: input.method });
      if (want.raises) await expect(answer).rejects.toThrow();
      else
        expect(await answer).toMatchObject({
          status: Number.parseInt(want.status, 10),
          headers: want.headers,
          body: want.body,
        });
      expect(seen).toEqual(want.asked);
    },
  );

  it('closes a skipped body once, without reading it', async () => {
    let closed = 0;
    const { body, closed: isReturned } = tracked(['one', 'two']);
    const passed: Application = (_, startResponse) => {
      startResponse('404 Not Found', [['Set-Cookie', 'a=1']]);
      return Object.assign(body, { close: () => closed++ });
    };
    const answer = await asked(cascade([passed, new Response('found')]));
    expect([answer.body, answer.field('Set-Cookie'), closed, isReturned()]).toEqual(['found', [], 1, true]);
  });

  it("closes a body that has no close() by its iterator's return()", async () => {
    let isClosed = false;
    async function* body() {
      try {
        yield Buffer.from('one');
        yield Buffer.from('two');
      } finally {
        isClosed = true;
      }
    }
    const late: Application = (_, startResponse) => {
      const given = body();
      return {
        async *[Symbol.asyncIterator]() {
          startResponse('404 Not Found', []);
          yield* given;
        },
      };
    };
    expect((await asked(cascade([late, new Response('found')]))).body).toBe('found');
    expect(isClosed).toBe(true);
  });

  it('treats a thrown HTTP exception, or its class, as a response', async () => {
    const throwing =
      (error: unknown): Application =>
      () => {
        throw error;
      };
    const http = Object.assign(new Error('gone'), { status: 410, expose: true });
    const apps = [
      throwing(new HTTPNotFound()),
      throwing(HTTPNotFound),
      throwing(http),
      new Response('found'),
    ];
    expect((await asked(cascade(apps, { catch: [404, 410] }))).body).toBe('found');
    await expect(asked(cascade(apps))).rejects.toBe(http);
  });

  describe('the request body', () => {
    it('can be read from its start by each application, in every way', async () => {
      const form = wsgify(
        async (request) => new Response(`${(await request.form()).get('a')}`, { status: 404 }),
      );
      const streaming = wsgify(async (request) => {
        for await (const chunk of request.body) return new Response(Buffer.from(chunk), { status: 404 });
        return 'nothing';
      });
      const app = new TestApp(cascade([streaming, form, reading(404), streaming, reading(200)]));
      const response = await app.post('/', { form: { a: 'x'.repeat(200_000) } });
      expect(response.text).toBe(`a=${'x'.repeat(200_000)}`);
    });

    it('streams to the last application if no earlier one has read it', async () => {
      let last: Environ | undefined;
      const app = cascade([
        new HTTPNotFound(),
        (environ, startResponse) => {
          last = environ;
          startResponse('200 OK', []);
          return [];
        },
      ]);
      const input = pieces('a body');
      await asked(app, { ...post('a body'), 'wsgi.input': input });
      expect(last?.['wsgi.input']).toBe(input);
    });

    it('stays readable inside nested cascades', async () => {
      const inner = cascade([new HTTPNotFound(), new HTTPNotFound()]);
      const app = cascade([inner, cascade([new HTTPNotFound(), reading(404)]), reading(200)]);
      expect((await asked(app, post('a body'))).body).toBe('a body');
    });

    it('is not required if the caller has already read it', async () => {
      const app = wsgify(async (request) => {
        for await (const _ of request.body) break;
        return cascade([new HTTPNotFound(), new Response('found')]);
      });
      expect((await asked(app, post('a body'))).body).toBe('found');
    });

    it('of more than 64 MiB is a 413 for all applications except the last', async () => {
      const chunk = Buffer.alloc(1 << 20);
      const input = {
        *[Symbol.iterator]() {
          for (let i = 0; i < 65; i++) yield chunk;
        },
      };
      const app = cascade([reading(404), new Response('found')]);
      const counting: Application = async (environ, startResponse) => {
        await expect(readFrom(environ, Infinity)).rejects.toThrow('maxBodySize');
        await expect(readFrom(environ, Infinity)).rejects.toThrow('maxBodySize');
        return app(environ, startResponse);
      };
      const environ = { ...post(''), CONTENT_LENGTH: String(65 << 20), 'wsgi.input': input };
      expect((await asked(cascade([counting, new HTTPNotFound()]), environ)).status).toBe(413);
    });
  });

  it('gives each application a separate environ, but the same exchange', async () => {
    const setting: Application = (environ, startResponse) => {
      environ.REMOTE_USER = 'eve';
      exchangeOf(environ).notes.route = 'first';
      startResponse('404 Not Found', []);
      return [];
    };
    const telling = wsgify(({ environ }) => `${environ.REMOTE_USER} ${exchangeOf(environ).notes.route}`);
    expect((await asked(cascade([setting, telling]))).body).toBe('undefined first');
  });

  it('passes other errors on', async () => {
    const failing: Application = () => {
      throw new RangeError('broken');
    };
    await expect(asked(cascade([failing, new Response('found')]))).rejects.toThrow('broken');
  });

  it('refuses an empty list, values that are not applications, and unknown or malformed options', () => {
    const options: CascadeOptions = Object.fromEntries([['codes', [404]]]);
    expect(() => cascade([])).toThrow('cascade takes at least one application');
    const first = new Response().toApp() as unknown as Application[];
    expect(() => cascade(first, first as CascadeOptions)).toThrow(
      'cascade takes a list of applications, not a function',
    );
    expect(() => cascade(['app' as unknown as Application])).toThrow('expected an application, got a string');
    expect(() => cascade([new Response()], options)).toThrow('unknown option of cascade: codes');
    for (const wrong of [404, ['404']]) {
      expect(() => cascade([new Response()], { catch: wrong as unknown as number[] })).toThrow(
        'list of statuses',
      );
    }
  });
});
