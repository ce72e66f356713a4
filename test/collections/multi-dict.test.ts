import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { MultiDict, ReadonlyMultiDict } from '../../src/collections/multi-dict.ts';

const PAIRS: [string, string][] = [
  ['a', '1'],
  ['b', '2'],
  ['a', '3'],
];

describe('ReadonlyMultiDict', () => {
  const dict = new ReadonlyMultiDict(PAIRS);

  it('reads as URLSearchParams does', () => {
    const params = new URLSearchParams(PAIRS);
    expect(dict.get('a')).toBe(params.get('a'));
    expect(dict.get('c')).toBeUndefined();
    expect(dict.getAll('a')).toEqual(params.getAll('a'));
    expect(dict.getAll('c')).toEqual([]);
    expect(dict.size).toBe(params.size);
    expect([...dict]).toEqual([...params]);
    expect([...dict.keys()]).toEqual([...params.keys()]);
    expect([...dict.values()]).toEqual([...params.values()]);
    expect([...dict.entries()]).toEqual([...params.entries()]);
    expect([dict.has('a'), dict.has('a', '3'), dict.has('a', '2'), dict.has('c')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const seen: unknown[] = [];
    dict.forEach((value, key, whole) => {
      seen.push([key, value, whole === dict]);
    });
    expect(seen).toEqual(PAIRS.map((pair) => [...pair, true]));
  });

  it('returns the only value, and throws an error without a status if there is none or several', () => {
    expect(dict.getOne('b')).toBe('2');
    expect(() => dict.getOne('a')).toThrow(new RangeError('Expected one value for "a", got 2.'));
    expect(() => dict.getOne('c')).toThrow(RangeError);
  });

  it('converts to plain objects', () => {
    expect(dict.mixed()).toEqual({ a: ['1', '3'], b: '2' });
    expect(dict.toObject()).toEqual({ a: ['1', '3'], b: ['2'] });
    expect(Object.getPrototypeOf(dict.toObject())).toBeNull();
    expect(Object.getPrototypeOf(dict.mixed())).toBeNull();
  });

  it('B17: treats __proto__ and constructor as ordinary keys', () => {
    const odd = new MultiDict<string>([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(odd.get('__proto__')).toBe('x');
    expect(odd.get('toString')).toBeUndefined();
    expect(Object.keys(odd.toObject())).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(odd.mixed())).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('has no methods that write', () => {
    // @ts-expect-error it is read-only
    expect(() => dict.set('a', '9')).toThrow(TypeError);
    // @ts-expect-error it is read-only
    expect(() => dict.append('a', '9')).toThrow(TypeError);
    // @ts-expect-error it is read-only
    expect(() => dict.delete('a')).toThrow(TypeError);
    expect([...dict]).toEqual(PAIRS);
    expectTypeOf(dict.get('a')).toEqualTypeOf<string | undefined>();
  });

  it('shares neither its input nor its output', () => {
    const pairs: [string, string][] = [['a', '1']];
    const made = new ReadonlyMultiDict(pairs);
    pairs.push(['b', '2']);
    for (const pair of made) pair[1] = 'changed';
    expect([...made]).toEqual([['a', '1']]);
  });

  it('asks a function for its pairs once, on first use', () => {
    let calls = 0;
    const lazy = new ReadonlyMultiDict<string>(() => {
      calls++;
      return [['a', '1']];
    });
    expect(calls).toBe(0);
    expect([lazy.get('a'), lazy.get('b'), lazy.size]).toEqual(['1', undefined, 1]);
    expect(calls).toBe(1);
  });
});

describe('MultiDict', () => {
  it('replaces the first value in place', () => {
    const dict = new MultiDict(PAIRS);
    dict.set('a', '9');
    dict.set('c', '4');
    expect([...dict]).toEqual([
      ['a', '9'],
      ['b', '2'],
      ['c', '4'],
    ]);
  });

  it('deletes a key, or one of its values', () => {
    const dict = new MultiDict(PAIRS);
    dict.delete('a', '3');
    expect(dict.getAll('a')).toEqual(['1']);
    dict.delete('a');
    expect([...dict]).toEqual([['b', '2']]);
    dict.clear();
    expect(dict.size).toBe(0);
  });

  it('extends and updates from pairs and objects', () => {
    const dict = new MultiDict<string>({ a: '1', b: '2' });
    dict.extend([['a', '3']]);
    expect(dict.getAll('a')).toEqual(['1', '3']);
    dict.update([
      ['a', '4'],
      ['a', '5'],
    ]);
    expect([...dict]).toEqual([
      ['b', '2'],
      ['a', '4'],
      ['a', '5'],
    ]);
  });

  it('writes as URLSearchParams does, in any order of calls', () => {
    const key = fc.constantFrom('a', 'b', '__proto__');
    const value = fc.string({ maxLength: 2 });
    const step = fc.oneof(
      fc.record({ op: fc.constantFrom('set', 'append', 'delete'), key, value }),
      fc.record({ op: fc.constant('drop'), key, value }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const dict = new MultiDict<string>();
        const params = new URLSearchParams();
        for (const { op, key, value } of steps) {
          for (const target of [dict, params]) {
            if (op === 'set') target.set(key, value);
            else if (op === 'append') target.append(key, value);
            else if (op === 'delete') target.delete(key);
            else target.delete(key, value);
          }
        }
        expect([...dict]).toEqual([...params]);
      }),
    );
  });
});
