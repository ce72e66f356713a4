import { describe, expect, it } from 'vitest';
import { DEFAULT_BODY_LIMITS, resolveBodyLimits } from '../../src/body/limits.ts';

describe('resolveBodyLimits', () => {
  it('fills in the defaults', () => {
    expect(resolveBodyLimits()).toEqual(DEFAULT_BODY_LIMITS);
    expect(resolveBodyLimits({ maxBodySize: 5 })).toEqual({ ...DEFAULT_BODY_LIMITS, maxBodySize: 5 });
    expect(resolveBodyLimits({ maxFiles: Infinity }).maxFiles).toBe(Infinity);
  });

  it('uses the sizes in the documentation', () => {
    expect(DEFAULT_BODY_LIMITS).toEqual({
      maxBodySize: 67_108_864,
      maxParts: 1000,
      maxFields: 1000,
      maxFiles: 100,
      maxFieldSize: 1_048_576,
      maxFieldsSize: 4_194_304,
      maxFileSize: Infinity,
      maxHeaderPairs: 100,
      maxJsonSize: 1_048_576,
      spoolThreshold: 65_536,
    });
  });

  it('does not disable a limit by accident', () => {
    const given = { maxBodySize: undefined } as unknown as { maxBodySize: number };
    expect(resolveBodyLimits(given).maxBodySize).toBe(DEFAULT_BODY_LIMITS.maxBodySize);
    expect(() => resolveBodyLimits({ maxBodySize: Number.NaN })).toThrow(RangeError);
    expect(() => resolveBodyLimits({ maxBodySize: -1 })).toThrow(RangeError);
    expect(() => resolveBodyLimits({ maxBodySize: '1' as never })).toThrow(RangeError);
    // @ts-expect-error there is no such limit
    expect(() => resolveBodyLimits({ maxBodysize: 1 })).toThrow(
      new TypeError('unknown body limit: maxBodysize; did you mean maxBodySize?'),
    );
  });
});
