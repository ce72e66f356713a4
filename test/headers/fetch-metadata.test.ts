import { describe, expect, it } from 'vitest';
import { secFetchDest, secFetchMode, secFetchSite, secFetchUser } from '../../src/headers/fetch-metadata.ts';

describe('secFetchSite, secFetchMode and secFetchDest', () => {
  it('read tokens, and ignore parameters', () => {
    expect(secFetchSite.parse('same-origin')).toBe('same-origin');
    expect(secFetchSite.parse('none; a=1')).toBe('none');
    expect(secFetchMode.parse('navigate')).toBe('navigate');
    expect(secFetchDest.parse('empty')).toBe('empty');
    expect(secFetchDest.parse('serviceworker')).toBe('serviceworker');
  });

  it.each([undefined, '', 'Same-Origin', '"same-origin"', 'same-origin, none', 'other', '?1', 'é'])(
    'ignore %j',
    (value) => {
      for (const field of [secFetchSite, secFetchMode, secFetchDest])
        expect(field.parse(value)).toBeUndefined();
    },
  );

  it('are written from known values', () => {
    expect(secFetchSite.format('cross-site')).toBe('cross-site');
    // @ts-expect-error
    expect(() => secFetchMode.format('no_cors')).toThrow(TypeError);
  });
});

describe('secFetchUser', () => {
  it('is a boolean', () => {
    expect(secFetchUser.parse('?1')).toBe(true);
    expect(secFetchUser.parse('?0;a')).toBe(false);
    for (const value of [undefined, '', '1', 'true', '?2', '?1, ?1'])
      expect(secFetchUser.parse(value)).toBeUndefined();
    expect(secFetchUser.format(true)).toBe('?1');
    expect(secFetchUser.format(false)).toBe('?0');
    // @ts-expect-error
    expect(() => secFetchUser.format('?1')).toThrow(TypeError);
  });
});
