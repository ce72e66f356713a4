import { describe, expect, it } from 'vitest';
import { randomPool } from '../../src/middleware/random-pool.ts';

describe('randomPool', () => {
  it('returns different bytes each time, even after a refill', () => {
    const give = randomPool(16);
    const given = Array.from({ length: 1000 }, () => give().toString('hex'));
    expect(new Set(given).size).toBe(1000);
    expect(given.every((hex) => hex.length === 32)).toBe(true);
  });

  it('never overwrites bytes that it has returned', () => {
    const give = randomPool(4);
    const first = give();
    const hex = first.toString('hex');
    for (let i = 0; i < 1000; i++) give();
    expect(first.toString('hex')).toBe(hex);
  });
});
