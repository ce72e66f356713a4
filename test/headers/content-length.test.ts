import { describe, expect, it } from 'vitest';
import { parseContentLength } from '../../src/headers/content-length.ts';
import { BadRequestError } from '../../src/wsgi/request-errors.ts';
import vectors from '../vectors/standard/content-length.json' with { type: 'json' };

describe('parseContentLength', () => {
  it('reads the number of bytes', () => {
    expect(parseContentLength('0')).toBe(0);
    expect(parseContentLength(' 42\t')).toBe(42);
    expect(parseContentLength(String(Number.MAX_SAFE_INTEGER))).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseContentLength(undefined)).toBeUndefined();
  });

  it.each(['5_0', '+5', '５', '0x5', '5,6', '1e3', '', ' ', ',', '5.0', '9007199254740993'])(
    'B2: refuses %j',
    (value) => {
      expect(() => parseContentLength(value)).toThrow(TypeError);
    },
  );

  it('B3: refuses a negative length', () => {
    expect(() => parseContentLength('-5')).toThrow(TypeError);
  });

  it('B2: merges a list of equal lengths', () => {
    expect(parseContentLength('5, 5')).toBe(5);
    expect(parseContentLength(`5${',5'.repeat(100_000)}`)).toBe(5);
  });

  it("throws the caller's error", () => {
    expect(() => parseContentLength('x', BadRequestError)).toThrow(
      new BadRequestError('Malformed Content-Length: "x".'),
    );
  });

  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    // Fetch ignores values that a server must refuse: RFC 9112, section 6.3, rule 5.
    if (expected.kind === 'length') expect(parseContentLength(input.join(', '))).toBe(expected.value);
    else expect(() => parseContentLength(input.join(', '))).toThrow(TypeError);
  });
});
