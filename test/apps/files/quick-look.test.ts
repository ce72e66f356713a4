import { beforeEach, describe, expect, it } from 'vitest';
import { QuickLook } from '../../../src/apps/files/quick-look.ts';

describe('QuickLook', () => {
  let time: number;
  let quickLook: QuickLook;
  beforeEach(() => {
    time = 1_000_000;
    quickLook = new QuickLook(() => time);
  });

  const look = (key = 'key') => quickLook.now(key, () => 'seen');
  const lookLater = (key = 'key') => quickLook.later(key, async () => 'seen');
  const lookSlowly = (milliseconds: number) =>
    quickLook.now('key', () => {
      time += milliseconds;
      return 'seen';
    });

  it('does not look at what was not looked at before', async () => {
    await lookLater('other');
    expect(look()).toBeUndefined();
  });

  it('looks at once at what was looked at within the last second', async () => {
    expect(await lookLater()).toBe('seen');
    time += 999;
    expect(look()).toBe('seen');
    time += 999;
    expect(look()).toBe('seen');
    time += 1000;
    expect(look()).toBeUndefined();
  });

  it('takes nothing for quick while the first look at it is under way', async () => {
    let finish: () => void = () => {};
    const first = quickLook.later('key', () => new Promise<void>((resolve) => (finish = resolve)));
    expect(look()).toBeUndefined();
    finish();
    await first;
    expect(look()).toBe('seen');
  });

  it('gives each look what it sees, and each error', async () => {
    await lookLater();
    expect([1, 2].map((number) => quickLook.now('key', () => number))).toEqual([1, 2]);
    const fail = () => {
      throw new RangeError('gone');
    };
    expect(() => quickLook.now('key', fail)).toThrow('gone');
    await expect(quickLook.later('key', async () => fail())).rejects.toThrow('gone');
    expect(look()).toBe('seen');
  });

  it('leaves alone what was slow three times in a row, for a hundred times as long', async () => {
    await lookLater();
    for (let i = 0; i < 3; i++) expect(lookSlowly(50)).toBe('seen');
    time += 4999;
    await lookLater();
    expect(look()).toBeUndefined();
    time += 1;
    expect(lookSlowly(50)).toBe('seen');
    expect(look()).toBeUndefined();
  });

  it('does not mind what is slow now and then', async () => {
    await lookLater();
    for (const milliseconds of [50, 50, 4, 50, 50, 4]) expect(lookSlowly(milliseconds)).toBe('seen');
    expect(look()).toBe('seen');
  });

  it('keeps no key that is longer than 1024 characters, and no more than 2000', async () => {
    await lookLater('x'.repeat(1024));
    expect(look('x'.repeat(1024))).toBe('seen');
    await lookLater('x'.repeat(1025));
    expect(look('x'.repeat(1025))).toBeUndefined();
    await lookLater();
    for (let i = 0; i < 2000; i++) await lookLater(`${i}`);
    expect(look()).toBeUndefined();
  });
});
