import { describe, expect, it } from 'vitest';
import { assertHeaderList, deleteField, getField, setField } from '../../../src/headers/lists/header-list.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';

const list = (): HeaderList => [
  ['X-A', '1'],
  ['x-b', '2'],
  ['x-a', '3'],
];

describe('a header list', () => {
  it('joins the values of a name, in any case', () => {
    expect([getField(list(), 'X-a'), getField(list(), 'X-B'), getField(list(), 'X-C')]).toEqual([
      '1, 3',
      '2',
      undefined,
    ]);
  });

  it('replaces the first field of a name in place, and drops the others', () => {
    const fields = list();
    setField(fields, 'X-A', ' 9 ');
    setField(fields, 'X-C', '4');
    expect(fields).toEqual([
      ['X-A', '9'],
      ['x-b', '2'],
      ['X-C', '4'],
    ]);
    expect(() => setField(fields, 'X-A', 'a\r\nb')).toThrow(TypeError);
    expect(() => setField(fields, 'X A', 'a')).toThrow(TypeError);
    expect(fields).toHaveLength(3);
  });

  it('drops every field of a name', () => {
    const fields = list();
    deleteField(fields, 'x-A');
    deleteField(fields, 'X-None');
    expect(fields).toEqual([['x-b', '2']]);
  });
});

describe('assertHeaderList', () => {
  it('accepts valid fields', () => {
    expect(() => assertHeaderList([['X-A', 'b \u00e9']])).not.toThrow();
  });

  it.each<[name: string, value: string]>([
    ['a', 'b\r\nc'],
    ['a', 'b\0'],
    ['a\n', 'b'],
    ['', 'b'],
  ])('D4: throws for %j', (name, value) => {
    expect(() =>
      assertHeaderList([
        ['X', '1'],
        [name, value],
      ]),
    ).toThrow(TypeError);
  });
});
