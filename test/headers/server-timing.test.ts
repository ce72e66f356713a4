import { describe, expect, it } from 'vitest';
import { serverTiming } from '../../src/headers/server-timing.ts';
import vectors from '../vectors/standard/server-timing.json' with { type: 'json' };

describe('serverTiming', () => {
  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    const metrics = serverTiming.parse(input);
    expect(
      metrics.map(({ name, duration = 0, description = '' }) => ({ name, duration, description })),
    ).toEqual(expected);
  });

  it('omits absent and malformed parts', () => {
    expect(serverTiming.parse('a, b;dur=x;desc, c;dur=1e999, d;dur=-.5e1;desc=""')).toStrictEqual([
      { name: 'a' },
      { name: 'b' },
      { name: 'c' },
      { name: 'd', duration: -5, description: '' },
    ]);
    expect(serverTiming.parse(undefined)).toEqual([]);
  });

  it('drops only a metric with a malformed name', () => {
    expect(serverTiming.parse('a b, {}, ;dur=1, c=1, d')).toEqual([{ name: 'd' }]);
  });

  it('accepts metrics', () => {
    expect(
      serverTiming.format([{ name: 'db', duration: 53.5, description: 'a "b"' }, { name: 'miss' }]),
    ).toBe('db;desc="a \\"b\\"";dur=53.5, miss');
    expect(serverTiming.format([{ name: 'a', duration: 1e-7, description: '' }])).toBe('a;desc="";dur=1e-7');
    expect(serverTiming.format([])).toBeUndefined();
  });

  it('refuses values that it could not read back, and unknown options', () => {
    expect(() => serverTiming.format([{ name: 'a b' }])).toThrow(TypeError);
    expect(() => serverTiming.format([{ name: 'a', description: '€' }])).toThrow(TypeError);
    expect(() => serverTiming.format([{ name: 'a', duration: Number.NaN }])).toThrow(RangeError);
    // @ts-expect-error
    expect(() => serverTiming.format([{ name: 'a', duration: '1' }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => serverTiming.format([{ name: 'a', dur: 1 }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => serverTiming.format([5])).toThrow(TypeError);
  });
});
