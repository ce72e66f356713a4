import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { chain, closeUnread, concat, readAll } from '../../src/wsgi/app-iter.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

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

  it('throws where a chunk is not bytes', async () => {
    // @ts-expect-error text is not bytes
    await expect(readAll(['text'])).rejects.toThrow(TypeError);
    await expect(readAll(Readable.from(['text']))).rejects.toThrow(TypeError);
  });

  it('stops the body where it throws', async () => {
    const { body, closed } = tracked(['a', 5 as unknown as string, 'b']);
    await expect(readAll(body)).rejects.toThrow(TypeError);
    expect(closed()).toBe(true);
  });
});

describe('concat', () => {
  it('joins chunks, and copies nothing where there is but one', () => {
    const one = bytes('ab');
    expect(concat([one])).toBe(one);
    expect(concat([])).toHaveLength(0);
    expect(Buffer.from(concat([one, bytes('c')])).toString()).toBe('abc');
  });
});

describe('closeUnread', () => {
  it.each(['close', 'destroy', 'cancel'])('calls %s() where there is one', async (name) => {
    const calls: unknown[] = [];
    const body = {
      [Symbol.iterator]: () => [][Symbol.iterator](),
      async [name]() {
        calls.push(this);
      },
    };
    await closeUnread(body);
    expect(calls).toEqual([body]);
  });

  it('calls the return() of an iterator else', async () => {
    const { body, closed } = tracked([]);
    await closeUnread(body);
    expect(closed()).toBe(true);
  });

  it('destroys a node stream and cancels a web stream', async () => {
    const readable = Readable.from([bytes('a')]);
    await closeUnread(readable);
    expect(readable.destroyed).toBe(true);

    const reasons: unknown[] = [];
    await closeUnread(new ReadableStream({ cancel: (reason) => void reasons.push(reason) }));
    expect(reasons).toEqual([undefined]);
  });

  it('needs nothing from an array', async () => {
    await expect(closeUnread([bytes('a')])).resolves.toBeUndefined();
  });
});

describe('chain', () => {
  it('gives one body after the other', async () => {
    expect(await collect(chain([bytes('a')], tracked(['b']).body, [], [bytes('c')]))).toBe('abc');
  });

  it('stops every body that is left when its reader stops', async () => {
    const [first, second, third] = [tracked(['a']), tracked(['b', 'c']), tracked(['d'])];
    for await (const chunk of chain(first.body, second.body, third.body)) {
      if (Buffer.from(chunk).toString() === 'b') break;
    }
    expect([first.closed(), second.closed(), third.closed()]).toEqual([false, true, true]);
  });

  it('stops every body when it is closed unread', async () => {
    const [first, second] = [tracked(['a']), tracked(['b'])];
    await closeUnread(chain(first.body, second.body));
    expect([first.closed(), second.closed()]).toEqual([true, true]);
  });

  it('stops those behind a body that throws', async () => {
    const rest = tracked(['b']);
    const failing = (async function* () {
      yield bytes('a');
      throw new RangeError('gone');
    })();
    await expect(collect(chain(failing, rest.body))).rejects.toThrow(RangeError);
    expect(rest.closed()).toBe(true);
  });
});
