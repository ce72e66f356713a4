import { describe, expect, expectTypeOf, it } from 'vitest';
import { type LiveCacheControl, liveCacheControl } from '../../src/headers/live-cache-control.ts';

function liveHeader(value?: string): { header: string | undefined; cacheControl: LiveCacheControl } {
  const state: { header: string | undefined } = { header: value };
  const write = (changed: string | undefined) => {
    state.header = changed;
  };
  return Object.assign(state, { cacheControl: liveCacheControl(() => state.header, write) });
}

describe('liveCacheControl', () => {
  it('writes each assignment to the header', () => {
    const live = liveHeader();
    live.cacheControl.maxAge = 60;
    expect(live.header).toBe('max-age=60');
    live.cacheControl.noCache = ['Set-Cookie'];
    live.cacheControl.set('community', 'UCI');
    expect(live.header).toBe('max-age=60, no-cache="Set-Cookie", community=UCI');
    live.cacheControl.maxAge = 5;
    live.cacheControl.noCache = undefined;
    expect(live.header).toBe('max-age=5, community=UCI');
    expect(String(live.cacheControl)).toBe(live.header);
    live.cacheControl.private = 'X-Id';
    expect(live.cacheControl.private).toEqual(['X-Id']);
    expectTypeOf(live.cacheControl.private).toEqualTypeOf<true | readonly string[] | undefined>();
  });

  it('reads the current header', () => {
    const live = liveHeader('public');
    expect(live.cacheControl).toMatchObject({ public: true, maxAge: undefined });
    live.header = 'max-age=7, x=y';
    expect(live.cacheControl).toMatchObject({ public: false, maxAge: 7 });
    expect(live.cacheControl.get('x')).toBe('y');
  });

  it('removes the header with its last directive', () => {
    const live = liveHeader('public');
    live.cacheControl.public = false;
    expect(live.header).toBeUndefined();
    live.header = 'a=b';
    live.cacheControl.set('a', undefined);
    expect(live.header).toBeUndefined();
  });

  it('writes nothing if the value is wrong', () => {
    const live = liveHeader('public');
    expect(() => {
      live.cacheControl.maxAge = -1;
    }).toThrow(RangeError);
    expect(() => live.cacheControl.set('a', '\r\n')).toThrow(TypeError);
    expect(live.header).toBe('public');
  });

  it('has no other properties', () => {
    const { cacheControl } = liveHeader();
    expect(() => Object.assign(cacheControl, { maxage: 5 })).toThrow(TypeError);
    const wrong = () => {
      // @ts-expect-error
      cacheControl.maxAge = 'x';
      // @ts-expect-error
      cacheControl.noStore = 1;
      // @ts-expect-error
      cacheControl.private = 5;
      // @ts-expect-error
      cacheControl.maxage = 5;
    };
    expectTypeOf(wrong).toBeFunction();
  });
});
