import { createHash } from 'node:crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { etagFor } from '../../src/body/etag.ts';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import { isFresh } from '../../src/headers/freshness.ts';
import { Response } from '../../src/response/response.ts';
import { bytes } from '../support/bytes.ts';

async function* stream() {
  yield bytes('a');
  yield bytes('bc');
}

describe('Response.cacheExpires', () => {
  it('allows caching for a number of seconds, and replaces earlier directives', () => {
    const response = new Response('', { cacheControl: 'no-store', pragma: 'no-cache' });
    response.cacheExpires(60, { public: true });
    expect(String(response.cacheControl)).toBe('max-age=60, public');
    expect(response.pragma).toBeUndefined();
    const seconds = ((response.expires?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(isFresh(response, { responseTime: new Date() })).toBe(true);
  });

  it.each([0, false] as const)('forbids caching with %j', (seconds) => {
    const response = new Response('', { cacheControl: 'public, max-age=60' });
    response.cacheExpires(seconds, { private: true });
    expect(String(response.cacheControl)).toBe('max-age=0, no-cache, private, no-store, must-revalidate');
    expect(isFresh(response, { responseTime: new Date() })).toBe(false);
  });

  it('accepts a number of seconds beyond the range of dates', () => {
    const response = new Response();
    response.cacheExpires(Number.MAX_SAFE_INTEGER);
    expect(response.cacheControl.maxAge).toBe(Number.MAX_SAFE_INTEGER);
    expect(response.expires?.getUTCFullYear()).toBeGreaterThan(2080);
  });

  it('refuses an invalid number of seconds, and changes nothing', () => {
    const response = new Response('', { cacheControl: 'public' });
    for (const seconds of [-1, 0.5]) expect(() => response.cacheExpires(seconds)).toThrow(RangeError);
    // @ts-expect-error
    expect(() => response.cacheExpires('60')).toThrow(TypeError);
    expect([String(response.cacheControl), response.expires]).toEqual(['public', undefined]);
  });
});

describe('Response.md5Etag', () => {
  it.each([
    ['text', () => 'abc'],
    ['bytes', () => bytes('abc')],
    ['a stream', stream],
  ])('is the hash of %s', async (_kind, body) => {
    const response = new Response(body());
    await response.md5Etag();
    expect(String(response.etag)).toBe('"kAFQmDzST7DWlj99KOF/cg"');
    expect(await response.text()).toBe('abc');
  });
});

describe('etagFor', () => {
  it('is a hash of the bytes, however they are given', async () => {
    const expected = createHash('sha256').update('abc').digest('base64').replace('=', '');
    expect(etagFor('abc')).toEqual(new EntityTag(expected));
    expect(etagFor(bytes('abc'))).toEqual(new EntityTag(expected));
    expect(await etagFor([bytes('a'), bytes('bc')])).toEqual(new EntityTag(expected));
    expect(await etagFor(stream())).toEqual(new EntityTag(expected));
    expect(etagFor('é')).toEqual(etagFor(bytes('é')));
  });

  it('can be weak, and use another function', () => {
    expect(etagFor('abc', { weak: true }).weak).toBe(true);
    expect(etagFor('abc', { algorithm: 'sha1' }).value).toBe('qZk+NkcGgWq6PiVxeFDCbJzQ2J0');
    expect(() => etagFor('abc', { algorithm: 'none' })).toThrow();
  });

  it('is synchronous for data in memory', () => {
    expectTypeOf(etagFor('')).toEqualTypeOf<EntityTag>();
    expectTypeOf(etagFor([bytes('')])).toEqualTypeOf<Promise<EntityTag>>();
  });
});
