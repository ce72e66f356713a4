import { describe, expect, it } from 'vitest';
import { HTTPNotFound, HTTPServiceUnavailable, Request } from '../../../src/index.ts';
import { httpExceptions } from '../../../src/middleware/errors/http-exceptions.ts';
import { type Rescue, rescuing } from '../../../src/middleware/errors/rescuing.ts';
import { TestApp } from '../../../src/testing.ts';
import type { AppIter, Application } from '../../../src/wsgi/contract.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { tracked } from '../../support/bodies.ts';
import { bytes } from '../../support/bytes.ts';
import { answering } from '../../support/linted.ts';
import { exchangeOver } from '../../support/wires.ts';

const error = new Error('no');

/** The arguments of a rescue, and the calls on the wire. */
async function rescued(app: Application, rescue: Partial<Rescue> = {}, environ = {}) {
  const told: unknown[] = [];
  const exchange = exchangeOver(
    rescuing(app, {
      answerFor: (thrown) => answering('500 Oh', [], [`sorry: ${(thrown as Error).message}`]),
      told: (thrown, _environ, isAnswered) => told.push([(thrown as Error).message, isAnswered]),
      ...rescue,
    }),
    environ,
  );
  await exchange.run();
  return { ...exchange, told };
}

const throwing: Application = () => {
  throw error;
};

function streaming(...chunks: (string | Error)[]): Application {
  return (_, start) => {
    start('200 OK', [['X-A', '1']]);
    return generated(...chunks);
  };
}

async function* generated(...chunks: (string | Error)[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield bytes(chunk);
  }
}

describe('rescuing', () => {
  it.each<[what: string, app: Application, message: string]>([
    ['throws', throwing, 'no'],
    ['rejects', () => Promise.reject(error), 'no'],
    [
      'throws after it started',
      (_, start) => {
        start('200 OK', []);
        throw error;
      },
      'no',
    ],
    ['throws from its body', streaming(error), 'no'],
    ['throws after an empty chunk', streaming('', error), 'no'],
    [
      'throws from a synchronous body',
      (_, start) => {
        start('200 OK', []);
        return (function* () {
          yield* [];
          throw error;
        })();
      },
      'no',
    ],
    ['throws before a late start', () => generated(error), 'no'],
    ['never starts', () => [], 'the application did not call startResponse'],
    ['never starts a stream', () => generated(), 'the application did not call startResponse'],
    ['returns nothing', (() => undefined) as unknown as Application, 'the application returned undefined'],
    [
      'returns text',
      (_, start) => {
        start('200 OK', []);
        return ['text'] as unknown as AppIter;
      },
      'a body must give Uint8Array chunks',
    ],
    [
      'yields text from a stream',
      (_, start) => {
        start('200 OK', []);
        return (async function* () {
          yield 'text' as unknown as Uint8Array;
        })();
      },
      'a body must give Uint8Array chunks',
    ],
    [
      'writes text',
      (_, start) => {
        start('200 OK', [])('text' as unknown as Uint8Array);
        return [];
      },
      'a body must give Uint8Array chunks',
    ],
    [
      'writes nothing and throws',
      (_, start) => {
        start('200 OK', [])(bytes(''));
        throw error;
      },
      'no',
    ],
  ])('replaces the response of an application that %s', async (_what, app, message) => {
    const { wire, told, reported } = await rescued(app);
    expect(wire.calls[0]).toBe('head 500 Oh');
    expect(wire.calls.join()).toContain(`sorry: ${message}`);
    expect(told).toEqual([[expect.stringContaining(message), true]]);
    expect(reported).toEqual([]);
  });

  it('does not change or delay other responses', () => {
    const { wire, run } = exchangeOver(
      rescuing(answering('200 OK', [], ['a']), { answerFor: () => undefined }),
    );
    expect(run()).toBeUndefined();
    expect(wire.calls).toEqual(['head 200 OK', 'end a']);
  });

  it('passes chunks on as they are produced', async () => {
    const { wire, told } = await rescued(streaming('a', 'b'));
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'write b', 'end']);
    expect(told).toEqual([]);
  });

  it.each<[what: string, app: Application]>([
    ['a chunk', streaming('a', error)],
    [
      'written data',
      (_, start) => {
        start('200 OK', [])(bytes('a'));
        throw error;
      },
    ],
  ])('is too late after %s: the response is cut', async (_what, app) => {
    const { wire, told, reported } = await rescued(app);
    expect(wire.calls.at(-1)).toBe('cut');
    expect(told).toEqual([['no', false]]);
    expect(reported).toEqual(['Error: no']);
  });

  it('is too late after the head was sent: the response is cut', async () => {
    const { wire, told } = await rescued((_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield* [];
        await new Promise(setImmediate);
        await new Promise(setImmediate);
        throw error;
      })();
    });
    expect([wire.calls[0], wire.calls.at(-1)]).toEqual(['head 200 OK', 'cut']);
    expect(told).toEqual([['no', false]]);
  });

  it('passes on errors that it does not handle', async () => {
    const { told, reported } = await rescued(throwing, { answerFor: () => undefined });
    expect([told, reported]).toEqual([[], ['Error: no']]);
    expect((await rescued(throwing, { told: undefined } as never)).wire.calls[0]).toBe('head 500 Oh');
  });

  it('closes the failed body and the replacement, once each', async () => {
    const closed: string[] = [];
    const failing = Object.assign(generated(error), { close: () => closed.push('own') });
    const instead = Object.assign(generated('a', 'b'), { close: () => closed.push('instead') });
    await rescued(
      (_, start) => {
        start('200 OK', []);
        return failing;
      },
      {
        answerFor: () => (_, start) => {
          start('500 Oh', []);
          return instead;
        },
      },
    );
    expect(closed).toEqual(['own', 'instead']);
  });

  it('closes the body when the client disconnects', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const { wire, run } = exchangeOver(
      rescuing(
        (_, start) => {
          start('200 OK', []);
          return body;
        },
        { answerFor: () => undefined },
      ),
    );
    wire.write = () => wire.leave();
    await run();
    expect(closed()).toBe(true);
  });

  it('throws the error to a caller that has already used the head', async () => {
    const app = rescuing(streaming(error), { answerFor: () => answering('500 Oh') });
    const response = await Request.blank('/').send(app);
    await expect(response.text()).rejects.toThrow('no');
  });
});

describe('httpExceptions', () => {
  it.each<[what: string, thrown: unknown, status: number]>([
    ['an HTTPException', new HTTPNotFound('gone'), 404],
    ['a class of exceptions', HTTPNotFound, 404],
    ['an error in reading the request', new BadRequestError('bad JSON'), 400],
    ['an error of http-errors', Object.assign(new Error('teapot'), { status: 418, expose: true }), 418],
  ])('answers with %s', async (_what, thrown, status) => {
    const app = new TestApp(
      httpExceptions()(() => {
        throw thrown;
      }),
    );
    expect((await app.get('/', { status })).statusLine).toContain(String(status));
  });

  it('answers with an exception that the first step of a body throws', async () => {
    const app = httpExceptions()((_, start) => {
      start('200 OK', []);
      return generated(new HTTPNotFound('gone'));
    });
    const { wire, run } = exchangeOver(app);
    await run();
    expect(wire.calls[0]).toBe('head 404 Not Found');
  });

  it('passes on all other errors', async () => {
    await expect(Request.blank('/').send(httpExceptions()(throwing))).rejects.toBe(error);
  });

  it('logs a server error whose message is not sent', async () => {
    const logged = async (thrown: unknown) => {
      const { run, reported } = exchangeOver(
        httpExceptions()(() => {
          throw thrown;
        }),
      );
      await run();
      return reported;
    };
    expect(await logged(Object.assign(new Error('down'), { status: 503, expose: false }))).toEqual([
      'Error: down',
    ]);
    expect(await logged(Object.assign(new Error('down'), { status: 503, expose: true }))).toEqual([]);
    expect(await logged(new HTTPServiceUnavailable({ retryAfter: 5 }))).toEqual([]);
  });

  it('refuses unknown options', () => {
    expect(() => httpExceptions({ status: 404 } as never)).toThrow(
      'unknown option of httpExceptions: status',
    );
  });
});
