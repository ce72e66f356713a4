import { describe, expect, it } from 'vitest';
import { replaceableBody } from '../../src/middleware/replaceable-body.ts';
import { iterate } from '../../src/wsgi/app-iter.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';
import { happening } from '../support/raw.ts';

/** A body that counts its close() calls. */
function counted(texts: string[]): { body: AppIter; closes: () => number } {
  let closes = 0;
  const body = Object.assign(tracked(texts).body, { close: () => void closes++ });
  return { body, closes: () => closes };
}

/** A body that waits for its first chunk, or for an error. */
function waiting() {
  const { promise, happen } = happening<Error | undefined>();
  const body = (async function* () {
    const error = await promise;
    if (error) throw error;
    yield bytes('late');
  })();
  return { body, happen };
}

describe('replaceableBody', () => {
  it('continues with the body that replaces a chunk, and closes both', async () => {
    const [first, second] = [counted(['a', 'b', 'c']), counted(['x', 'y'])];
    let reads = 0;
    const body = replaceableBody(first.body, {
      read: () => (++reads === 2 ? Promise.resolve(second.body) : undefined),
    });
    expect(await collect(body)).toBe('axy');
    await body.close?.();
    expect([first.closes(), second.closes()]).toEqual([1, 1]);
  });

  it('continues with the body that replaces an error', async () => {
    const failing = (async function* () {
      yield bytes('a');
      throw new Error('b');
    })();
    const failed = async (error: unknown) => [bytes(String(error))];
    expect(await collect(replaceableBody(failing, { read: () => undefined, failed }))).toBe('aError: b');
  });

  it.each([undefined, new Error('late')])('makes no replacement after it was closed (%s)', async (error) => {
    const { body, happen } = waiting();
    const asked: string[] = [];
    const replaceable = replaceableBody(body, {
      read: () => void asked.push('read'),
      failed: async () => {
        asked.push('failed');
        return [];
      },
    });
    const pending = iterate(replaceable).next();
    const closed = replaceable.close?.();
    happen(error);
    if (error) await expect(pending).rejects.toBe(error);
    else expect(await pending).toEqual({ done: false, value: bytes('late') });
    await closed;
    expect(asked).toEqual([]);
  });

  it('closes a replacement that arrives after the close', async () => {
    const late = counted(['x']);
    const { promise, happen } = happening<AppIter>();
    const replaceable = replaceableBody([bytes('a')].values(), { read: () => promise });
    const pending = iterate(replaceable).next();
    await new Promise((resolve) => setImmediate(resolve));
    await replaceable.close?.();
    happen(late.body);
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(late.closes()).toBe(1);
  });
});
