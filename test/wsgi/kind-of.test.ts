import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/wsgi/kind-of.ts';

describe('kindOf', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['x', 'a string'],
    [7, 'a number'],
    [() => 7, 'a function'],
    [['a'], 'an array'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
    [{ constructor: 'x' }, 'an object'],
    [new Date(0), 'an instance of Date'],
    [Promise.resolve(), 'an instance of Promise'],
  ])('describes %o as %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });
});
