import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitList } from '../../../src/headers/grammar/field-value.ts';
import { membersFromEnd } from '../../../src/middleware/access/from-the-end.ts';

const texts = (value: string) => [...membersFromEnd(value)].map(({ text }) => text);

describe('membersFromEnd', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a, b ,\tc', ['c', 'b', 'a']],
    [',, a,,b,', ['b', 'a']],
    ['for="a, b", for=c', ['for=c', 'for="a, b"']],
    ['for="a\\"b,c"', ['for="a\\"b,c"']],
    ['for="evil, for=real', ['for=real', 'for="evil']],
    ['for="evil, for="[::1]"', ['for="[::1]"', 'for="evil']],
    ['"a, b', ['b', '"a']],
    ['"', ['"']],
  ])('%j: %j', (value, expected) => {
    expect(texts(value)).toEqual(expected);
  });

  it('stops at a member that is too long to be useful', () => {
    const [most, more] = ['x'.repeat(1022), 'x'.repeat(1024)];
    expect(texts(`a, ${most}, b`)).toEqual(['b', most, 'a']);
    expect(texts(`a, ${more}, b`)).toEqual(['b']);
  });

  it('returns the position of a member, so that the rest of the list can be kept', () => {
    const value = 'a, b, c';
    expect([...membersFromEnd(value)].map(({ start }) => value.slice(start))).toEqual([' c', ' b, c', value]);
  });

  it('agrees with a reader from the start on lists of tokens and parameters', () => {
    const quoted = fc.stringMatching(/^[a-z, ]*$/).map((text) => `x="${text}"`);
    const member = fc.oneof(fc.stringMatching(/^[a-z.:]+$/), quoted);
    fc.assert(
      fc.property(fc.array(member), (members) => {
        expect(texts(members.join(', ')).reverse()).toEqual(splitList(members.join(', ')));
      }),
    );
  });
});
