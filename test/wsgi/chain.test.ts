import { describe, expect, it } from 'vitest';
import { closeBody } from '../../src/wsgi/app-iter.ts';
import { chain } from '../../src/wsgi/chain.ts';
import { tracked } from '../support/bodies.ts';
import { bytes, collect } from '../support/bytes.ts';

describe('chain', () => {
  it('closes each body once, when it has been read or with the whole chain', async () => {
    for (const isRead of [true, false]) {
      const calls: string[] = [];
      const body = (name: string) => Object.assign([bytes(name)], { close: () => void calls.push(name) });
      const whole = chain(body('a'), body('b'));
      if (isRead) expect(await collect(whole)).toBe('ab');
      await whole.close();
      expect(calls).toEqual(['a', 'b']);
    }
  });

  it('closes all bodies even if one fails to close', async () => {
    const calls: string[] = [];
    const failing = Object.assign([], { close: () => Promise.reject(new RangeError('mine')) });
    const whole = chain(failing, Object.assign([], { close: () => void calls.push('b') }));
    await expect(whole.close()).rejects.toThrow(RangeError);
    expect(calls).toEqual(['b']);
  });

  it('yields the bodies one after another', async () => {
    expect(await collect(chain([bytes('a')], tracked(['b']).body, [], [bytes('c')]))).toBe('abc');
  });

  it('stops all remaining bodies when its reader stops', async () => {
    const [first, second, third] = [tracked(['a']), tracked(['b', 'c']), tracked(['d'])];
    for await (const chunk of chain(first.body, second.body, third.body)) {
      if (Buffer.from(chunk).toString() === 'b') break;
    }
    expect([first.closed(), second.closed(), third.closed()]).toEqual([false, true, true]);
  });

  it('stops every body if it is closed unread', async () => {
    const [first, second] = [tracked(['a']), tracked(['b'])];
    await closeBody(chain(first.body, second.body));
    expect([first.closed(), second.closed()]).toEqual([true, true]);
  });

  it('stops the bodies after one that throws', async () => {
    const rest = tracked(['b']);
    const failing = (async function* () {
      yield bytes('a');
      throw new RangeError('gone');
    })();
    await expect(collect(chain(failing, rest.body))).rejects.toThrow(RangeError);
    expect(rest.closed()).toBe(true);
  });
});
