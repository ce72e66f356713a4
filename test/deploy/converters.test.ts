import { describe, expect, it } from 'vitest';
import { asBoolean, asInteger, asList } from '../../src/deploy/converters.ts';
import { vectors } from '../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly fn: 'asbool' | 'asint' | 'aslist';
    readonly value: unknown;
    readonly sep?: string;
    readonly strip?: boolean;
  };
  readonly output: unknown;
  readonly want?: unknown;
}

const CONVERTERS = { asbool: asBoolean, asint: asInteger, aslist: asList };

/** Values in a configuration are text; surrounding white space is never kept. */
const cases = vectors<Case>('paste/converters').filter(
  ({ input }) => typeof input.value === 'string' && input.strip !== false,
);

describe('converters', () => {
  it.each(cases)('$input.fn of $input.value', ({ input: { fn, value, sep }, output, want = output }) => {
    const convert = () =>
      Reflect.apply(CONVERTERS[fn], undefined, [value, ...(sep === undefined ? [] : [sep])]);
    if (typeof want === 'object' && want !== null && 'error' in want) {
      expect(convert).toThrow(expect.objectContaining({ name: 'DeployError', kind: 'bad-value' }));
    } else expect(convert()).toEqual(want);
  });

  it('accept values that already have the type', () => {
    expect([asBoolean(true), asBoolean(undefined), asInteger(-3), asList(['a b'])]).toEqual([
      true,
      false,
      -3,
      ['a b'],
    ]);
    expect(asList(undefined)).toEqual([]);
  });

  it.each(['1_000', '٥', '1.0', '', '9007199254740993', undefined, 1.5])('refuse the integer %j', (value) => {
    expect(() => asInteger(value)).toThrow('is not an integer');
  });

  it('explain the error for a value of another type', () => {
    expect(() => Reflect.apply(asBoolean, undefined, [5])).toThrow('5 is not true or false');
    expect(() => Reflect.apply(asList, undefined, [5])).toThrow('5 is not a list');
  });

  it.each([
    [' TRUE ', true],
    ['\u2003no\u0085', false],
  ])('read %j in any case, without surrounding white space', (value, boolean) => {
    expect(asBoolean(value)).toBe(boolean);
  });
});
