import { describe, expect, it } from 'vitest';
import { strictTransportSecurity } from '../../src/headers/strict-transport-security.ts';
import vectors from '../vectors/standard/strict-transport-security.json' with { type: 'json' };

describe('strictTransportSecurity', () => {
  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    expect(strictTransportSecurity.parse(input)).toEqual(
      expected ? { ...expected, preload: false } : undefined,
    );
  });

  it('reads preload as a directive without a value', () => {
    const value = 'max-age=63072000; includeSubDomains; PRELOAD';
    expect(strictTransportSecurity.parse(value)).toEqual({
      maxAge: 63072000,
      includeSubDomains: true,
      preload: true,
    });
    expect(strictTransportSecurity.parse('max-age=1; preload=1')).toBeUndefined();
    expect(strictTransportSecurity.parse('max-age=1; preload; preload')).toBeUndefined();
  });

  it('is absent if the header is absent', () => {
    expect(strictTransportSecurity.parse(undefined)).toBeUndefined();
  });

  it('accepts its parts', () => {
    expect(strictTransportSecurity.format({ maxAge: 0 })).toBe('max-age=0');
    expect(strictTransportSecurity.format({ maxAge: 1, includeSubDomains: true, preload: true })).toBe(
      'max-age=1; includeSubDomains; preload',
    );
    expect(strictTransportSecurity.format({ maxAge: 1, includeSubDomains: false, preload: undefined })).toBe(
      'max-age=1',
    );
  });

  it('refuses values that it could not read back, and unknown options', () => {
    expect(() => strictTransportSecurity.format({ maxAge: -1 })).toThrow(RangeError);
    expect(() => strictTransportSecurity.format({ maxAge: 1.5 })).toThrow(RangeError);
    // @ts-expect-error
    expect(() => strictTransportSecurity.format({ maxAge: '1' })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => strictTransportSecurity.format({ maxAge: 1, preload: 'yes' })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => strictTransportSecurity.format({ maxAge: 1, includeSubdomains: true })).toThrow(
      'unknown option of Strict-Transport-Security: includeSubdomains; did you mean includeSubDomains?',
    );
    // @ts-expect-error
    expect(() => strictTransportSecurity.format('max-age=1')).toThrow(TypeError);
  });
});
