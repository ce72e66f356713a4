import { describe, expect, it } from 'vitest';
import { referrerPolicy } from '../../src/headers/referrer-policy.ts';

describe('referrerPolicy', () => {
  it.each([
    ['no-referrer', 'no-referrer'],
    ['No-Referrer', 'no-referrer'],
    ['no-referrer, origin', 'origin'],
    ['no-referrer,, origin, some-new-policy', 'origin'],
    ['some-new-policy,unsafe-url', 'unsafe-url'],
  ])('reads the last known policy of %j', (value, policy) => {
    expect(referrerPolicy.parse(value)).toBe(policy);
  });

  it.each([undefined, '', 'some-new-policy', 'origin;', 'no-referrer origin', '"origin"'])(
    'ignores %j',
    (value) => {
      expect(referrerPolicy.parse(value)).toBeUndefined();
    },
  );

  it('accepts a known policy', () => {
    expect(referrerPolicy.format('same-origin')).toBe('same-origin');
    // @ts-expect-error
    expect(() => referrerPolicy.format('never')).toThrow(
      'invalid Referrer-Policy: "never"; give one of no-referrer, ',
    );
  });
});
