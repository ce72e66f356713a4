import { describe, expect, it } from 'vitest';
import { paramsFrom, readParam, readParams } from '../../../src/headers/grammar/params.ts';

describe('parameters', () => {
  it.each([
    ['a=b', ['a', 'b']],
    ['A = "b=c"', ['a', 'b=c']],
    ['a\t=\tb', ['a', 'b']],
    ['a=""', ['a', '']],
  ])('reads %j', (piece, param) => {
    expect(readParam(piece)).toEqual(param);
  });

  it.each(['', 'a', 'a=', '=b', 'a b=c', 'a=b c', 'a="b', 'a=b"c"', '\u212a=a'])('ignores %j', (piece) => {
    expect(readParam(piece)).toBeUndefined();
    expect(readParams(['x=y', piece])).toBeUndefined();
  });

  it('are read together, each name once', () => {
    expect([...(readParams(['a=1', 'b=2']) ?? [])]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(readParams(['a=1', 'A=2'])).toBeUndefined();
  });

  it('can be pairs or an object', () => {
    const expected = [['realm', 'x']];
    const params = paramsFrom({ Realm: 'x' });
    expect([...params]).toEqual(expected);
    expect([...paramsFrom([['Realm', 'x']])]).toEqual(expected);
    expect([...paramsFrom(new Map([['Realm', 'x']]))]).toEqual(expected);
    expect(paramsFrom(params)).toBe(params);
  });

  it('are refused if they are malformed or repeated', () => {
    expect(() => paramsFrom({ 'a b': 'c' })).toThrow(TypeError);
    expect(() => paramsFrom({ a: '\n' })).toThrow(TypeError);
    expect(() => paramsFrom({ a: '1', A: '2' })).toThrow(TypeError);
  });
});
