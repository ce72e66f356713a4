import { describe, expect, it } from 'vitest';
import { parseCount, parseWholeNumber } from '../../../src/headers/grammar/whole-number.ts';

describe('parseWholeNumber', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['9007199254740991', 9_007_199_254_740_991],
    ['99999999999999999999', 1e20],
  ])('reads %j', (value, number) => {
    expect(parseWholeNumber(value)).toBe(number);
  });

  it.each(['', ' 1', '1 ', '+1', '-1', '1.0', '1e3', '0x1', '1_0', '１', undefined])(
    'refuses %j',
    (value) => {
      expect(parseWholeNumber(value)).toBeUndefined();
    },
  );
});

describe('parseCount', () => {
  it('accepts only safe integers', () => {
    expect(parseCount('9007199254740991')).toBe(9_007_199_254_740_991);
    expect(parseCount('9007199254740992')).toBeUndefined();
    expect(parseCount('x')).toBeUndefined();
    expect(parseCount(undefined)).toBeUndefined();
  });
});
