import { describe, expect, it } from 'vitest';
import { prefer, preferenceApplied } from '../../src/headers/prefer.ts';

describe('prefer', () => {
  it('reads values and parameters by lower-case names', () => {
    const preferences = prefer.parse('Respond-Async, WAIT = 10, foo="a, b"; Some-Param; x = "y;z"');
    expect(preferences).toEqual(
      new Map([
        ['respond-async', { value: '', params: new Map() }],
        ['wait', { value: '10', params: new Map() }],
        [
          'foo',
          {
            value: 'a, b',
            params: new Map([
              ['some-param', ''],
              ['x', 'y;z'],
            ]),
          },
        ],
      ]),
    );
  });

  it('uses the first of repeated preferences and parameters', () => {
    const preferences = prefer.parse('wait=1; a=1; a=2, Wait=2');
    expect(preferences.get('wait')).toEqual({ value: '1', params: new Map([['a', '1']]) });
  });

  it('drops only a malformed preference', () => {
    expect([...prefer.parse('a, d="e, f').keys()]).toEqual(['a']);
    expect([...prefer.parse('a b, c=, f=é, "g", h=1; i j, k').keys()]).toEqual(['k']);
  });

  it('is empty if the header is absent', () => {
    expect(prefer.parse(undefined).size).toBe(0);
    expect(prefer.format({})).toBeUndefined();
  });

  it('accepts values, true, or values with parameters', () => {
    const value = {
      return: 'minimal',
      'Respond-Async': true,
      foo: { value: 'a b', params: { bar: '', baz: 'c' } },
      x: {},
    };
    expect(prefer.format({ ...value, 'Respond-Async': true })).toBe(
      'return=minimal, respond-async, foo="a b"; bar; baz=c, x',
    );
  });

  it('refuses values that it could not read back, and unknown options', () => {
    expect(() => prefer.format({ 'a b': true })).toThrow(TypeError);
    expect(() => prefer.format({ a: '\n' })).toThrow(TypeError);
    expect(() => prefer.format({ a: true, A: true })).toThrow('the preference a is repeated in Prefer');
    expect(() => prefer.format({ a: { params: { b: '€' } } })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => prefer.format({ wait: 10 })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => prefer.format({ wait: { value: 10 } })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => prefer.format({ a: { parameters: {} } })).toThrow(TypeError);
  });
});

describe('preferenceApplied', () => {
  it('has only values', () => {
    expect(preferenceApplied.parse('return=representation, respond-async; a=b')).toEqual(
      new Map([
        ['return', 'representation'],
        ['respond-async', ''],
      ]),
    );
    expect(preferenceApplied.format({ return: 'minimal', 'respond-async': true })).toBe(
      'return=minimal, respond-async',
    );
    // @ts-expect-error
    expect(() => preferenceApplied.format({ a: { value: 'b', params: {} } })).toThrow(TypeError);
  });
});
