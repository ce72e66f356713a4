import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitList } from '../../../src/headers/grammar/field-value.ts';
import { formatTokenList, parseTokenList } from '../../../src/headers/grammar/list-header.ts';
import * as arbitrary from '../../support/header-arbitraries.ts';
import vectors from '../../vectors/standard/list-headers.json' with { type: 'json' };

/** The operations of the vectors; the code that forwards messages knows the hop-by-hop fields. */
const OPERATIONS: Record<string, ((input: string) => unknown) | 'passed over'> = {
  'token-list': (input) => parseTokenList(input),
  'combine-lines': (input) => formatTokenList(parseTokenList(input)),
  'split-quoted': (input) => splitList(input),
  'is-hop-by-hop': 'passed over',
};

describe('token lists', () => {
  it('can be written from one name', () => {
    expect(formatTokenList('GET')).toBe('GET');
    expect(() => formatTokenList('GET, HEAD')).toThrow(TypeError);
  });

  it.each(vectors.cases.filter(({ op }) => OPERATIONS[op] !== 'passed over'))(
    '$id: $input',
    ({ op, input, expected }) => {
      const operation = OPERATIONS[op];
      if (typeof operation !== 'function') throw new Error(`unknown: ${op}`);
      const hasNone = typeof expected === 'object' && 'error' in expected;
      expect(operation([input].flat().join(', '))).toEqual(hasNone ? [] : expected);
    },
  );

  it('are empty if the header is absent', () => {
    expect(parseTokenList(undefined)).toEqual([]);
    expect(formatTokenList([])).toBe('');
  });

  it('drop malformed tokens', () => {
    expect(parseTokenList('a, b c, "d", e=f, g')).toEqual(['a', 'g']);
    for (const wrong of ['', 'a b', 'a,b', '\n', undefined, 5])
      expect(() => formatTokenList(['a', wrong as string])).toThrow(TypeError);
  });

  it('read their own output', () => {
    fc.assert(
      fc.property(fc.array(arbitrary.token), (tokens) => {
        expect(parseTokenList(formatTokenList(tokens))).toEqual(tokens);
      }),
    );
  });

  it('accept any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void parseTokenList(value)));
    for (const value of arbitrary.megabytes('')) parseTokenList(value);
  });
});
