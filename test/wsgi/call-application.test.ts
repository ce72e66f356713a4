import { describe, expect, it } from 'vitest';
import { closeBody } from '../../src/wsgi/app-iter.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { callApplication } from '../../src/wsgi/call-application.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

const call = (app: Application) => callApplication(app, blankEnviron());

describe('callApplication', () => {
  it('returns status, headers and body', async () => {
    const { status, headers, appIter, excInfo } = await call((_, start) => {
      start('201 Created', [['X-A', '1']]);
      return [bytes('a'), bytes('b')];
    });
    expect({ status, headers, excInfo }).toEqual({
      status: '201 Created',
      headers: [['X-A', '1']],
      excInfo: undefined,
    });
    expect(await collect(appIter)).toBe('ab');
  });

  it('waits for an asynchronous application', async () => {
    const { status } = await call(async (_, start) => {
      await Promise.resolve();
      start('200 OK', []);
      return [];
    });
    expect(status).toBe('200 OK');
  });

  it.each([1, 2])('waits for a response that starts with chunk %j of the body', async (at) => {
    const body = async function* (start: Parameters<Application>[1]) {
      for (let i = 1; i <= 3; i++) {
        if (i === at) start('202 Accepted', []);
        yield bytes(String(i));
      }
    };
    const answer = call((_, start) => body(start));
    if (at === 1) {
      const { status, appIter } = await answer;
      expect(status).toBe('202 Accepted');
      expect(await collect(appIter)).toBe('123');
    } else {
      await expect(answer, 'the first chunk cannot be sent without a status').rejects.toThrow(TypeError);
    }
  });

  it('waits for a synchronous generator that starts late, or at its end', async () => {
    const answer = await call(function* (_, start) {
      start('200 OK', []);
      yield bytes('a');
    } as Application);
    expect(await collect(answer.appIter)).toBe('a');

    const empty = await call(function* (_, start) {
      start('204 No Content', []);
      yield* [];
    } as Application);
    expect(empty.status).toBe('204 No Content');
    expect(await collect(empty.appIter)).toBe('');
  });

  it('returns written data before the body', async () => {
    const { appIter } = await call(async (_, start) => {
      const write = start('200 OK', []);
      await write(bytes('a'));
      write(bytes('b'));
      return [bytes('c')];
    });
    expect(await collect(appIter)).toBe('abc');
  });

  it('returns data that a late application has written before its body, too', async () => {
    const { appIter } = await call(function* (_, start) {
      start('200 OK', [])(bytes('a'));
      yield bytes('b');
    } as Application);
    expect(await collect(appIter)).toBe('ab');
  });

  it('accepts a second start with an error, and returns that one', async () => {
    const error = new Error('broken');
    const { status, headers, excInfo } = await call((_, start) => {
      start('200 OK', [['X-A', '1']]);
      start('500 Internal Server Error', [], error);
      return [];
    });
    expect({ status, headers, excInfo }).toEqual({
      status: '500 Internal Server Error',
      headers: [],
      excInfo: error,
    });
  });

  it('throws the error of an application that starts again after its head was used', async () => {
    const { status, appIter } = await call((_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield* [];
        start('500 Internal Server Error', [], new Error('late'));
      })();
    });
    expect(status).toBe('200 OK');
    await expect(collect(appIter)).rejects.toThrow('late');
  });

  it('throws if an application starts twice without an error', async () => {
    await expect(
      call((_, start) => {
        start('200 OK', []);
        start('404 Not Found', []);
        return [];
      }),
    ).rejects.toThrow(TypeError);
  });

  it.each<[when: string, app: Application]>([
    [
      'immediately',
      () => {
        throw new RangeError('mine');
      },
    ],
    ['later', () => Promise.reject(new RangeError('mine'))],
    [
      'before the first chunk',
      async function* () {
        yield await Promise.reject(new RangeError('mine'));
      } as unknown as Application,
    ],
  ])('passes on the error of an application that throws %s', async (_, app) => {
    await expect(call(app)).rejects.toThrow(new RangeError('mine'));
  });

  it('throws if an application never starts, and stops its body', async () => {
    const { body, closed } = tracked(['a', 'b']);
    await expect(call(() => body)).rejects.toThrow(TypeError);
    expect(closed()).toBe(true);
    await expect(call(() => [])).rejects.toThrow(TypeError);
  });

  it.each(['started', 'late', 'written'])('stops a body that is not read to its end (%s)', async (when) => {
    const { body, closed } = tracked(['a', 'b', 'c']);
    const iterator = body[Symbol.asyncIterator]();
    const { appIter } = await call((_, start) => {
      if (when === 'started') start('200 OK', []);
      if (when === 'written') start('200 OK', [])(bytes('w'));
      if (when !== 'late') return body;
      const next = async () => {
        start('200 OK', [], new Error('again and again'));
        return await iterator.next();
      };
      return { [Symbol.asyncIterator]: () => ({ ...iterator, next }) };
    });
    for await (const chunk of appIter) if (Buffer.from(chunk).toString() === 'a') break;
    expect(closed()).toBe(true);
  });

  it('stops a body that is never read', async () => {
    const { body, closed } = tracked(['a']);
    const { appIter } = await call((_, start) => {
      start('200 OK', [])(bytes('w'));
      return body;
    });
    await closeBody(appIter);
    expect(closed()).toBe(true);
  });
});
