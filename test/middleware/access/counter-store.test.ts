import { describe, expect, it } from 'vitest';
import { memoryCounter } from '../../../src/middleware/access/counter-store.ts';

describe('memoryCounter', () => {
  it('counts from the first request to the end of the window', async () => {
    const counter = memoryCounter();
    expect(await counter.hit('a', 1000, 1, 0)).toEqual({ count: 1, reset: 1000 });
    expect(await counter.hit('a', 1000, 2, 999)).toEqual({ count: 3, reset: 1 });
    expect(await counter.hit('a', 1000, 1, 1000)).toEqual({ count: 1, reset: 1000 });
    expect(await counter.hit('b', 1000, 1, 1000)).toEqual({ count: 1, reset: 1000 });
  });

  it('can decrement, and does not store anything for a lookup', async () => {
    const counter = memoryCounter();
    await counter.hit('a', 1000, 3, 0);
    expect(await counter.hit('a', 1000, -1, 10)).toEqual({ count: 2, reset: 990 });
    expect(await counter.hit('a', 1000, 0, 20)).toEqual({ count: 2, reset: 980 });
    expect(await counter.hit('b', 1000, 0, 20)).toEqual({ count: 0, reset: 1000 });
  });

  it('uses its own clock if no time is given', async () => {
    const { reset } = await memoryCounter().hit('a', 60_000, 1);
    expect(reset).toBe(60_000);
  });

  it('forgets the least recently counted keys when it exceeds its limit', async () => {
    const counter = memoryCounter({ max: 2 });
    for (const key of ['a', 'b', 'a', 'c']) await counter.hit(key, 1000, 1, 0);
    expect((await counter.hit('a', 1000, 0, 0)).count).toBe(2);
    expect((await counter.hit('b', 1000, 0, 0)).count).toBe(0);
    expect((await counter.hit('c', 1000, 0, 0)).count).toBe(1);
  });

  it('forgets expired keys, a few at a time', async () => {
    const counter = memoryCounter({ max: 10 });
    for (const key of 'abcde') await counter.hit(key, 1000, 1, 0);
    for (const key of 'vwxyz') await counter.hit(key, 1000, 1, 2000);
    for (const key of 'vwxyz') expect((await counter.hit(key, 1000, 1, 2000)).count).toBe(2);
  });

  it.each([0, -1, 1.5, Number.NaN, '10'])('refuses the limit %s', (max) => {
    expect(() => memoryCounter({ max: max as number })).toThrow(RangeError);
  });

  it('refuses unknown options', () => {
    expect(() => memoryCounter({ maximum: 5 } as object)).toThrow(
      'unknown option of memoryCounter: maximum; did you mean max?',
    );
  });
});
