import { describe, expect, it } from 'vitest';
import { pairsOf } from '../../src/collections/pairs.ts';

describe('pairsOf', () => {
  it('returns pairs unchanged, and the entries of an object', () => {
    const pairs = [['a', '1'] as const, ['a', '2'] as const];
    expect(pairsOf(pairs)).toBe(pairs);
    expect([...pairsOf({ a: '1', b: '2' })]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect([...pairsOf(new Headers({ Vary: 'Accept' }))]).toEqual([['vary', 'Accept']]);
  });

  it.each([
    [[['a', 'b', 'c']], '3 values'],
    [[['a', '1'], ['b']], '1 values'],
    [[[]], '0 values'],
    [['ab'], 'a string'],
    [new Set([7]), 'a number'],
    [[null], 'null'],
    [[{ a: '1' }], 'an object'],
  ])('FH4: refuses %j, which has %s in place of a pair', (init, found) => {
    // @ts-expect-error these are not pairs
    expect(() => pairsOf(init)).toThrow(new TypeError(`expected a pair of a name and a value; got ${found}`));
  });

  it.each([
    ['a=1', 'a string'],
    [7, 'a number'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('FM10: says what it accepts when it is given %j', (init, kind) => {
    // @ts-expect-error these are not pairs
    expect(() => pairsOf(init)).toThrow(
      new TypeError(`expected pairs of a name and a value, or an object of them; got ${kind}`),
    );
  });
});
