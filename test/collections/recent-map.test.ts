import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../src/collections/recent-map.ts';

describe('RecentMap', () => {
  it('returns the last value of a key', () => {
    const map = new RecentMap<string, number>(2);
    map.set('a', 1);
    map.set('a', 0);
    expect(map.get('a')).toBe(0);
    expect(map.get('b')).toBeUndefined();
  });

  it('keeps keys in use, and forgets unused ones after twice its size of others', () => {
    const map = new RecentMap<string | number, string>(10);
    map.set('used', 'used');
    map.set('unused', 'unused');
    for (let i = 0; i < 20; i++) {
      map.set(i, '');
      expect(map.get('used')).toBe('used');
    }
    expect(map.get('unused')).toBeUndefined();
  });

  it('keeps at least as many keys as its size, and at most twice as many', () => {
    const map = new RecentMap<number, number>(10);
    for (let i = 0; i < 1000; i++) map.set(i, i);
    const kept = (from: number) => map.get(from) !== undefined;
    expect([990, 995, 999].every(kept)).toBe(true);
    expect([0, 500, 979].some(kept)).toBe(false);
  });
});
