import { describe, expect, it } from 'vitest';
import { BodyInput } from '../../src/body/input/input.ts';
import { TextBody } from '../../src/body/text-body.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { CAPABILITIES } from '../../src/wsgi/capabilities.ts';
import type { AppIter, Application, HeaderList } from '../../src/wsgi/contract.ts';
import { bytes } from '../support/bytes.ts';
import { happening } from '../support/raw.ts';
import { exchangeOver } from '../support/wires.ts';

/** An application that starts a response and returns a body. */
const answering =
  (body: unknown, status = '200 OK', headers: HeaderList = []): Application =>
  (_environ, start) => {
    start(status, headers);
    return body as AppIter;
  };

/** A body of chunks that counts the calls of its methods. */
function counted(chunks: readonly (string | Error)[]) {
  const calls: string[] = [];
  const left = [...chunks];
  const body = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const chunk = left.shift();
        if (chunk === undefined) return { done: true as const, value: undefined };
        if (chunk instanceof Error) throw chunk;
        return { done: false as const, value: bytes(chunk) };
      },
      async return() {
        calls.push('return');
        return { done: true as const, value: undefined };
      },
    }),
    close: () => void calls.push('close'),
  };
  return { body, calls };
}

async function sent(app: Application, environ = {}) {
  const exchange = exchangeOver(app, environ);
  await exchange.run();
  return exchange;
}

describe('an unwrapped handler', () => {
  it.each<[what: string, handler: unknown]>([
    ['a Fetch response', () => new globalThis.Response('a')],
    ['a response', () => new Response('a')],
    ['text', async () => 'text'],
    ['an object', () => ({ a: 1 })],
    ['nothing', () => undefined],
  ])(
    'FM5: is answered with a 500, and a report that names the wrapper, if it returns %s',
    async (_, handler) => {
      const { wire, reported } = await sent(handler as Application);
      expect(wire.calls).toEqual(['head 500 Internal Server Error', 'end Internal Server Error']);
      expect(reported.join()).toContain('wrap a handler in wsgify(handler)');
      await expect(Request.blank('/').send(handler as Application)).rejects.toThrow(/wsgify\(handler\)/);
    },
  );
});

describe('the Content-Length of a body of known length', () => {
  it.each<[what: string, method: string, status: string, chunks: string[], length: string[]]>([
    ['is sent, although the body is chunked', 'GET', '200 OK', ['one', 'two'], ['6']],
    ['is sent for HEAD', 'HEAD', '200 OK', ['one'], ['3']],
    ['is omitted for HEAD if there is no body', 'HEAD', '200 OK', [], []],
    ['is omitted for a 204', 'GET', '204 No Content', ['one', 'two'], []],
    ['is omitted for a 304', 'HEAD', '304 Not Modified', ['one'], []],
  ])('%s', async (_what, REQUEST_METHOD, status, chunks, length) => {
    const { wire } = await sent(answering(chunks.map(bytes), status), { REQUEST_METHOD });
    expect(wire.field('content-length')).toEqual(length);
  });
});

describe('a response', () => {
  it.each<[what: string, body: unknown]>([
    ['one chunk', [bytes('body')]],
    ['text', new TextBody('body')],
    ['a synchronous iterable of one chunk', new Set([bytes('body')])],
    ['a synchronous generator of one chunk', [bytes('body')].values()],
    ['an array with a close()', Object.assign([bytes('body')], { close: () => {} })],
  ])(
    'whose body is %s is complete: the head with the length, and the end with the bytes',
    async (_what, body) => {
      const { wire } = await sent(answering(body));
      expect(wire.calls).toEqual(['head 200 OK', 'end body']);
      expect(wire.fields).toEqual([['Content-Length', '4']]);
    },
  );

  it.each<[what: string, body: unknown]>([
    ['an empty array', []],
    ['an empty generator', [].values()],
    ['an asynchronous body that ends immediately', counted([]).body],
  ])('without bytes (%s) has length 0', async (_what, body) => {
    const { wire } = await sent(answering(body));
    expect(wire.calls).toEqual(['head 200 OK', 'end ']);
    expect(wire.fields).toEqual([['Content-Length', '0']]);
  });

  it('of several chunks is written as they are produced', async () => {
    const { wire } = await sent(answering([bytes('a'), bytes(''), bytes('b'), bytes('c')]));
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'write b', 'write c', 'end']);
  });

  it('begins with the data from write()', async () => {
    const { wire } = await sent((_environ, start) => {
      start('200 OK', [])(bytes('a'));
      return [bytes('b')];
    });
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'write b', 'end']);
  });

  it('is sent no faster than the client reads it', async () => {
    const room = happening();
    const { wire, run } = exchangeOver(answering([bytes('a'), bytes('b')]));
    wire.full = room.promise;
    const done = run();
    await new Promise(setImmediate);
    expect(wire.calls).toEqual(['head 200 OK', 'write a']);
    room.happen();
    await done;
    expect(wire.calls.slice(2)).toEqual(['write b', 'end']);
  });

  it('accepts a lent buffer, and waits until the wire has used it', async () => {
    const lend = async function* () {
      yield bytes('a');
      yield bytes('b');
    };
    const { wire } = await sent(answering({ [Symbol.asyncIterator]: lend, [CAPABILITIES]: { lend } }));
    expect(wire.calls).toEqual(['head 200 OK', 'lent a', 'lent b', 'end']);
  });

  it('may be a thenable', async () => {
    const then = 'then';
    const app = (...args: Parameters<Application>) => ({
      [then]: (go: (body: AppIter) => void) => go(answering([])(...args) as AppIter),
    });
    expect((await sent(app as unknown as Application)).wire.calls).toEqual(['head 200 OK', 'end ']);
  });
});

describe('the head', () => {
  it('is sent after one turn of the event loop if there are no bytes yet', async () => {
    const first = happening();
    const { wire, run } = exchangeOver(
      answering(
        (async function* () {
          await first.promise;
          yield bytes('event');
        })(),
      ),
    );
    const done = run();
    expect(wire.calls).toEqual([]);
    await new Promise(setImmediate);
    expect(wire.calls).toEqual(['head 200 OK', 'flush']);
    first.happen();
    await done;
    expect(wire.calls.slice(2)).toEqual(['write event', 'end']);
  });

  it('is sent with the first bytes if they come in the same turn', async () => {
    const { wire } = await sent(answering(counted(['a']).body));
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'end']);
  });

  it('that is started while the body waits is sent after a turn, too', async () => {
    const first = happening();
    const { wire, run } = exchangeOver((_environ, start) =>
      (async function* () {
        await new Promise(setImmediate);
        start('200 OK', []);
        await first.promise;
        yield bytes('a');
      })(),
    );
    const done = run();
    await expect.poll(() => wire.calls).toEqual(['head 200 OK', 'flush']);
    first.happen();
    await done;
  });

  it('may be replaced after an error until it is sent', async () => {
    const { wire } = await sent((_environ, start) => {
      start('200 OK', [['X-A', '1']]);
      start('503 Later', [['X-B', '2']], new Error('no'));
      return [];
    });
    expect(wire.calls[0]).toBe('head 503 Later');
    expect(wire.fields.map(([name]) => name)).toEqual(['X-B', 'Content-Length']);
  });

  it('is final once sent: a body that waits and then throws is cut off', async () => {
    const { wire, reported } = await sent(
      answering(
        (async function* () {
          await new Promise(setImmediate);
          await new Promise(setImmediate);
          yield* [];
          throw new Error('late');
        })(),
      ),
    );
    expect(wire.calls).toEqual(['head 200 OK', 'flush', 'cut']);
    expect(reported).toEqual(['Error: late']);
  });

  it('FG8, FG23: contains no connection fields, nor those that Connection names', async () => {
    const names = [
      'Connection',
      'Keep-Alive',
      'Proxy-Connection',
      'TE',
      'Trailer',
      'Transfer-Encoding',
      'Upgrade',
    ];
    const more = ['Proxy-Authenticate', 'Proxy-Authorization', 'HTTP2-Settings'];
    const headers = [...names, ...more].map((name): [string, string] => [
      name,
      name === 'Connection' ? 'X-Gone' : 'x',
    ]);
    const { wire } = await sent(answering([], '200 OK', [...headers, ['x-gone', '1'], ['X-Kept', '1']]));
    expect(wire.fields).toEqual([
      ['X-Kept', '1'],
      ['Content-Length', '0'],
    ]);
  });

  it.each([
    ['407 Proxy Authentication Required', 'Proxy-Authenticate', 'Basic realm="x"'],
    ['426 Upgrade Required', 'Upgrade', 'HTTP/2.0'],
  ])('keeps the field that %s requires (RFC 9110, 15.5.8 and 15.5.22)', async (status, name, value) => {
    expect((await sent(answering([], status, [[name, value]]))).wire.fields[0]).toEqual([name, value]);
  });

  it('FG8: contains one Content-Length, even if it is repeated', async () => {
    const { wire } = await sent(
      answering([bytes('a')], '200 OK', [
        ['Content-Length', '1'],
        ['content-length', '1, 1'],
      ]),
    );
    expect(wire.fields).toEqual([['Content-Length', '1']]);
  });
});

describe('a response without a body', () => {
  const length: HeaderList = [['Content-Length', '5']];

  it.each([
    ['HEAD', '200 OK', ['5']],
    ['HEAD', '404 Not Found', ['5']],
    ['GET', '204 No Content', []],
    ['GET', '304 Not Modified', ['5']],
  ])('%s %s consists only of a head', async (method, status, declared) => {
    const { body, calls } = counted(['hello']);
    const { wire } = await sent(answering(body, status, length), { REQUEST_METHOD: method });
    expect(wire.calls).toEqual([`head ${status}`, 'end']);
    expect(wire.field('content-length')).toEqual(declared);
    expect(calls).toEqual(['return', 'close']);
  });

  it.each(['GET', 'HEAD'])('FG9: %s 205 declares no bytes, whatever the application says', async (method) => {
    const { wire } = await sent(answering([bytes('hello')], '205 Reset Content', length), {
      REQUEST_METHOD: method,
    });
    expect(wire.calls).toEqual(['head 205 Reset Content', 'end']);
    expect(wire.field('content-length')).toEqual(['0']);
  });

  it.each(['written', 'yielded'])('drops a body that is %s', async (how) => {
    const { wire } = await sent((_environ, start) => {
      const write = start('204 No Content', []);
      if (how === 'written') write(bytes('x'));
      return (async function* () {
        yield bytes('y');
      })();
    });
    expect(wire.calls).toEqual(['head 204 No Content', 'end']);
  });

  describe.each([
    ['HEAD', '200 OK'],
    ['GET', '204 No Content'],
    ['GET', '205 Reset Content'],
    ['GET', '304 Not Modified'],
  ])('FG19: %s %s from an application that starts it inside an endless generator', (method, status) => {
    const environ = { REQUEST_METHOD: method };

    it('is sent immediately, and the generator returns: synchronous', async () => {
      let returned = 0;
      const { wire } = await sent((_environ, start) => {
        return (function* () {
          try {
            start(status, []);
            for (;;) yield bytes('x');
          } finally {
            returned++;
          }
        })();
      }, environ);
      expect([wire.calls, returned]).toEqual([[`head ${status}`, 'end'], 1]);
    });

    it('is sent immediately, and the generator returns: asynchronous, even before its first chunk', async () => {
      for (const isSilent of [false, true]) {
        const over = happening();
        const closed: string[] = [];
        const { wire } = await sent((_environ, start) => {
          const chunks = (async function* () {
            try {
              start(status, []);
              if (isSilent) await over.promise;
              for (;;) yield bytes('x');
            } finally {
              closed.push('returned');
            }
          })();
          return Object.assign(chunks, {
            close: () => {
              closed.push('closed');
              over.happen();
            },
          });
        }, environ);
        expect(wire.calls).toEqual([`head ${status}`, 'end']);
        expect(closed.sort()).toEqual(['closed', 'returned']);
      }
    });
  });
});

describe('close()', () => {
  it.each<[when: string, chunks: (string | Error)[], environ: object, calls: string[]]>([
    ['after a body is read to its end', ['a', 'b'], {}, ['close']],
    ['after an empty body', [], {}, ['close']],
    ['after HEAD', ['a'], { REQUEST_METHOD: 'HEAD' }, ['return', 'close']],
    ['after an error before the first chunk', [new Error('x')], {}, ['close']],
    ['after an error in the middle', ['a', new Error('x')], {}, ['close']],
    ['after more bytes than were declared', ['a', 'bcdef'], {}, ['return', 'close']],
  ])('is called once, %s', async (_when, chunks, environ, calls) => {
    const tracked = counted(chunks);
    const declared: HeaderList =
      chunks.length === 2 && chunks[1] === 'bcdef' ? [['Content-Length', '3']] : [];
    await sent(answering(tracked.body, '200 OK', declared), environ);
    expect(tracked.calls).toEqual(calls);
  });

  it('is called once if the client disconnects while the body waits, even if the body keeps waiting', async () => {
    const calls: string[] = [];
    const never = new Promise<never>(() => {});
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => never,
        return: () => never.finally(() => calls.push('never')),
      }),
      close: () => void calls.push('close'),
    };
    const { wire, run } = exchangeOver(answering(body));
    run();
    await new Promise(setImmediate);
    wire.leave();
    await expect.poll(() => calls).toEqual(['close']);
  });

  it('is called once if the client has disconnected before the body exists', async () => {
    const { body, calls } = counted(['a']);
    const { wire, run } = exchangeOver(async (environ, start) => {
      await Promise.resolve();
      return answering(body)(environ, start);
    });
    const done = run();
    wire.leave();
    await done;
    expect([wire.calls, calls]).toEqual([[], ['return', 'close']]);
  });

  it('that fails is reported, and does not change the response', async () => {
    const body = Object.assign([bytes('a')], { close: () => Promise.reject(new Error('close')) });
    const { wire, reported } = await sent(answering(body));
    expect(wire.calls).toEqual(['head 200 OK', 'end a']);
    expect(reported).toEqual(['Error: close']);
  });

  it('is called even if return() fails', async () => {
    const calls: string[] = [];
    const body = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false as const, value: 'text' }),
        return: () => {
          throw new Error('return');
        },
      }),
      close: () => calls.push('close'),
    };
    const { reported } = await sent(answering(body));
    expect(calls).toEqual(['close']);
    expect(reported).toHaveLength(1);
  });
});

describe('an error', () => {
  const failures: [what: string, app: Application][] = [
    ['of no response at all', () => []],
    ['of no body', answering(undefined)],
    ['of text as the body', answering('text')],
    ['of a response as the body', answering(new Response('x'))],
    ['FG10: of text as a chunk', answering(['text'])],
    ['FG10: of text as one of several chunks', answering([bytes('a'), 'more'])],
    ['FG10: of text that is written', (_environ, start) => [start('200 OK', [])('text' as never)] as never],
    ['FG10: of null as a chunk', answering([null])],
    ['of a status that is a number', (_environ, start) => [start(200 as never, [])] as never],
    ['of an invalid status', answering([], 'OK')],
    ['of a status with a line break', answering([], '200 OK\r\nX: y')],
    ['of a status that is not final', answering([], '103 Early Hints')],
    ['of headers that are an object', answering([], '200 OK', { a: 'b' } as never)],
    ['of an invalid name', answering([], '200 OK', [['a b', 'c']])],
    ['of a name that is not a string', answering([], '200 OK', [[5 as never, 'c']])],
    ['of a pseudo-field', answering([], '200 OK', [[':status', '201']])],
    ['of a value with a line break', answering([], '200 OK', [['a', 'b\r\nc: d']])],
    ['of a value beyond U+00FF', answering([], '200 OK', [['a', '€']])],
    ['of a value that is not a string', answering([], '200 OK', [['a', 5 as never]])],
    [
      'FG8: of two Content-Lengths',
      answering([bytes('a')], '200 OK', [
        ['Content-Length', '1'],
        ['Content-Length', '2'],
      ]),
    ],
    ['of an invalid Content-Length', answering([bytes('a')], '200 OK', [['Content-Length', '+1']])],
    ['of a Content-Length that is too small', answering([bytes('ab')], '200 OK', [['Content-Length', '1']])],
    ['of a Content-Length that is too large', answering([bytes('ab')], '200 OK', [['Content-Length', '3']])],
    [
      'of a Content-Length that the first chunk exceeds',
      answering(counted(['ab']).body, '200 OK', [['Content-Length', '1']]),
    ],
    ['of a second response', (_environ, start) => [start('200 OK', []), start('200 OK', [])] as never],
    [
      'that is thrown',
      () => {
        throw new Error('x');
      },
    ],
    [
      'that is undefined',
      () => {
        throw undefined;
      },
    ],
    ['that occurs later', () => Promise.reject(new Error('x'))],
    ['of the first chunk', answering(counted([new Error('x')]).body)],
    ['after an empty chunk', answering(counted(['', new Error('x')]).body)],
  ];

  it.each(failures)('%s, before the head, is a 500 without details', async (_what, app) => {
    const { wire, reported } = await sent(app);
    expect(wire.calls).toEqual(['head 500 Internal Server Error', 'end Internal Server Error']);
    expect(wire.fields).toEqual([
      ['Content-Type', 'text/plain; charset=UTF-8'],
      ['Content-Length', '21'],
    ]);
    expect(reported).toHaveLength(1);
  });

  it('of HEAD is a 500 without a body', async () => {
    const { wire } = await sent(() => [], { REQUEST_METHOD: 'HEAD' });
    expect(wire.calls).toEqual(['head 500 Internal Server Error', 'end']);
  });

  it.each<[what: string, app: Application]>([
    ['of a chunk', answering(counted(['a', new Error('x')]).body)],
    ['of too few bytes', answering([bytes('a'), bytes('b')], '200 OK', [['Content-Length', '3']])],
    ['of too many bytes', answering([bytes('a'), bytes('b')], '200 OK', [['Content-Length', '1']])],
    [
      'of another response',
      (_environ, start) =>
        (function* () {
          start('200 OK', []);
          yield bytes('a');
          yield bytes('b');
          start('500 Internal Server Error', [], new Error('x'));
        })(),
    ],
  ])('%s, after the head, cuts the response off', async (_what, app) => {
    const { wire, reported } = await sent(app);
    expect(wire.calls[0]).toBe('head 200 OK');
    expect(wire.calls.at(-1)).toBe('cut');
    expect(reported).toHaveLength(1);
  });

  it('FG1: of the wire about a head is a 500 without any field of that head', async () => {
    const { wire, run, reported } = exchangeOver(answering([bytes('a')], '200 OK', [['Set-Cookie', 'a=1']]));
    wire.refusals = 1;
    await run();
    expect(wire.calls).toEqual(['head 500 Internal Server Error', 'end Internal Server Error']);
    expect(wire.field('set-cookie')).toEqual([]);
    expect(reported).toEqual(['TypeError: refused head']);
  });

  it('FG1: of the wire about the 500, too, cuts the response off', async () => {
    const { wire, run, reported } = exchangeOver(answering([]));
    wire.refusals = 2;
    await run();
    expect(wire.calls).toEqual(['cut']);
    expect(reported).toHaveLength(2);
  });

  it('FG1: of the wire about everything is only reported', async () => {
    const { wire, run, reported } = exchangeOver(answering([]));
    wire.refusals = 2;
    wire.cut = () => {
      throw new Error('stuck');
    };
    await run();
    expect(reported).toEqual(['TypeError: refused head', 'TypeError: refused head', 'Error: stuck']);
  });

  it.each<[string, unknown, string, string[]]>([
    ['bytes', [bytes('a')], '200 OK', ['head 200 OK']],
    ['a stream', counted(['a']).body, '200 OK', ['head 200 OK', 'write a']],
    ['no body', [], '204 No Content', ['head 204 No Content']],
  ])('of the wire about the end of %s cuts the response off', async (_, body, status, calls) => {
    const { wire, reported, run } = exchangeOver(answering(body, status));
    wire.end = () => {
      throw new TypeError('refused end');
    };
    await run();
    expect(wire.calls).toEqual([...calls, 'cut']);
    expect(reported).toEqual(['TypeError: refused end']);
  });

  it('of the wire after a turn of the event loop is a 500, too', async () => {
    const { wire, run } = exchangeOver(
      answering({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
    );
    wire.refusals = 1;
    await run();
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
  });

  it('FG15: is ignored if it only says that the client has disconnected', async () => {
    for (const [error, count] of [
      [new DOMException('x', 'AbortError'), 0],
      [new Error('x'), 1],
    ] as const) {
      const gone = happening();
      const { wire, run, reported } = exchangeOver(async () => {
        await gone.promise;
        throw error;
      });
      const done = run();
      wire.leave();
      gone.happen();
      await done;
      expect([reported.length, wire.calls]).toEqual([count, []]);
    }
  });

  it('of an abandoned body is reported, unless it only says that the client has disconnected', async () => {
    for (const [error, count] of [
      [new DOMException('x', 'AbortError'), 0],
      [new Error('x'), 1],
    ] as const) {
      const gone = happening();
      const { wire, run, reported } = exchangeOver(
        answering(
          (async function* () {
            await gone.promise;
            yield* [];
            throw error;
          })(),
        ),
      );
      run();
      await new Promise(setImmediate);
      wire.leave();
      gone.happen();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(reported.length).toBe(count);
    }
  });
});

describe('an application that continues after the end', () => {
  it('can neither write nor start another response', async () => {
    let late: () => void = () => {};
    let again: () => void = () => {};
    const { wire, run } = exchangeOver((_environ, start) => {
      const write = start('200 OK', []);
      late = () => void write(bytes('late'));
      again = () => void start('200 OK', [], undefined);
      return [bytes('a')];
    });
    await run();
    late();
    expect(again).toThrow(TypeError);
    expect(wire.calls).toEqual(['head 200 OK', 'end a']);
  });

  it('sends nothing to a client that has disconnected, although it may start its response', async () => {
    const { wire, run, reported } = exchangeOver(async (environ, start) => {
      await new Promise(setImmediate);
      return answering([bytes('a')])(environ, start);
    });
    const done = run();
    wire.leave();
    await done;
    expect([wire.calls, reported]).toEqual([[], []]);
  });

  it('with endless empty chunks lets other requests run', async () => {
    let isEnough = false;
    setImmediate(() => {
      isEnough = true;
    });
    const { wire } = await sent((_environ, start) => {
      start('200 OK', []);
      return (function* () {
        while (!isEnough) yield bytes('');
        yield bytes('a');
      })();
    });
    expect(wire.calls.at(-1)).toBe('end a');
  });
});

describe('the exchange', () => {
  it('is in the environ, with a signal that fires when the client disconnects', async () => {
    const over = happening();
    let signal: AbortSignal | undefined;
    const { wire, run, environ } = exchangeOver(async (given, start) => {
      signal = new Request({ ...given }).signal;
      await over.promise;
      return answering([])(given, start);
    });
    const done = run();
    expect(environ['wheatpaste.exchange']?.signal).toBe(signal);
    expect(signal?.aborted).toBe(false);
    wire.leave();
    expect(signal?.aborted).toBe(true);
    over.happen();
    await done;
  });

  it('closes at its end whatever was opened to read the body', async () => {
    const input = async function* () {
      yield bytes('hi');
    };
    const request = happening<Request>();
    const { run } = exchangeOver(
      async (environ, start) => {
        const reading = new Request({ ...environ });
        await reading.bytes();
        request.happen(reading);
        environ['wsgi.input'] = [];
        return answering([])(environ, start);
      },
      { CONTENT_LENGTH: '2', 'wsgi.input': input() },
    );
    await run();
    await expect((await request.promise).bytes()).rejects.toThrow(TypeError);
  });
});

describe('a request body that cannot be closed', () => {
  const fail = () => {
    throw new Error('stuck');
  };

  it.each([
    ['later', async () => fail()],
    ['at once', fail],
  ])('is reported if it fails %s, after the response was sent', async (_, dispose) => {
    const stuck = { [Symbol.asyncDispose]: dispose };
    const { run, wire, reported } = exchangeOver(
      (environ, start) => {
        BodyInput.of(environ).own(stuck);
        return answering([bytes('a')])(environ, start);
      },
      { CONTENT_LENGTH: '2', 'wsgi.input': new Set([bytes('hi')]) },
    );
    await run();
    expect([wire.calls.length, reported]).toEqual([2, ['Error: stuck']]);
  });
});

describe('the hooks of a gateway', () => {
  it('passes() is called for a status before anything is sent, and the body is closed unread', async () => {
    const { body, calls } = counted(['a']);
    for (const app of [answering(body, '404 Not Found'), answering([bytes('x')], '404 Not Found')]) {
      const { wire, run } = exchangeOver(app, {}, { passes: (code) => code === 404 });
      await run();
      expect(wire.calls).toEqual([]);
    }
    expect(calls).toEqual(['return', 'close']);
  });

  it('passes() is called before a pull-based client is awaited', async () => {
    const app = answering([bytes('a'), bytes('b')], '404 Not Found');
    const { wire, run } = exchangeOver(app, {}, { passes: () => true });
    Object.assign(wire, { asked: () => void wire.calls.push('asked') });
    await run();
    expect(wire.calls).toEqual([]);
  });

  it('passes() is called for a waiting body after a turn', async () => {
    const body = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    for (const method of ['GET', 'HEAD']) {
      const { wire, run } = exchangeOver(
        answering(body, '404 Not Found'),
        { REQUEST_METHOD: method },
        { passes: () => true },
      );
      await run();
      expect(wire.calls).toEqual([]);
    }
  });

  it('fails() receives an error before the head, which is then not reported', async () => {
    const failed: unknown[] = [];
    const fails = (error: unknown) => failed.push(error) > 0;
    const { wire, run, reported } = exchangeOver(() => Promise.reject('mine'), {}, { fails });
    await run();
    expect([failed, wire.calls, reported]).toEqual([['mine'], [], []]);
  });

  it('fails() that throws has both errors reported, and the response is a 500', async () => {
    const fails = () => {
      throw new Error('gateway');
    };
    const { wire, run, reported } = exchangeOver(() => Promise.reject(new Error('app')), {}, { fails });
    await run();
    expect(reported).toEqual(['Error: gateway', 'Error: app']);
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
  });

  it('onError() receives errors in place of the log', async () => {
    const told: unknown[] = [];
    const { run, reported, environ } = exchangeOver(
      () => Promise.reject('mine'),
      {},
      { onError: (...args) => told.push(args) },
    );
    await run();
    expect([told, reported]).toEqual([[['mine', environ]], []]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('teller');
      },
    ],
    ['rejects', () => Promise.reject(new Error('teller'))],
  ])('onError() that %s has both errors logged', async (_how, onError) => {
    const { run, reported } = exchangeOver(() => Promise.reject(new Error('app')), {}, { onError });
    await run();
    await expect.poll(() => reported).toEqual(['Error: app', 'Error: teller']);
  });
});
