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

  it('does not run synchronously the first time', async () => {
    await lookLater('other');
    expect(look()).toBeUndefined();
  });

  it('runs synchronously if the same path was looked at within the last second', async () => {
    expect(await lookLater()).toBe('seen');
    time += 999;
    expect(look()).toBe('seen');
    time += 999;
    expect(look()).toBe('seen');
    time += 1000;
    expect(look()).toBeUndefined();
  });

  it('does not run synchronously while the first look is pending', async () => {
    let finish: () => void = () => {};
    const first = quickLook.later('key', () => new Promise<void>((resolve) => (finish = resolve)));
    expect(look()).toBeUndefined();
    finish();
    await first;
    expect(look()).toBe('seen');
  });

  it('gives each caller its own result or error', async () => {
    await lookLater();
    expect([1, 2].map((number) => quickLook.now('key', () => number))).toEqual([1, 2]);
    const fail = () => {
      throw new RangeError('gone');
    };
    expect(() => quickLook.now('key', fail)).toThrow('gone');
    await expect(quickLook.later('key', async () => fail())).rejects.toThrow('gone');
    expect(look()).toBe('seen');
  });

  it('backs off after three slow looks in a row, for a hundred times as long', async () => {
    await lookLater();
    for (let i = 0; i < 3; i++) expect(lookSlowly(50)).toBe('seen');
    time += 4999;
    await lookLater();
    expect(look()).toBeUndefined();
    time += 1;
    expect(lookSlowly(50)).toBe('seen');
    expect(look()).toBeUndefined();
  });

  it('tolerates occasional slow looks', async () => {
    await lookLater();
    for (const milliseconds of [50, 50, 4, 50, 50, 4]) expect(lookSlowly(milliseconds)).toBe('seen');
    expect(look()).toBe('seen');
  });

  it('remembers at most 2000 keys, and none longer than 1024 characters', async () => {
    await lookLater('x'.repeat(1024));
    expect(look('x'.repeat(1024))).toBe('seen');
    await lookLater('x'.repeat(1025));
    expect(look('x'.repeat(1025))).toBeUndefined();
    await lookLater();
    for (let i = 0; i < 2000; i++) await lookLater(`${i}`);
    expect(look()).toBeUndefined();
  });
});
