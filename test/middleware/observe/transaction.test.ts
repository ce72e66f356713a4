import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/index.ts';
import { type TransactionOptions, transaction } from '../../../src/middleware/observe/transaction.ts';
import { TestApp } from '../../../src/testing.ts';
import type { AppIter, Application } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { answering } from '../../support/linted.ts';
import { happening } from '../../support/raw.ts';
import { exchangeOver } from '../../support/wires.ts';

type Options = TransactionOptions<number>;

/** The actions of an application with a transaction, in order, and the calls on the wire. */
async function happened(app: Application, options: Partial<Options> = {}, environ = {}) {
  const calls: string[] = [];
  const exchange = exchangeOver(transacting(app, calls, options), environ);
  const write = exchange.wire.head.bind(exchange.wire);
  exchange.wire.head = (...head) => {
    calls.push(`head ${head[0]}`);
    write(...head);
  };
  await exchange.run();
  return { ...exchange, calls };
}

function transacting(app: Application, calls: string[], options: Partial<Options> = {}): Application {
  let count = 0;
  return transaction<number>({
    begin: () => ++count,
    commit: (id) => calls.push(`commit ${id}`),
    rollback: (id) => calls.push(`rollback ${id}`),
    ...options,
  })(app);
}

const streaming =
  (...chunks: (string | Error)[]): Application =>
  (_, start) => {
    start('200 OK', []);
    return generated(...chunks);
  };

async function* generated(...chunks: (string | Error)[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield bytes(chunk);
  }
}

const failing = async (): Promise<AppIter> => {
  throw new Error('no');
};

describe.each(['head', 'end'] as const)('a transaction that is committed at the %s', (commitAt) => {
  it.each<[what: string, app: Application, end: string]>([
    ['commits', answering('200 OK', [], ['a']), 'commit 1'],
    ['commits a redirection', answering('302 Found'), 'commit 1'],
    ['commits a stream', streaming('a', 'b'), 'commit 1'],
    ['rolls back a status from 400', answering('404 Not Found', [], ['a']), 'rollback 1'],
    ['rolls back an invalid status', answering('OK', [], ['a']), 'rollback 1'],
    ['rolls back an error', failing, 'rollback 1'],
    [
      'rolls back an error that is thrown synchronously',
      () => {
        throw new Error('no');
      },
      'rollback 1',
    ],
    ['rolls back an application that never starts', () => [], 'rollback 1'],
    ['rolls back one that never starts a stream', () => generated('a'), 'rollback 1'],
    [
      'commits one that starts late',
      (_, start) =>
        (async function* () {
          start('200 OK', []);
          yield bytes('a');
        })(),
      'commit 1',
    ],
  ])('%s', async (_what, app, end) => {
    const { calls } = await happened(app, { commitAt });
    expect(calls.filter((call) => !call.startsWith('head'))).toEqual([end]);
  });

  it('commits for HEAD, which has no body to read', async () => {
    const { calls } = await happened(streaming('a'), { commitAt }, { REQUEST_METHOD: 'HEAD' });
    expect(calls).toContain('commit 1');
    expect(calls).not.toContain('rollback 1');
  });

  it('has a configurable set of failures', async () => {
    const isFailure = (status: number) => status === 302;
    const { calls } = await happened(answering('302 Found'), { commitAt, isFailure });
    expect(calls).toContain('rollback 1');
  });

  it('is passed to the application', async () => {
    const app = wsgify((request) => String(request.environ['wheatpaste.transaction']));
    expect((await new TestApp(transacting(app, [], { commitAt })).get('/')).text).toBe('1');
  });

  it('prevents the application from running if it cannot begin', async () => {
    const { calls, wire, reported } = await happened(answering('200 OK'), {
      commitAt,
      begin: async () => {
        throw new Error('no database');
      },
    });
    expect([calls, wire.calls[0]]).toEqual([['head 500'], 'head 500 Internal Server Error']);
    expect(reported).toEqual(['Error: no database']);
  });

  it('is a 500 if the commit fails before the head, and is rolled back', async () => {
    const { calls, reported } = await happened(answering('200 OK', [], ['a']), {
      commitAt,
      commit: async () => {
        throw new Error('conflict');
      },
    });
    expect(calls).toEqual(['rollback 1', 'head 500']);
    expect(reported).toEqual(['Error: conflict']);
  });

  it('reports a failing rollback, together with its cause', async () => {
    const { reported } = await happened(failing, {
      commitAt,
      rollback: async () => {
        throw new Error('gone');
      },
    });
    expect(reported).toEqual(['Error: gone', 'Error: no']);
  });
});

describe('a transaction at the head', () => {
  it('is committed before the head is sent', async () => {
    const over = happening();
    const { calls } = await happened(streaming('a'), {
      commit: async () => over.happen(),
      begin: async () => 7,
    });
    await over.promise;
    expect(calls).toEqual(['head 200']);
    const { calls: plain } = await happened(streaming('a'));
    expect(plain).toEqual(['commit 1', 'head 200']);
  });

  it('is not affected by a later failure of the body', async () => {
    expect((await happened(streaming('a', new Error('late')))).calls).toEqual(['commit 1', 'head 200']);
  });

  it('depends on the last head if the application starts again', async () => {
    const { calls } = await happened((_, start) => {
      start('200 OK', []);
      start('500 Internal Server Error', [], new Error('no'));
      return [];
    });
    expect(calls).toEqual(['rollback 1', 'head 500']);
  });

  it('stays committed if the application starts again later', async () => {
    const { calls } = await happened((_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield* [];
        start('500 Internal Server Error', [], new Error('late'));
      })();
    });
    expect(calls).toEqual(['commit 1', 'head 500']);
  });

  it('is not rolled back under a running application when the client disconnects', async () => {
    const calls: string[] = [];
    const over = happening();
    const { wire, run } = exchangeOver(
      transacting(async (environ, start) => {
        await over.promise;
        calls.push('write');
        return answering('200 OK')(environ, start);
      }, calls),
    );
    const done = run();
    wire.leave();
    over.happen();
    await done;
    expect(calls).toEqual(['write', 'commit 1']);
  });
});

describe('a transaction at the end', () => {
  it('is committed after the last chunk', async () => {
    const { calls } = await happened(streaming('a', 'b'), { commitAt: 'end' });
    expect(calls).toEqual(['head 200', 'commit 1']);
  });

  it('is rolled back if the body fails or is abandoned', async () => {
    const { calls } = await happened(streaming('a', new Error('late')), { commitAt: 'end' });
    expect(calls).toEqual(['head 200', 'rollback 1']);
    const left: string[] = [];
    const { wire, run } = exchangeOver(transacting(streaming('a', 'b'), left, { commitAt: 'end' }));
    wire.write = () => wire.leave();
    await run();
    expect(left).toEqual(['rollback 1']);
  });

  it('cuts the response if its commit fails', async () => {
    const { wire } = await happened(streaming('a'), {
      commitAt: 'end',
      commit: () => Promise.reject(new Error('conflict')),
    });
    expect(wire.calls.at(-1)).toBe('cut');
  });
});

describe('transaction: options', () => {
  const all = { begin: () => 1, commit: () => {}, rollback: () => {} };

  it.each<[options: object, message: string]>([
    [{}, 'transaction takes begin as a function'],
    [{ ...all, commit: undefined }, 'transaction takes commit as a function'],
    [{ ...all, isFailure: 500 }, 'transaction takes isFailure as a function'],
    [{ ...all, commitAt: 'start' }, "commitAt of transaction is 'head' or 'end', not start"],
    [{ ...all, comit: 1 }, 'unknown option of transaction: comit; did you mean commit?'],
  ])('refuses %j', (options, message) => {
    expect(() => transaction(options as Options)).toThrow(new TypeError(message));
  });
});
