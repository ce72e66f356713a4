import { describe, expect, it } from 'vitest';
import { xForwardedFor, xForwardedHost, xForwardedProto } from '../../src/headers/x-forwarded.ts';

describe.each([xForwardedFor, xForwardedHost, xForwardedProto])('$name', (field) => {
  it('reads its elements unchanged, so that they can be counted from the end', () => {
    expect(field.parse('a,\tb:1 ,, "c d", [::1]')).toEqual(['a', 'b:1', '"c d"', '[::1]']);
    expect(field.parse(undefined)).toEqual([]);
  });

  it('accepts elements', () => {
    expect(field.format(['a', '[::1]:80'])).toBe('a, [::1]:80');
    expect(field.format('a')).toBe('a');
    expect(field.format([])).toBeUndefined();
  });

  it.each(['a b', 'a,b', '', 'a\n', 'é'])('refuses %j', (element) => {
    expect(() => field.format(element)).toThrow(TypeError);
  });
});
