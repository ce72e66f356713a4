import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ResponseHeaders } from '../../../src/headers/lists/response-headers.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';

function over(...list: HeaderList) {
  return { list, headers: new ResponseHeaders(() => list) };
}

describe('ResponseHeaders', () => {
  it('finds a name in any case', () => {
    const { headers } = over(['Vary', 'a'], ['X', '1'], ['VARY', 'b']);
    expect(headers.get('vary')).toBe('a, b');
    expect(headers.get('Y')).toBeNull();
    expect(headers.has('x')).toBe(true);
    expect(headers.has('y')).toBe(false);
  });

  it('replaces the first field of a name in place, with the given spelling', () => {
    const { list, headers } = over(['a', '1'], ['B', '2'], ['A', '3']);
    headers.set('A', '4');
    headers.set('C', '5');
    expect(list).toEqual([
      ['A', '4'],
      ['B', '2'],
      ['C', '5'],
    ]);
  });

  it('appends and deletes', () => {
    const { list, headers } = over(['a', '1'], ['B', '2']);
    headers.append('A', ' 3\t');
    headers.delete('b');
    headers.delete('none');
    expect(list).toEqual([
      ['a', '1'],
      ['A', '3'],
    ]);
  });

  it('is a live view of the list', () => {
    let list: HeaderList = [['a', '1']];
    const headers = new ResponseHeaders(() => list);
    list.push(['b', '2']);
    expect([...headers.keys()]).toEqual(['a', 'b']);
    list = [['c', '3']];
    expect([...headers]).toEqual([['c', '3']]);
  });

  it('can be modified during an iteration', () => {
    const { headers } = over(['a', '1'], ['b', '2'], ['set-cookie', '3']);
    const seen: string[][] = [];
    for (const field of headers) {
      seen.push(field);
      for (const name of ['a', 'b', 'set-cookie']) headers.delete(name);
    }
    expect(seen).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['set-cookie', '3'],
    ]);
  });

  it('keeps Set-Cookie fields separate', () => {
    const { headers } = over(['Set-Cookie', 'a=1'], ['X', '1'], ['set-cookie', 'b=2']);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([...headers]).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x', '1'],
    ]);
  });

  it.each(['a\r\nb', 'a\nb', 'a\r', '\nb', 'a\0b', '\x7f', '\x01', '€', '\u010a'])(
    'D4: throws for the value %j',
    (value) => {
      const { list, headers } = over(['x', '1']);
      expect(() => headers.set('x', value)).toThrow(TypeError);
      expect(() => headers.append('x', value)).toThrow(TypeError);
      expect(list).toEqual([['x', '1']]);
    },
  );

  it.each(['', 'a b', 'a\r\nb', 'a:', 'é', 'a\0', '"a"'])('D4: throws for the name %j', (name) => {
    const { headers } = over();
    expect(() => headers.set(name, '1')).toThrow(TypeError);
    expect(() => headers.append(name, '1')).toThrow(TypeError);
  });

  it('B17: treats every token as an ordinary name', () => {
    const { headers } = over();
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      expect(headers.has(name)).toBe(false);
      headers.set(name, '1');
      expect(headers.get(name)).toBe('1');
    }
  });

  it('prints its fields', () => {
    expect(inspect(over(['X-A', '1']).headers)).toBe("ResponseHeaders [ [ 'x-a', '1' ] ]");
  });

  it('has the methods of Headers', () => {
    expectTypeOf<ResponseHeaders>().toExtend<
      Pick<Headers, 'get' | 'has' | 'set' | 'append' | 'delete' | 'getSetCookie'>
    >();
    // @ts-expect-error a value is text
    expect(() => over().headers.set('x')).not.toThrow();
  });

  describe('agrees with the global Headers', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'A', 'Set-Cookie', 'set-cookie', 'Vary', 'x-b', '__proto__', 'constructor'),
      fc.string({ unit: fc.constantFrom(...'aAzZ09!#$%&*+.^_`|~-'), minLength: 1, maxLength: 4 }),
    );
    const value = fc.string({
      unit: fc.constantFrom(...'ab,;= \t"\\\u00e9\u00ff'),
      maxLength: 6,
    });
    const step = fc.tuple(fc.constantFrom('append', 'set', 'delete'), name, value);

    it('after any steps', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 20 }), fc.array(name), (steps, asked) => {
          const theirs = new Headers();
          const { headers: ours } = over();
          for (const [method, ...field] of steps) {
            for (const headers of [theirs, ours]) {
              if (method === 'delete') headers.delete(field[0]);
              else headers[method as 'set' | 'append'](...field);
            }
          }
          expect([...ours]).toEqual([...theirs]);
          expect([...ours.keys()]).toEqual([...theirs.keys()]);
          expect([...ours.values()]).toEqual([...theirs.values()]);
          expect(ours.getSetCookie()).toEqual(theirs.getSetCookie());
          for (const wanted of [...asked, ...steps.map((one) => one[1])]) {
            expect(ours.get(wanted)).toBe(theirs.get(wanted));
            expect(ours.has(wanted)).toBe(theirs.has(wanted));
          }
          const pairs = (headers: Pick<Headers, 'forEach'>) => {
            const seen: string[][] = [];
            headers.forEach((...args) => void seen.push(args.slice(0, 2) as string[]));
            return seen;
          };
          expect(pairs(ours as unknown as Headers)).toEqual(pairs(theirs));
        }),
        { numRuns: 300 },
      );
    });

    it('on errors, except for line breaks at the ends and control characters, which throw here (D4)', () => {
      fc.assert(
        fc.property(fc.string(), fc.string({ unit: 'binary' }), (anyName, anyValue) => {
          const accepts = (headers: Pick<Headers, 'set'>) => {
            try {
              headers.set(anyName, anyValue);
              return true;
            } catch (error) {
              expect(error).toBeInstanceOf(TypeError);
              return false;
            }
          };
          const hasControl = /[\0-\x08\x0a-\x1f\x7f]/.test(anyValue);
          expect(accepts(over().headers)).toBe(accepts(new Headers()) && !hasControl);
        }),
        { numRuns: 500 },
      );
    });
  });
});
