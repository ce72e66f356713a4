import { describe, expect, it } from 'vitest';
import { TextBody } from '../../src/body/text-body.ts';
import { Request } from '../../src/request/request.ts';
import { Response } from '../../src/response/response.ts';
import { iterate } from '../../src/wsgi/app-iter.ts';
import { CAPABILITIES } from '../../src/wsgi/capabilities.ts';
import type { AppIter, Application, HeaderList } from '../../src/wsgi/contract.ts';
import { type Tap, tap } from '../../src/wsgi/tap.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';
import { happening } from '../support/raw.ts';
import { exchangeOver } from '../support/wires.ts';

const answering =
  (body: unknown, status = '200 OK', headers: HeaderList = []): Application =>
  (_environ, start) => {
    start(status, headers);
    return body as AppIter;
  };

/** Runs a tapped application, and returns its output and the calls of the tap. */
async function tapped(app: Application, more: Tap = {}, environ = {}) {
  const told: unknown[] = [];
  const watching: Tap = {
    end: (how, count) => told.push(`${how} ${count}`),
    error: (error) => told.push(error),
    ...more,
  };
  const exchange = exchangeOver(
    tap(app, () => watching),
    environ,
  );
  await exchange.run();
  return { ...exchange, told };
}

async function* generated(...chunks: (string | Error)[]) {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield bytes(chunk);
  }
}

describe('head', () => {
  const marking: Tap = {
    head: (status, headers) => ({
      status: status.replace('OK', 'Fine'),
      headers: [...headers, ['X-Tap', '1']],
    }),
  };

  it.each<[when: string, app: Application]>([
    ['early', answering([bytes('a')], '200 OK', [['X-A', '1']])],
    [
      'inside a generator',
      (_environ, start) =>
        (async function* () {
          start('200 OK', [['X-A', '1']]);
          yield bytes('a');
        })(),
    ],
    [
      'by an asynchronous application',
      async (environ, start) => answering([bytes('a')], '200 OK', [['X-A', '1']])(environ, start),
    ],
  ])('changes a head that is started %s', async (_when, app) => {
    const promised: Tap = { head: async (...head) => (await marking.head?.(...head)) ?? undefined };
    for (const tap of [marking, promised]) {
      const { wire } = await tapped(app, tap);
      expect(wire.calls[0]).toBe('head 200 Fine');
      expect(wire.fields.slice(0, 2)).toEqual([
        ['X-A', '1'],
        ['X-Tap', '1'],
      ]);
    }
  });

  it('does not change the head if it returns nothing', async () => {
    for (const head of [() => {}, async () => {}]) {
      expect((await tapped(answering([], '201 Created'), { head })).wire.calls[0]).toBe('head 201 Created');
    }
  });

  it('is not called for a response that is replaced in time', async () => {
    const heads: string[] = [];
    const { wire } = await tapped(
      (_environ, start) => {
        start('200 OK', []);
        start('500 Sorry', [], new Error('x'));
        return [];
      },
      { head: (status) => void heads.push(status) },
    );
    expect([heads, wire.calls[0]]).toEqual([['500 Sorry'], 'head 500 Sorry']);
  });

  it('is called again for a response that replaces one while the body begins', async () => {
    const heads: string[] = [];
    const { wire } = await tapped(
      (_environ, start) => {
        start('200 OK', []);
        return (async function* () {
          start('500 Sorry', [], new Error('x'));
          yield bytes('a');
        })();
      },
      { head: async (status) => void heads.push(status) },
    );
    expect([heads, wire.calls]).toEqual([
      ['200 OK', '500 Sorry'],
      ['head 500 Sorry', 'write a', 'end'],
    ]);
  });

  it('opens a stream immediately that starts inside a generator and then waits', async () => {
    const event = happening();
    const { wire, run } = exchangeOver(
      tap(
        (_environ, start) =>
          (async function* () {
            start('200 OK', []);
            await event.promise;
            yield bytes('a');
          })(),
        () => ({ head: async () => {}, end: () => {} }),
      ),
    );
    const done = run();
    await expect.poll(() => wire.calls).toEqual(['head 200 OK', 'flush']);
    event.happen();
    await done;
  });

  it('that returns a promise delays written data, in order', async () => {
    const ready = happening();
    const written: string[] = [];
    const { wire, run } = exchangeOver(
      tap(
        async (_environ, start) => {
          const write = start('200 OK', []);
          const first = write(bytes('a'));
          write(bytes('b'));
          await first;
          written.push('a');
          return [bytes('c')];
        },
        () => ({ head: () => ready.promise }),
      ),
    );
    const done = run();
    await new Promise(setImmediate);
    expect([wire.calls, written]).toEqual([[], []]);
    ready.happen();
    await done;
    expect(wire.calls).toEqual(['head 200 OK', 'write a', 'write b', 'write c', 'end']);
  });

  it('that fails is a failure of the application', async () => {
    for (const app of [answering(tracked(['a']).body), answering([bytes('a')])]) {
      const failing: Required<Pick<Tap, 'head'>>['head'][] = [
        async () => {
          throw new Error('head');
        },
        () => {
          throw new Error('head');
        },
      ];
      for (const head of failing) {
        const { wire, told, reported } = await tapped(app, { head });
        expect(wire.calls[0]).toBe('head 500 Internal Server Error');
        expect(told).toEqual([new Error('head'), 'failed 0']);
        expect(reported).toEqual(['Error: head']);
      }
    }
  });

  it('that fails later has the body closed', async () => {
    const { body, closed } = tracked(['a']);
    const head = async () => {
      throw new Error('head');
    };
    await tapped(answering(body), { head });
    expect(closed()).toBe(true);
  });
});

describe('chunk', () => {
  const upper: Tap = {
    chunk: (chunk) =>
      Buffer.from(chunk).toString() === '-' ? undefined : bytes(Buffer.from(chunk).toString().toUpperCase()),
  };
  const promised: Tap = { chunk: async (chunk) => await upper.chunk?.(chunk) };

  it.each([
    ['immediately', upper],
    ['later', promised],
  ])('changes or drops yielded and written data: %s', async (_when, tap) => {
    const { wire, told } = await tapped((_environ, start) => {
      const write = start('200 OK', []);
      write(bytes('a'));
      write(bytes('-'));
      return generated('b', '-', 'cd');
    }, tap);
    expect(wire.calls).toEqual(['head 200 OK', 'write A', 'write B', 'write CD', 'end']);
    expect(told).toEqual(['done 4']);
  });

  it('changes bodies in memory', async () => {
    expect((await tapped(answering([bytes('a')]), upper)).wire.calls).toEqual([
      'head 200 OK',
      'write A',
      'end',
    ]);
  });

  it('accepts only bytes', async () => {
    const { told } = await tapped(answering(['text']), upper);
    expect(told).toEqual([expect.any(TypeError), 'failed 0']);
  });
});

describe('end', () => {
  it.each<[what: string, body: () => unknown, calls: string[]]>([
    ['an array', () => [bytes('abc')], ['head 200 OK', 'end abc']],
    ['text', () => new TextBody('abc'), ['head 200 OK', 'end abc']],
    ['chunks', () => [bytes('a'), bytes('bc')], ['head 200 OK', 'write a', 'write bc', 'end']],
    ['a generator', () => [bytes('a'), bytes('bc')].values(), ['head 200 OK', 'write a', 'write bc', 'end']],
    ['a stream', () => generated('a', 'bc'), ['head 200 OK', 'write a', 'write bc', 'end']],
    [
      'a body that lends',
      () => ({
        [Symbol.asyncIterator]: () => generated('never'),
        [CAPABILITIES]: { lend: () => generated('a', 'bc') },
      }),
      ['head 200 OK', 'lent a', 'lent bc', 'end'],
    ],
  ])('is called after the last chunk of %s, which is sent as without a tap', async (_what, body, calls) => {
    const { wire, told } = await tapped(answering(body()));
    expect(wire.calls).toEqual(calls);
    expect(told).toEqual(['done 3']);
  });

  it('counts written data', async () => {
    const { told } = await tapped((_environ, start) => {
      start('200 OK', [])(bytes('ab'));
      return [bytes('c')];
    });
    expect(told).toEqual(['done 3']);
  });

  it.each([
    ['HEAD', '200 OK'],
    ['GET', '204 No Content'],
    ['GET', '304 Not Modified'],
  ])('reports no bytes for %s %s', async (method, status) => {
    for (const body of [[bytes('a')], generated('a'), new TextBody('a')]) {
      const { told } = await tapped(answering(body, status), {}, { REQUEST_METHOD: method });
      expect(told).toEqual(['done 0']);
    }
    const late: Application = (_environ, start) =>
      (async function* () {
        start(status, []);
        for (;;) yield bytes('a');
      })();
    expect((await tapped(late, {}, { REQUEST_METHOD: method })).told).toEqual([
      expect.stringMatching('^done'),
    ]);
  });

  it('reports that the body was abandoned', async () => {
    for (const body of [() => generated('a', 'b'), () => [bytes('a'), bytes('b')]]) {
      const told: string[] = [];
      const watching = { end: (how: string, count: number) => told.push(`${how} ${count}`) };
      const response = await Request.blank('/').send(tap(answering(body()), () => watching));
      const stream = response.appIter as AsyncIterable<Uint8Array>;
      for await (const _ of stream) break;
      await (stream as AppIter).close?.();
      expect(told).toEqual(['left 1']);
    }
  });

  it('reports that the client has disconnected, immediately and once', async () => {
    const told: string[] = [];
    const over = happening();
    const app = tap(
      answering(
        (async function* () {
          yield bytes('a');
          await over.promise;
        })(),
      ),
      () => ({ end: (how, count) => void told.push(`${how} ${count}`) }),
    );
    const { wire, run } = exchangeOver(app);
    const done = run();
    await new Promise(setImmediate);
    wire.leave();
    expect(told).toEqual(['left 1']);
    over.happen();
    await done;
    expect(told).toEqual(['left 1']);
  });

  it('reports that the client disconnected before the application responded', async () => {
    const told: string[] = [];
    const over = happening();
    const app = tap(
      async (environ, start) => {
        await over.promise;
        return answering([bytes('a')])(environ, start);
      },
      () => ({ end: (how, count) => void told.push(`${how} ${count}`) }),
    );
    const { wire, run } = exchangeOver(app);
    const done = run();
    wire.leave();
    expect(told).toEqual(['left 0']);
    over.happen();
    await done;
    expect(told).toEqual(['left 0']);
  });

  it.each<[what: string, app: Application, bytes: number]>([
    [
      'throws',
      () => {
        throw new Error('x');
      },
      0,
    ],
    ['rejects', () => Promise.reject(new Error('x')), 0],
    ['throws inside its body', answering(generated('ab', new Error('x'))), 2],
    [
      'throws inside a body in memory',
      answering({
        *[Symbol.iterator]() {
          yield bytes('ab');
          throw new Error('x');
        },
      }),
      2,
    ],
  ])('reports that the application failed if it %s', async (_what, app, count) => {
    const { told, reported } = await tapped(app);
    expect(told).toEqual([new Error('x'), `failed ${count}`]);
    expect(reported).toEqual(['Error: x']);
  });

  it('is called even without an error or a handler for errors', async () => {
    const told: string[] = [];
    await exchangeOver(
      tap(
        () => Promise.reject(new Error('x')),
        () => ({ end: (how) => void told.push(how) }),
      ),
    ).run();
    expect(told).toEqual(['failed']);
    const body = [bytes('a')];
    const { appIter } = await Request.blank('/').call(tap(answering(body), () => ({ head: () => {} })));
    expect(appIter).toBe(body);
  });
});

describe('tap', () => {
  it('accepts anything that stands for an application, and sees each request', async () => {
    const paths: string[] = [];
    const app = tap(new Response('x'), (environ) => {
      paths.push(environ.PATH_INFO ?? '');
      return {};
    });
    const answers = [await Request.blank('/a').send(app), await Request.blank('/b').send(app)];
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['x', 'x']);
    expect(paths).toEqual(['/a', '/b']);
  });

  it('allows one start of a response, and refuses values that are not bodies', async () => {
    const twice: Application = (_environ, start) => [start('200 OK', []), start('200 OK', [])] as never;
    for (const app of [twice, answering(undefined)]) {
      expect((await tapped(app)).told).toEqual([expect.any(TypeError), 'failed 0']);
    }
  });

  it('leaves invalid statuses to the gateway', async () => {
    const { wire, told } = await tapped(answering(generated('a'), 'odd'));
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
    expect(told).toEqual([expect.any(TypeError), 'failed 0']);
    const { status } = await Request.blank('/').call(tap(answering([], 'odd'), () => ({})));
    expect(status).toBe('odd');
  });

  it('reports no error after the end', async () => {
    const over = happening();
    const told: unknown[] = [];
    const body = (async function* () {
      await over.promise;
      yield* [];
      throw new Error('late');
    })();
    const app = tap(answering(body), () => ({
      end: (how) => void told.push(how),
      error: (error) => void told.push(error),
    }));
    const { wire, run, reported } = exchangeOver(app);
    const done = run();
    await new Promise(setImmediate);
    wire.leave();
    over.happen();
    await done;
    await expect.poll(() => reported).toEqual(['Error: late']);
    expect(told).toEqual(['left']);
  });

  it('closes the body of an application that never starts', async () => {
    const { body, closed } = tracked(['a', 'b']);
    const { wire } = await tapped(() => body);
    expect(closed()).toBe(true);
    expect(wire.calls[0]).toBe('head 500 Internal Server Error');
  });

  it.each([0, 1, 2])('closes once a body that was iterated %i times', async (times) => {
    let closes = 0;
    const body = Object.assign(tracked(['a', 'b']).body, { close: () => void closes++ });
    const app = tap(answering(body), () => ({ end() {} }));
    const { appIter } = await Request.blank('/').call(app);
    for (let i = 0; i < times; i++) await iterate(appIter).return?.();
    await appIter.close?.();
    expect(closes).toBe(1);
  });

  it('cannot wait inside a body in memory', async () => {
    const body = (start: () => unknown): AppIter => ({
      *[Symbol.iterator]() {
        start();
        yield bytes('a');
      },
    });
    const { reported } = await tapped(
      (_environ, start) => {
        start('200 OK', []);
        return body(() => start('500 Sorry', [], new Error('x')));
      },
      { head: async () => {} },
    );
    expect(reported).toEqual([expect.stringContaining('began to wait')]);
  });

  it('can wrap another tap', async () => {
    const order: string[] = [];
    const named = (name: string, app: Application) => tap(app, () => ({ end: () => void order.push(name) }));
    const { wire } = await tapped(named('outer', named('inner', answering([bytes('a')]))));
    expect(order).toEqual(['inner', 'outer']);
    expect(wire.calls).toEqual(['head 200 OK', 'end a']);
  });
});

/** The sent part of a body. */
const textOn = ({ calls }: { readonly calls: readonly string[] }) =>
  calls.map((call) => /^(?:write|end) (.*)$/.exec(call)?.[1] ?? '').join('');

describe('whole', () => {
  const doubling: Tap = {
    whole: (status, headers, chunks) => ({
      status,
      headers: [...headers, ['X-Whole', '1']],
      chunks: [...chunks, ...chunks],
    }),
    head: (status, headers) => ({ status, headers: [...headers, ['X-Head', '1']] }),
    chunk: (chunk) => bytes(String(Buffer.from(chunk)).toUpperCase()),
    last: () => bytes('!'),
  };
  const later: Tap = { ...doubling, whole: async (...given) => await doubling.whole?.(...given) };
  const sent = (wire: { fields: HeaderList; calls: readonly string[] }) => [
    textOn(wire),
    wire.fields.filter(([name]) => name.startsWith('X-')),
  ];

  it.each([
    ['synchronously', doubling],
    ['later', later],
  ])('replaces a response whose body is in memory, %s, and closes it', async (_, more) => {
    const log: string[] = [];
    const body = Object.assign([bytes('a'), bytes('b')], { close: () => log.push('closed') });
    const { wire, told } = await tapped(answering(body), more);
    expect(sent(wire)).toEqual(['abab', [['X-Whole', '1']]]);
    expect([log, told]).toEqual([['closed'], ['done 4']]);
  });

  it('returns a plain list in place of a body without close(), so that it is still sent as a whole', async () => {
    const app = tap(answering([bytes('a')]), () => doubling);
    const { appIter } = await Request.blank('/').call(app);
    expect(appIter).toEqual([bytes('a'), bytes('a')]);
    expect('close' in appIter).toBe(false);
  });

  it('does not change the body if it returns the same chunks', async () => {
    const { wire } = await tapped(answering(new TextBody('ab')), {
      ...doubling,
      whole: (status, headers, chunks) => ({ status, headers, chunks }),
    });
    expect(sent(wire)).toEqual(['ab', []]);
  });

  it('leaves the response to the other hooks if it returns nothing', async () => {
    const { wire } = await tapped(answering([bytes('a'), bytes('b')]), {
      ...doubling,
      whole: () => undefined,
    });
    expect(sent(wire)).toEqual(['AB!', [['X-Head', '1']]]);
  });

  it.each<[string, Application]>([
    ['that is a stream', (environ, start) => answering(generated('a', 'b'))(environ, start)],
    [
      'that was started by write',
      (_environ, start) => {
        start('200 OK', [])(bytes('a'));
        return [bytes('b')];
      },
    ],
    [
      'that starts late',
      (_environ, start) =>
        (function* () {
          start('200 OK', []);
          yield bytes('a');
          yield bytes('b');
        })(),
    ],
  ])('is not called for a response %s', async (_, app) => {
    const { wire, told } = await tapped(app, doubling);
    expect(sent(wire)).toEqual(['AB!', [['X-Head', '1']]]);
    expect(told).toEqual(['done 3']);
  });

  it.each<[string, Tap]>([
    [
      'throws',
      {
        whole: () => {
          throw new Error('tap');
        },
      },
    ],
    ['rejects', { whole: () => Promise.reject(new Error('tap')) }],
  ])('fails the response if it %s, and the body is closed', async (_, more) => {
    const log: string[] = [];
    const body = Object.assign([bytes('a')], { close: () => log.push('closed') });
    const { told } = await tapped(answering(body), more);
    expect([log, told]).toEqual([['closed'], [new Error('tap'), 'failed 0']]);
  });
});

describe('last', () => {
  it('sends data after the body, and counts it', async () => {
    const { wire, told } = await tapped(answering(generated('a')), { last: async () => bytes('bc') });
    expect([textOn(wire), told]).toEqual(['abc', ['done 3']]);
  });

  it('may send nothing', async () => {
    const { wire, told } = await tapped(answering([bytes('a')]), { last: () => undefined });
    expect([textOn(wire), told]).toEqual(['a', ['done 1']]);
  });

  it('is not called for a body that fails', async () => {
    const log: string[] = [];
    const last = () => {
      log.push('last');
      return undefined;
    };
    await tapped(answering(generated('a', new Error('mine'))), { last });
    expect(log).toEqual([]);
  });
});
