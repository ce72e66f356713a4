import { describe, expect, it } from 'vitest';
import { priority } from '../../src/headers/priority.ts';

describe('priority', () => {
  it.each([
    ['u=0', { urgency: 0, incremental: false }],
    ['i', { urgency: 3, incremental: true }],
    ['i=?0, u=7;x, a=b', { urgency: 7, incremental: false }],
    ['u=1, u=2', { urgency: 2, incremental: false }],
  ])('reads %j', (value, read) => {
    expect(priority.parse(value)).toEqual(read);
  });

  it.each(['u=8', 'u=-1', 'u=1.5', 'u="1"', 'u', 'u=(1)', 'i=1', 'a=1'])(
    'uses defaults for values that are unknown, out of range or of another type: %j',
    (value) => {
      expect(priority.parse(value)).toEqual({ urgency: 3, incremental: false });
    },
  );

  it.each([undefined, '', 'u=', 'U=1', 'u=1,', 'u=1; '])('is absent for %j', (value) => {
    expect(priority.parse(value)).toBeUndefined();
  });

  it('writes only the given members', () => {
    expect(priority.format({ urgency: 3, incremental: false })).toBe('u=3, i=?0');
    expect(priority.format({ incremental: true })).toBe('i');
    expect(priority.format({})).toBeUndefined();
  });

  it('refuses values that it could not read back, and unknown options', () => {
    for (const urgency of [-1, 8, 1.5]) expect(() => priority.format({ urgency })).toThrow(RangeError);
    // @ts-expect-error
    expect(() => priority.format({ urgency: '1' })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => priority.format({ incremental: 1 })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => priority.format({ u: 1 })).toThrow(TypeError);
  });
});
