import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import { IfRange } from '../../src/headers/if-range.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

const etag = 'x';
const lastModified = new Date('1994-11-06T08:49:37.500Z');
const matches = (value: string) => IfRange.parse(value)?.matches({ etag, lastModified });

describe('IfRange', () => {
  it('is absent if the header is absent', () => {
    expect(IfRange.parse(undefined)).toBeUndefined();
  });

  it('matches the current tag or date', () => {
    expect(matches('"x"')).toBe(true);
    expect(matches('"y"')).toBe(false);
    expect(matches('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(true);
  });

  it('R10: matches a date exactly, to the second', () => {
    expect(matches('Sun, 06 Nov 1994 08:49:38 GMT')).toBe(false);
    expect(matches('Sun, 06 Nov 1994 08:49:36 GMT')).toBe(false);
  });

  it('R11: compares strongly', () => {
    expect(matches('W/"x"')).toBe(false);
    const weak = new EntityTag('x', { weak: true });
    expect(IfRange.parse('W/"x"')?.matches({ etag: weak })).toBe(false);
    expect(IfRange.parse('"x"')?.matches({ etag: weak })).toBe(false);
  });

  it.each(['x', '', 'garbage GMT', '"x", "y"', '*', '"x" ', '2099'])(
    'R12, R13, R14: never matches %j',
    (value) => {
      expect(matches(value)).toBe(false);
      expect(IfRange.parse(value)?.matches({})).toBe(false);
    },
  );

  it('matches nothing without a validator', () => {
    expect(IfRange.parse('"x"')?.matches({ lastModified })).toBe(false);
    expect(IfRange.parse('Sun, 06 Nov 1994 08:49:37 GMT')?.matches({ etag })).toBe(false);
  });

  it('does not share its date', () => {
    const ifRange = new IfRange(lastModified);
    ifRange.date?.setUTCFullYear(2000);
    expect(ifRange.date).toEqual(new Date('1994-11-06T08:49:37Z'));
  });

  it('reads its own output', () => {
    const validator = fc.oneof(
      arbitrary.date,
      fc.stringMatching(/^[a-z]*$/).map((value) => new EntityTag(value)),
    );
    fc.assert(
      fc.property(validator, (given) => {
        const ifRange = new IfRange(given);
        const again = IfRange.parse(String(ifRange));
        expect([again?.etag, again?.date]).toEqual([ifRange.etag, ifRange.date]);
      }),
    );
    expect(String(new IfRange(undefined))).toBe('');
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void IfRange.parse(value)));
  });
});
