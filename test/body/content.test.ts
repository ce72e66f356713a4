import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type BodyInit, byteLengthOf, contentOf, isChunks } from '../../src/body/content.ts';

describe('contentOf', () => {
  it('keeps text', () => {
    expect(contentOf('é')).toEqual({ data: 'é' });
    expect(contentOf('')).toEqual({ data: '' });
  });

  it.each<[kind: string, body: BodyInit]>([
    ['bytes', new Uint8Array([1, 2, 3])],
    ['a Buffer', Buffer.from([1, 2, 3])],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['a view of a part', new DataView(new Uint8Array([0, 1, 2, 3, 4]).buffer, 1, 3)],
    ['chunks', [new Uint8Array([1]), Buffer.from([2, 3])]],
  ])('keeps %s as chunks', (_, body) => {
    const { data } = contentOf(body);
    expect(isChunks(data) && [...Buffer.concat(data)]).toEqual([1, 2, 3]);
  });

  it('does not take numbers for bytes', () => {
    const { data } = contentOf(new Uint16Array([1, 0x0302]));
    expect(isChunks(data) && byteLengthOf(data)).toBe(4);
  });

  it('is empty for null and undefined', () => {
    expect(contentOf(null)).toEqual({ data: [] });
    expect(contentOf(undefined)).toEqual({ data: [] });
  });

  it('knows the length of a Blob and its type', () => {
    expect(contentOf(new Blob(['abc'], { type: 'Image/PNG' }))).toMatchObject({
      length: 3,
      type: 'image/png',
    });
    expect(contentOf(new Blob(['abc']))).not.toHaveProperty('type');
  });

  it('writes URLSearchParams as a form', () => {
    expect(contentOf(new URLSearchParams({ a: 'é b' }))).toEqual({
      data: 'a=%C3%A9+b',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    });
  });

  it.each<[kind: string, body: BodyInit]>([
    ['a web stream', new Blob(['a']).stream()],
    ['a node stream', Readable.from([])],
    ['a generator', (function* () {})()],
    ['an asynchronous generator', (async function* () {})()],
    ['a set', new Set<Uint8Array>()],
  ])('keeps %s as it is', (_, body) => {
    expect(contentOf(body).data).toBe(body);
  });

  it.each([
    5,
    true,
    {},
    () => 'a',
    Symbol('a'),
    ['text'],
    [1, 2],
    [new Uint8Array(1), null],
    new FormData(),
    new Date(),
  ])('throws for %o', (body) => {
    // @ts-expect-error it is no body
    expect(() => contentOf(body)).toThrow(TypeError);
  });
});
