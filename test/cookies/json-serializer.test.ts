import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { JSONSerializer } from '../../src/cookies/json-serializer.ts';

describe('JSONSerializer', () => {
  const serializer = new JSONSerializer();

  it.each<[value: unknown, python: string]>([
    [{ a: 1, b: [null, 'x'] }, '{"a": 1, "b": [null, "x"]}'],
    [[[], {}, [[]], { a: {} }], '[[], {}, [[]], {"a": {}}]'],
    ['é€😀\x7f', '"\\u00e9\\u20ac\\ud83d\\ude00\\u007f"'],
    ['\n\t\b\f\r\x01"\\/', '"\\n\\t\\b\\f\\r\\u0001\\"\\\\/"'],
    [',\n [', '",\\n ["'],
    ['\ud800', '"\\ud800"'],
    [1.5, '1.5'],
    [1e22, '1e+22'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ a: undefined }, '{}'],
  ])('writes %j as Python does', (value, python) => {
    expect(serializer.dumps(value)).toBe(python);
  });

  it('reads the text that it writes, in ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = serializer.dumps(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(serializer.loads(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([undefined, () => 1, Symbol('a'), 1n])('refuses %s', (value) => {
    expect(() => serializer.dumps(value)).toThrow(TypeError);
  });

  it.each(['', '{', 'NaN', "'a'"])('refuses to read %j', (text) => {
    expect(() => serializer.loads(text)).toThrow(SyntaxError);
  });

  it('has typed values', () => {
    expectTypeOf(new JSONSerializer<number>().loads).returns.toEqualTypeOf<number>();
    expectTypeOf(serializer.loads).returns.toEqualTypeOf<unknown>();
  });
});
