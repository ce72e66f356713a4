import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { withinTime } from '../../src/middleware/within-time.ts';
import { block } from '../support/block.ts';

describe('withinTime', () => {
  it('passes on a result, and an error', async () => {
    expect(await withinTime(Promise.resolve(7), 60_000, 'the store')).toBe(7);
    const failed = withinTime(Promise.reject(new RangeError('mine')), 60_000, 'the store');
    await expect(failed).rejects.toThrow(new RangeError('mine'));
  });

  it('fails when there is no result in time, and ignores a later one', async () => {
    let answer: (value: number) => void = () => {};
    const work = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const waiting = withinTime(work, 5.4, 'the store');
    await expect(waiting).rejects.toThrow('the store did not answer within 5 ms');
    answer(7);
    await expect(waiting).rejects.toThrow('the store did not answer');
  });

  it('counts a result that arrived while this process was blocked', async () => {
    const { port1, port2 } = new MessageChannel();
    const waiting = withinTime(once(port1, 'message'), 1, 'the store');
    port2.postMessage('in time');
    block(20);
    expect(await waiting).toEqual(['in time']);
    port1.close();
  });
});
