import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describedErrors } from '../../../src/middleware/errors/described-error.ts';

const outline = (error: unknown) =>
  describedErrors(error).map(({ relation, name, message }) => [relation, name, message]);

describe('describedErrors', () => {
  it('returns an error and its causes', () => {
    const error = new TypeError('a', { cause: new RangeError('b', { cause: 'c' }) });
    expect(outline(error)).toEqual([
      ['', 'TypeError', 'a'],
      ['Caused by', 'RangeError', 'b'],
      ['Caused by', 'Thrown', "'c'"],
    ]);
    expect(describedErrors(error)[0]?.frames[0]?.location).toContain('described-error.test.ts');
  });

  it('returns the errors of an AggregateError, each with its causes', () => {
    const one = new Error('one', { cause: new Error('why') });
    expect(outline(new AggregateError([one, new Error('two')], 'both'))).toEqual([
      ['', 'AggregateError', 'both'],
      ['1 of 2', 'Error', 'one'],
      ['Caused by', 'Error', 'why'],
      ['2 of 2', 'Error', 'two'],
    ]);
  });

  it.each<[what: unknown, message: string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', "'text'"],
    [{ code: 7 }, '{ code: 7 }'],
    [Object.assign(new Error('x'), { stack: undefined }), '[Error: x]'],
  ])('describes any value, such as %o', (thrown, message) => {
    expect(outline(thrown)).toEqual([['', 'Thrown', message]]);
  });

  it('describes an error that throws when it is read', () => {
    const hostile = Object.defineProperties(new Error('x'), {
      stack: { value: 'Error: x' },
      message: {
        value: {
          [inspect.custom]: () => {
            throw new Error('no');
          },
        },
      },
      cause: {
        get: () => {
          throw new Error('no');
        },
      },
      name: { value: Symbol('n') },
    });
    expect(outline(hostile)).toEqual([['', 'Symbol(n)', 'An error that cannot be printed']]);
  });

  it('stops at a circle', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(outline(error)).toHaveLength(2);
  });

  it('limits its output', () => {
    let error = new Error('x'.repeat(100_000));
    for (let i = 0; i < 100; i++) error = new Error('y'.repeat(100_000), { cause: error });
    expect(describedErrors(error)).toHaveLength(10);
    expect(describedErrors(error)[0]?.message).toHaveLength(10_001);
    expect(
      describedErrors(new AggregateError(Array.from({ length: 1000 }, () => new Error('z')))),
    ).toHaveLength(10);
  });
});
