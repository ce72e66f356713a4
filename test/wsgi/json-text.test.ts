import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/wsgi/json-text.ts';

describe('jsonText', () => {
  it('is the JSON text of a value', () => {
    expect(jsonText({ a: [1, null] })).toBe('{"a":[1,null]}');
    expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a function', () => 1],
    ['an instance of Promise', Promise.resolve({ a: 1 })],
  ])('refuses %s', (kind, value) => {
    expect(() => jsonText(value)).toThrow(new TypeError(`not a JSON value: ${kind}`));
  });

  it.each([1n, Object.assign([], { toJSON: () => 1n })])('refuses a BigInt', (value) => {
    expect(() => jsonText(value)).toThrow(TypeError);
  });
});
