import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/testing/lint/lint.ts';
import { iterate } from '../../../src/wsgi/app-iter.ts';
import type { AppIter, Application } from '../../../src/wsgi/contract.ts';
import { collect } from '../../support/bytes.ts';
import { collectUntil } from '../../support/garbage-collection.ts';
import {
  answering,
  bodyOf,
  errorOf,
  type Linted,
  named,
  soundEnviron,
  start,
  TEXT,
  underLint,
} from '../../support/linted.ts';

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
    expect(await errorOf(() => collect(atOnce))).toBe(failure);
    const inTime = await bodyOf(app(Object.assign({ [Symbol.asyncIterator]: () => failing }, { close })));
    expect(await errorOf(() => collect(inTime))).toBe(failure);
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
    expect(await errorOf(() => collect(body))).toMatchObject({ rule: 'body-chunk' });
    // We call it once; from Node 26 on, for-await may call it again.
    expect(new Set(events)).toEqual(new Set(['returned']));
    expect(await collect(body)).toBe('');
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
    expect(await collect(iterator as AppIter)).toBe('ab');
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
    await settled(telling([])(), collect);
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
