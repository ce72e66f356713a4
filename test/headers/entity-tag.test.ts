import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/etag.json' with { type: 'json' };

describe('EntityTag', () => {
  it.each([
    ['"x"', 'x', false],
    ['W/"x"', 'x', true],
    ['""', '', false],
    ['"a,b"', 'a,b', false],
    ['"a\\"', 'a\\', false],
    ['"\xe9"', '\xe9', false],
  ])('reads %j', (value, opaque, weak) => {
    expect(EntityTag.parse(value)).toEqual(new EntityTag(opaque, { weak }));
  });

  it.each([
    undefined,
    '',
    'x',
    '"x',
    'x"',
    'w/"x"',
    'W/x',
    'W/ "x"',
    '"a b"',
    '"a"b"',
    '"\x7f"',
    '"€"',
    ' "x"',
    '*',
  ])('ignores %j', (value) => {
    expect(EntityTag.parse(value)).toBeUndefined();
  });

  it('refuses values that it could not read back', () => {
    for (const value of ['a b', '"', '\r\n', '€']) expect(() => new EntityTag(value)).toThrow(TypeError);
  });

  it.each(vectors.cases.filter(({ op }) => op === 'compare'))('$id: $input', ({ input, expected }) => {
    const [a, b] = [input[0], input[1]].map(EntityTag.parse);
    if (!a || !b) throw new Error('not entity tags');
    expect({ strong: a.matches(b, { weak: false }), weak: a.matches(b, { weak: true }) }).toEqual(expected);
  });

  it('treats text as the value of a strong tag', () => {
    expect(new EntityTag('x').matches('x', { weak: false })).toBe(true);
    expect(new EntityTag('x', { weak: true }).matches('x', { weak: false })).toBe(false);
    expect(new EntityTag('x', { weak: true }).matches('x', { weak: true })).toBe(true);
    expect(new EntityTag('x').matches('"x"', { weak: true })).toBe(false);
  });

  it.each(vectors.cases.filter(({ op }) => op === 'parse-tag'))('$id: $input', ({ input, expected }) => {
    const tag = EntityTag.parse(String(input));
    expect({ tag: tag?.value, weak: tag?.weak }).toEqual(expected);
  });

  it('reads its own output', () => {
    const values = fc.stringMatching(/^[\x21\x23-\x7e\x80-\xff]*$/);
    fc.assert(
      fc.property(values, fc.boolean(), (value, weak) => {
        const tag = new EntityTag(value, { weak });
        expect(EntityTag.parse(String(tag))).toEqual(tag);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void EntityTag.parse(value)));
    for (const value of arbitrary.megabytes('"')) EntityTag.parse(value);
  });

  it('requires the kind of comparison', () => {
    // @ts-expect-error
    const compare = () => new EntityTag('x').matches('x');
    expectTypeOf(compare).toBeFunction();
  });

  it.each(['x', '"x"', { value: 'x' }, new EntityTag('x')])('accepts %o', (given) => {
    expect(EntityTag.from(given)).toEqual(new EntityTag('x'));
  });

  it('makes a weak value weak, and refuses values that cannot be a tag', () => {
    for (const given of ['W/"x"', { value: 'x', weak: true }]) expect(EntityTag.from(given).weak).toBe(true);
    for (const given of ['a b', 'a"b', { value: 'é€' }])
      expect(() => EntityTag.from(given)).toThrow(TypeError);
    // @ts-expect-error a number is not a tag
    expect(() => EntityTag.from(5)).toThrow('invalid entity tag: 5');
  });
});
