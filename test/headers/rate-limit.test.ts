import { describe, expect, it } from 'vitest';
import { rateLimit, rateLimitPolicy } from '../../src/headers/rate-limit.ts';

const KEY = Uint8Array.of(1, 2, 3);

describe('rateLimit', () => {
  it('reads limits with their parameters', () => {
    expect(rateLimit.parse('"a";r=5, "b";pk=:AQID:;r=0;t=10;acme-x=?1')).toStrictEqual([
      { policy: 'a', remaining: 5 },
      { policy: 'b', remaining: 0, reset: 10, partitionKey: KEY },
    ]);
  });

  it.each([
    ...[
      undefined,
      '',
      '"a"',
      'a;r=1',
      '"a";r=-1',
      '"a";r=1.5',
      '"a";r="1"',
      '"a";r',
      '"a";r=1;t=-1',
      '"a";r=1;t=soon',
    ],
    ...[
      '"a";r=1;pk="x"',
      '("a");r=1',
      '"a";r=1,',
      '"a";r=1, "b"',
      '"fixed window";"a";r=1',
      'limit=1, remaining=2',
    ],
  ])('is empty for %j', (value) => {
    expect(rateLimit.parse(value)).toEqual([]);
  });

  it('accepts limits', () => {
    expect(
      rateLimit.format([
        { policy: 'a "b"', remaining: 5 },
        { policy: 'c', remaining: 0, reset: 1, partitionKey: KEY },
      ]),
    ).toBe('"a \\"b\\"";r=5, "c";r=0;t=1;pk=:AQID:');
    expect(rateLimit.format([])).toBeUndefined();
  });

  it('refuses values that it could not read back, and unknown options', () => {
    expect(() => rateLimit.format([{ policy: 'a', remaining: -1 }])).toThrow(RangeError);
    expect(() => rateLimit.format([{ policy: 'a', remaining: 1e15 }])).toThrow(RangeError);
    expect(() => rateLimit.format([{ policy: 'a', remaining: 1, reset: 0.5 }])).toThrow(RangeError);
    expect(() => rateLimit.format([{ policy: 'é', remaining: 1 }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => rateLimit.format([{ policy: 'a', remaining: 1, partitionKey: 'x' }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => rateLimit.format([{ policy: 'a', remaining: 1, limit: 2 }])).toThrow(TypeError);
  });
});

describe('rateLimitPolicy', () => {
  it('reads policies with their parameters', () => {
    expect(rateLimitPolicy.parse('"a";q=5, "b";q=0;qu="content-bytes";w=10;pk=:AQID:')).toStrictEqual([
      { policy: 'a', quota: 5, unit: 'requests' },
      { policy: 'b', quota: 0, unit: 'content-bytes', window: 10, partitionKey: KEY },
    ]);
  });

  it.each([
    undefined,
    '"a"',
    '"a";q=-1',
    '"a";q=1;w=0',
    '"a";q=1;w=-1',
    '"a";q=1;qu=requests',
    '"a";q=1;pk=x',
    '1;q=1',
  ])('is empty for %j', (value) => {
    expect(rateLimitPolicy.parse(value)).toEqual([]);
  });

  it('accepts policies', () => {
    expect(
      rateLimitPolicy.format([
        { policy: 'a', quota: 5, unit: 'requests', window: 60 },
        { policy: 'b', quota: 6, unit: 'content-bytes', partitionKey: KEY },
      ]),
    ).toBe('"a";q=5;w=60, "b";q=6;qu="content-bytes";pk=:AQID:');
  });

  it('refuses values that it could not read back, and unknown options', () => {
    expect(() => rateLimitPolicy.format([{ policy: 'a', quota: 1, window: 0 }])).toThrow(RangeError);
    expect(() => rateLimitPolicy.format([{ policy: 'a', quota: 1, unit: '\n' }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => rateLimitPolicy.format([{ policy: 'a', quota: '1' }])).toThrow(TypeError);
    // @ts-expect-error
    expect(() => rateLimitPolicy.format([{ policy: 'a', quota: 1, w: 2 }])).toThrow(TypeError);
  });
});
