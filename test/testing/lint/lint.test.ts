import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import { LintError, type LintWarning } from '../../../src/testing/lint/findings.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import { iterate } from '../../../src/wsgi/app-iter.ts';
import type { AppIter, Application, Environ, StartResponse } from '../../../src/wsgi/contract.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { collectUntil } from '../../support/garbage-collection.ts';
import { answering, named, served, soundEnviron, underLint } from '../../support/linted.ts';
import { warningOf } from '../../support/warnings.ts';

type Linted = AppIter & { close(): Promise<void> };

const TEXT: [string, string] = ['Content-Type', 'text/plain'];
const start: StartResponse = () => () => {};

/** The body that the server receives. */
async function bodyOf(app: Application, environ = soundEnviron()): Promise<Linted> {
  return (await lint(app)(environ, start)) as Linted;
}

async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function readAll(body: AppIter): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('lint', () => {
  it('accepts anything that stands for an application', async () => {
    expect(String(await served(lint(new Response('hi'), { http: true }), soundEnviron()))).toBe('hi');
    expect(() => lint({} as never)).toThrow(TypeError);
  });

  it('refuses unknown options', () => {
    const misspelt: object = { onwarning() {} };
    expect(() => lint(new Response(), misspelt)).toThrow(
      new TypeError('unknown option onwarning: lint takes http and onWarning'),
    );
  });

  it('warns through the process by default', async () => {
    const warning = await warningOf(() => served(lint(answering('200 OK', [], ['hi'])), soundEnviron()));
    expect(warning).toMatchObject({ name: 'LintWarning', code: 'content-type-missing' });
  });

  it('is synchronous if the application is, and returns a body of the same kind', async () => {
    const atOnce = lint(answering('200 OK', [TEXT], ['hi']))(soundEnviron(), start);
    expect(atOnce).not.toBeInstanceOf(Promise);
    expect(Symbol.iterator in atOnce && [...atOnce]).toEqual([Buffer.from('hi')]);
    const body = await bodyOf(async (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      return Readable.from([Buffer.from('hi')]);
    });
    expect([Symbol.iterator in body, await readAll(body)]).toEqual([false, 'hi']);
  });

  it('passes the head on unchanged, with an error only if there is one', async () => {
    const heads: unknown[][] = [];
    const failure = new Error('late');
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      startResponse('500 Oops', [], failure);
      return [];
    };
    await lint(app)(soundEnviron(), (...args) => {
      heads.push(args);
      return () => {};
    });
    expect(heads).toEqual([
      ['200 OK', [TEXT]],
      ['500 Oops', [], failure],
    ]);
  });

  it('keeps the old head if the server refuses the new one', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      try {
        startResponse('204 No Content', [], new Error('late'));
      } catch {}
      return [Buffer.from('hi')];
    };
    const refusing: StartResponse = (_status, _headers, excInfo) => {
      if (excInfo !== undefined) throw excInfo;
      return () => {};
    };
    expect(await readAll(await lint(app)(soundEnviron(), refusing))).toBe('hi');
  });

  it('waits for write()', async () => {
    const written = Promise.resolve();
    let waited: unknown;
    const app: Application = (_, startResponse) => {
      waited = startResponse('200 OK', [TEXT])(Buffer.from('hi'));
      return [];
    };
    await lint(app)(soundEnviron(), () => () => written);
    expect(waited).toBe(written);
  });

  it('passes on the errors of the application', async () => {
    const failure = new Error('own');
    const atOnce: Application = () => {
      throw failure;
    };
    expect(() => lint(atOnce)(soundEnviron(), start)).toThrow(failure);
    await expect(lint(async () => atOnce(soundEnviron(), start))(soundEnviron(), start)).rejects.toBe(
      failure,
    );
  });

  it('passes the application a separate environ', async () => {
    const environ = soundEnviron();
    const app: Application = (inner, startResponse) => {
      inner.SCRIPT_NAME = '/changed';
      startResponse('200 OK', []);
      return [];
    };
    await served(lint(app), environ);
    expect(environ.SCRIPT_NAME).toBe('');
  });
});

describe('a violation', () => {
  /** Handles errors, as an error page does. */
  const swallowing =
    (app: Application): Application =>
    async (environ, startResponse) => {
      try {
        return await app(environ, startResponse);
      } catch (error) {
        startResponse('500 Internal Server Error', [TEXT], error);
        return [Buffer.from('sorry')];
      }
    };

  it('is thrown again at the end of the call if the application has handled it', async () => {
    const seen: unknown[] = [];
    const app = swallowing((_, startResponse) => {
      try {
        startResponse('200', []);
      } catch (error) {
        seen.push(error);
        throw error;
      }
      return [];
    });
    const error = await errorOf(() => bodyOf(app));
    expect(error).toBeInstanceOf(LintError);
    expect(seen).toEqual([error]);
  });

  it('replaces another error that it has caused', async () => {
    const app: Application = (_, startResponse) => {
      try {
        startResponse('200', []);
      } catch {}
      throw new Error('another');
    };
    expect(await errorOf(() => bodyOf(app))).toMatchObject({ rule: 'status' });
  });

  it('leaves no body open if it ends the call', async () => {
    const closed: string[] = [];
    const failing =
      (close: () => unknown): Application =>
      (_, startResponse) => {
        try {
          startResponse('200', []);
        } catch {}
        return Object.assign([Buffer.from('hi')], { close });
      };
    expect(await errorOf(() => bodyOf(failing(() => closed.push('once'))))).toMatchObject({ rule: 'status' });
    expect(closed).toEqual(['once']);
    const refusing = () => {
      throw new Error('cannot close');
    };
    expect(await errorOf(() => bodyOf(failing(refusing)))).toMatchObject({ rule: 'status' });
  });

  it.each([
    ['of chunks', (chunks: Buffer[]) => chunks],
    ['that is asynchronous', (chunks: Buffer[]) => Readable.from(chunks)],
  ])(
    'is thrown again, as the same object, when the iteration of a body %s and close() end',
    async (_, made) => {
      const app: Application = async ({ 'wsgi.errors': errors }, startResponse) => {
        startResponse('200 OK', [TEXT]);
        const body = made([Buffer.from('a')]);
        return (async function* () {
          try {
            errors.write(5 as never);
          } catch {}
          yield* body;
        })();
      };
      const body = await bodyOf(app);
      const ofReading = await errorOf(() => readAll(body));
      expect(ofReading).toMatchObject({ rule: 'errors-write' });
      expect(await errorOf(() => body.close())).toBe(ofReading);
    },
  );

  it('is thrown by close() if the body is not read to its end', async () => {
    const app: Application = async ({ 'wsgi.errors': errors }, startResponse) => {
      startResponse('200 OK', [TEXT]);
      return (function* () {
        try {
          errors.write(5 as never);
        } catch {}
        yield Buffer.from('a');
        yield Buffer.from('b');
      })();
    };
    const body = await bodyOf(app);
    for await (const _ of body) break;
    expect(await errorOf(() => body.close())).toMatchObject({ rule: 'errors-write' });
  });

  it('is the first one of several', async () => {
    const app: Application = ({ 'wsgi.errors': errors }, startResponse) => {
      for (const wrong of [() => startResponse('200', []), () => errors.write(5 as never)]) {
        try {
          wrong();
        } catch {}
      }
      return [];
    };
    expect(await errorOf(() => bodyOf(app))).toMatchObject({ rule: 'status' });
  });
});

describe('the body under lint', () => {
  /** A body that records its use. */
  function telling(events: string[], chunks: readonly string[] = ['a', 'b']) {
    return async function* () {
      try {
        for (const chunk of chunks) yield Buffer.from(chunk);
      } finally {
        events.push('returned');
      }
    };
  }
  const app =
    (body: AppIter): Application =>
    (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      return body;
    };

  it('is closed once, after its iteration has ended', async () => {
    const events: string[] = [];
    const body = await bodyOf(app(Object.assign(telling(events)(), { close: () => events.push('closed') })));
    const iterator = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
    await iterator.next();
    await body.close();
    await body.close();
    expect(events).toEqual(['returned', 'closed']);
  });

  it('is closed even if it was never read', async () => {
    const events: string[] = [];
    await (await bodyOf(app(Object.assign([], { close: () => events.push('closed') })))).close();
    const stream = Readable.from([Buffer.from('a')]);
    await (await bodyOf(app(stream))).close();
    await (await bodyOf(app([Buffer.from('a')]))).close();
    expect([events, stream.destroyed]).toEqual([['closed'], true]);
  });

  it('is closed once if its iteration ends before it begins', async () => {
    const events: string[] = [];
    const iterator = {
      next: async () => ({ done: true, value: undefined }) as const,
      async return() {
        events.push('returned');
        return { done: true, value: undefined } as const;
      },
    };
    const close = () => events.push('closed');
    const body = await bodyOf(app({ [Symbol.asyncIterator]: () => iterator, close }));
    await iterate(body).return?.();
    await body.close();
    expect(events).toEqual(['returned', 'closed']);
  });

  it('passes on errors of reading and closing', async () => {
    const failure = new Error('own');
    const failing = {
      next: () => {
        throw failure;
      },
    };
    const close = () => {
      throw failure;
    };
    const atOnce = await bodyOf(app({ [Symbol.iterator]: () => failing }));
    expect(await errorOf(() => readAll(atOnce))).toBe(failure);
    const inTime = await bodyOf(app(Object.assign({ [Symbol.asyncIterator]: () => failing }, { close })));
    expect(await errorOf(() => readAll(inTime))).toBe(failure);
    expect(await errorOf(() => inTime.close())).toBe(failure);
  });

  it.each([
    ['immediately', (iterator: Iterator<unknown>) => ({ [Symbol.iterator]: () => iterator })],
    ['asynchronously', (iterator: Iterator<unknown>) => ({ [Symbol.asyncIterator]: () => iterator })],
  ])('that yields a bad chunk %s is ended, and yields no more', async (_, made) => {
    const events: string[] = [];
    const iterator = {
      next: () => ({ done: false, value: 'text' }),
      return: () => {
        events.push('returned');
        return { done: true, value: undefined };
      },
    };
    const body = await bodyOf(app(made(iterator) as never));
    expect(await errorOf(() => readAll(body))).toMatchObject({ rule: 'body-chunk' });
    // We call it once; from Node 26 on, for-await may call it again.
    expect(new Set(events)).toEqual(new Set(['returned']));
    expect(await readAll(body)).toBe('');
  });

  it('is stopped immediately, even during a pending read', async () => {
    const events: string[] = [];
    const waiting = {
      next: () => new Promise<never>(() => {}),
      return: async () => {
        events.push('returned');
        return { done: true as const, value: undefined };
      },
    };
    const body = await bodyOf(app({ [Symbol.asyncIterator]: () => waiting }));
    const iterator = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    void iterator.next();
    await iterator.return?.();
    expect(events).toEqual(['returned']);
  });

  it('has iterators that are iterable themselves', async () => {
    const atOnce = await bodyOf(app([Buffer.from('a')]));
    const inTime = await bodyOf(app(telling([])()));
    const chunks = (atOnce as Iterable<Uint8Array>)[Symbol.iterator]() as IterableIterator<Uint8Array>;
    expect([...chunks].map(String)).toEqual(['a']);
    const iterator = Symbol.asyncIterator in inTime ? inTime[Symbol.asyncIterator]() : [];
    expect(await readAll(iterator as AppIter)).toBe('ab');
  });

  it('requires nothing more after it is closed during a pending read', async () => {
    let settle: (result: IteratorResult<Uint8Array>) => void = () => {};
    const waiting = {
      next: () =>
        new Promise<IteratorResult<Uint8Array>>((resolve) => {
          settle = resolve;
        }),
      return: async () => {
        settle({ done: true, value: undefined });
        return { done: true as const, value: undefined };
      },
    };
    const promised: Application = (_, startResponse) => {
      startResponse('200 OK', [TEXT, ['Content-Length', '9']]);
      return { [Symbol.asyncIterator]: () => waiting };
    };
    const body = await bodyOf(promised);
    const pending = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
    await body.close();
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('causes no warning if it was closed, read to its end, or is empty', async () => {
    const warnings: string[] = [];
    const bodies: AppIter[] = [];
    const linted = lint((environ, startResponse) => app(bodies.shift() ?? [])(environ, startResponse), {
      onWarning: ({ rule }) => warnings.push(rule),
    });
    let foundCount = 0;
    const registry = new FinalizationRegistry(() => {
      foundCount += 1;
    });
    const settled = async (chunks: AppIter, settle: (body: Linted) => unknown) => {
      bodies.push(chunks);
      const body = (await linted(soundEnviron(), start)) as Linted;
      await settle(body);
      registry.register(body, undefined);
    };
    await settled(Object.assign([], { close() {} }), (body) => body.close());
    await settled(telling([])(), readAll);
    await settled([Buffer.from('a')], () => {});
    await collectUntil(() => foundCount === 3);
    await settled(telling([])(), () => {});
    await collectUntil(() => warnings.length > 0);
    expect(warnings).toEqual(['body-not-closed']);
  });

  it('may be shorter than Content-Length if it is not read to its end, or for HEAD', async () => {
    const long = answering('200 OK', [TEXT, ['Content-Length', '10']], ['a', 'b']);
    const body = await bodyOf(long);
    for await (const _ of body) break;
    await body.close();
    const empty = answering('200 OK', [TEXT, ['Content-Length', '10']]);
    expect(named(await underLint(empty, { REQUEST_METHOD: 'HEAD' }))).toEqual([]);
  });

  it('causes one warning for content without a type, and for content for HEAD', async () => {
    const app = answering('200 OK', [], ['', 'a', 'b']);
    expect(named(await underLint(app))).toEqual(['warning content-type-missing']);
    expect(named(await underLint(app, { REQUEST_METHOD: 'HEAD' }))).toEqual(['warning body-not-allowed']);
  });
});

describe('wsgi.input under lint', () => {
  const post = (input: Environ['wsgi.input'], environ: Partial<Environ> = {}) =>
    soundEnviron({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: '3', 'wsgi.input': input, ...environ });
  const echo: Application = async (environ, startResponse) => {
    const text = await new Request(environ).text();
    startResponse('200 OK', [TEXT]);
    return [Buffer.from(text)];
  };

  it.each([
    ['an array', () => [Buffer.from('ab'), Buffer.from('c')]],
    ['a stream', () => Readable.from([Buffer.from('ab'), Buffer.from('c')])],
    ['a frozen array', () => Object.freeze([Buffer.from('abc')])],
    [
      'an iterable of fixed properties',
      () => Object.freeze({ [Symbol.iterator]: () => [Buffer.from('abc')].values() }),
    ],
  ])('returns what %s returns', async (_, made) => {
    expect(String(await served(lint(echo), post(made())))).toBe('abc');
  });

  it('may have a longer last chunk, which a reader cuts', async () => {
    expect(String(await served(lint(echo), post([Buffer.from('abcdef')])))).toBe('abc');
  });

  it('is unlimited if it ends by itself, or if no length is known', async () => {
    const readAway: Application = async ({ 'wsgi.input': input }, startResponse) => {
      for await (const _ of input);
      startResponse('200 OK', []);
      return [];
    };
    const chunks = [Buffer.from('abc'), Buffer.from('def')];
    await served(lint(readAway), post(chunks, { 'wsgi.input_terminated': true }));
    await served(lint(readAway), soundEnviron({ 'wsgi.input': chunks }));
  });

  it('is recognized outside as read, and is disposed of there', async () => {
    const environ = post(Readable.from([Buffer.from('abc')]));
    await served(lint(echo), environ);
    expect(await new Request(environ).text()).toBe('abc');
    await disposeBody(environ);
    await expect(new Request(environ).text()).rejects.toThrow('The request has ended');
  });

  it("keeps the input's other properties", async () => {
    class Body {
      readonly #size = 7;
      get size() {
        return this.#size;
      }
      measure() {
        return this.#size;
      }
      *[Symbol.iterator]() {}
    }
    let seen: unknown[] = [];
    const app: Application = ({ 'wsgi.input': input }, startResponse) => {
      const body = input as Body & { note?: string };
      body.note = 'kept';
      seen = [body instanceof Body, 'note' in body, body.note, body.size, body.measure()];
      startResponse('200 OK', []);
      return [];
    };
    const input: Body & { note?: string } = new Body();
    await served(lint(app), post(input));
    expect([...seen, input.note]).toEqual([true, true, 'kept', 7, 7, 'kept']);
    const fixed = Object.freeze(new Body());
    await served(lint(app), post(fixed));
    expect(seen).toEqual([true, true, 'kept', 7, 7]);
  });

  it('stops if its reader stops', async () => {
    const events: string[] = [];
    const stopping: Application = async ({ 'wsgi.input': input }, startResponse) => {
      for await (const _ of input) break;
      startResponse('200 OK', []);
      return [];
    };
    const input = (function* () {
      try {
        yield Buffer.from('a');
        yield Buffer.from('b');
      } finally {
        events.push('returned');
      }
    })();
    await served(lint(stopping), post(input));
    expect(events).toEqual(['returned']);
  });
});

describe('wsgi.errors under lint', () => {
  it('passes messages on', async () => {
    const messages: string[] = [];
    const errors = { write: (message: string) => messages.push(message) };
    let result: unknown;
    const app: Application = ({ 'wsgi.errors': inner }, startResponse) => {
      result = inner.write('m');
      startResponse('200 OK', []);
      return [];
    };
    await served(lint(app), soundEnviron({ 'wsgi.errors': errors }));
    expect([messages, result]).toEqual([['m'], 1]);
  });
});

describe('a warning', () => {
  it('names the rule, the responsible side, and the section', async () => {
    const warnings: LintWarning[] = [];
    const app = lint(answering('200 OK', [TEXT, ['X-', '1']]), {
      onWarning: (warning) => warnings.push(warning),
    });
    await served(app, soundEnviron());
    expect(warnings).toEqual([
      {
        rule: 'header-name',
        blame: 'application',
        spec: 'RFC 9110, section 5.1',
        message: 'header-name: the header name X- ends in - (RFC 9110, section 5.1)',
      },
    ]);
  });
});

describe('a sound environ', () => {
  it.each<[string, Partial<Record<keyof Environ, unknown>>]>([
    ['may lack SCRIPT_NAME', { SCRIPT_NAME: undefined }],
    ['may lack PATH_INFO below a mount', { SCRIPT_NAME: '/app', PATH_INFO: undefined }],
    ['may have an empty path', { PATH_INFO: '' }],
    ['may have an empty CONTENT_LENGTH', { CONTENT_LENGTH: '' }],
    ['may have keys with a dot and any value', { 'a.b': 5, 'wheatpaste.x': null }],
    ['may have undefined keys', { REMOTE_USER: undefined, HTTP_X: undefined }],
    ['may have a scheme with TLS', { 'wsgi.url_scheme': 'https' }],
    ['may have any registered method', { REQUEST_METHOD: 'VERSION-CONTROL' }],
  ])('%s', async (_, changes) => {
    const environ = { ...soundEnviron(), ...changes } as Environ;
    const warnings: LintWarning[] = [];
    const app = lint(answering('200 OK', [TEXT], ['hi']), { onWarning: (warning) => warnings.push(warning) });
    expect(String(await served(app, environ))).toBe('hi');
    expect(warnings).toEqual([]);
  });
});
