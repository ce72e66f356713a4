import { describe, expect, it } from 'vitest';
import { formatDeltaSeconds, parseDeltaSeconds } from '../../../src/headers/grammar/delta-seconds.ts';

describe('delta-seconds', () => {
  it('consist only of digits', () => {
    expect(parseDeltaSeconds('0060')).toBe(60);
    for (const wrong of ['', '-1', '+1', '1.5', '1e3', '0x1', ' 1', '１']) {
      expect(parseDeltaSeconds(wrong)).toBeUndefined();
    }
  });

  it('H6: do not overflow', () => {
    expect(parseDeltaSeconds('9'.repeat(400))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('are written as whole numbers', () => {
    expect(formatDeltaSeconds(60)).toBe('60');
    for (const wrong of [-1, 0.5, Number.NaN, 1e300])
      expect(() => formatDeltaSeconds(wrong)).toThrow(RangeError);
  });
});
