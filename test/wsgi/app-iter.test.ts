import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { closeBody, concat, readAll } from '../../src/wsgi/app-iter.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes } from '../support/bytes.ts';

describe('readAll', () => {
  it.each<[kind: string, body: () => AppIter]>([
    ['an array', () => [bytes('a'), bytes('b')]],
    ['a set', () => new Set([bytes('a'), bytes('b')])],
    ['a node stream', () => Readable.from([bytes('a'), bytes('b')])],
    ['a web stream', () => new Blob(['ab']).stream()],
    ['an asynchronous generator', () => tracked(['a', 'b']).body],
  ])('reads %s', async (_, body) => {
    expect(Buffer.from(await readAll(body())).toString()).toBe('ab');
  });

  it('throws if a chunk is not bytes', async () => {
    // @ts-expect-error text is not bytes
    await expect(readAll(['text'])).rejects.toThrow(TypeError);
    await expect(readAll(Readable.from(['text']))).rejects.toThrow(TypeError);
  });

  it('stops the body if it throws', async () => {
    const { body, closed } = tracked(['a', 5 as unknown as string, 'b']);
    await expect(readAll(body)).rejects.toThrow(TypeError);
    expect(closed()).toBe(true);
  });

  it('closes the body', async () => {
    const calls: string[] = [];
    await readAll(Object.assign([bytes('a')], { close: () => void calls.push('close') }));
    expect(calls).toEqual(['close']);
  });
});

describe('concat', () => {
  it('joins chunks, and does not copy a single one', () => {
    const one = bytes('ab');
    expect(concat([one])).toBe(one);
    expect(concat([])).toHaveLength(0);
    expect(Buffer.from(concat([one, bytes('c')])).toString()).toBe('abc');
  });
});

describe('closeBody', () => {
  it('calls close() after return(), once', async () => {
    const calls: string[] = [];
    const iterator = {
      next: () => ({ done: true as const, value: undefined }),
      return: () => calls.push('return'),
    };
    const body = { [Symbol.iterator]: () => iterator as never, close: () => calls.push('close') };
    await closeBody(body);
    expect(calls).toEqual(['return', 'close']);
  });

  it.each(['destroy', 'cancel'])('calls %s() if it exists', async (name) => {
    const calls: unknown[] = [];
    const body = {
      [Symbol.iterator]: () => [][Symbol.iterator](),
      async [name]() {
        calls.push(this);
      },
    };
    await closeBody(body);
    expect(calls).toEqual([body]);
  });

  it('otherwise calls the return() of an iterator', async () => {
    const { body, closed } = tracked([]);
    await closeBody(body);
    expect(closed()).toBe(true);
  });

  it('destroys a node stream and cancels a web stream', async () => {
    const readable = Readable.from([bytes('a')]);
    await closeBody(readable);
    expect(readable.destroyed).toBe(true);

    const reasons: unknown[] = [];
    await closeBody(new ReadableStream({ cancel: (reason) => void reasons.push(reason) }));
    expect(reasons).toEqual([undefined]);
  });

  it('does nothing for an array', async () => {
    await expect(closeBody([bytes('a')])).resolves.toBeUndefined();
  });
});
