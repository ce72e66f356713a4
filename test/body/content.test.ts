import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type BodyInit, contentOf, jsonContent } from '../../src/body/content.ts';
import { byteLengthOf, capabilitiesOf, isChunks } from '../../src/wsgi/capabilities.ts';
import type { AppIter } from '../../src/wsgi/contract.ts';
import { collect } from '../support/bytes.ts';

describe('contentOf', () => {
  it('keeps text', () => {
    expect(contentOf('é')).toEqual({ data: 'é' });
    expect(contentOf('')).toEqual({ data: '' });
  });

  it.each<[kind: string, body: BodyInit]>([
    ['bytes', new Uint8Array([1, 2, 3])],
    ['a Buffer', Buffer.from([1, 2, 3])],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['a partial view', new DataView(new Uint8Array([0, 1, 2, 3, 4]).buffer, 1, 3)],
    ['chunks', [new Uint8Array([1]), Buffer.from([2, 3])]],
  ])('stores %s as chunks', (_, body) => {
    const { data } = contentOf(body);
    expect(isChunks(data) && [...Buffer.concat(data)]).toEqual([1, 2, 3]);
  });

  it('does not accept numbers as bytes', () => {
    const { data } = contentOf(new Uint16Array([1, 0x0302]));
    expect(isChunks(data) && byteLengthOf(data)).toBe(4);
  });

  it('says what to do with a promise, and with a value', () => {
    const given = (body: unknown) => () => contentOf(body as BodyInit);
    expect(given(Promise.resolve('a'))).toThrow(/; got an instance of Promise: await it first$/);
    expect(given(7)).toThrow(/; got a number: for JSON use Response\.json\(value\) or \{ json: value \}$/);
  });

  it('is empty for null and undefined', () => {
    expect(contentOf(null)).toEqual({ data: [] });
    expect(contentOf(undefined)).toEqual({ data: [] });
  });

  it("uses a Blob's length and type, and reads it from any offset", async () => {
    const { data, type } = contentOf(new Blob(['abc'], { type: 'Image/PNG' }));
    expect(type).toBe('image/png');
    const { byteLength, range } = capabilitiesOf(data as AppIter);
    expect(byteLength).toBe(3);
    expect(await collect(range?.call(capabilitiesOf(data as AppIter), 1, 3) ?? [])).toBe('bc');
    expect([await collect(data as AppIter), await collect(data as AppIter)]).toEqual(['abc', 'abc']);
    for (const type of ['', 'nonsense'])
      expect(contentOf(new Blob(['abc'], { type }))).not.toHaveProperty('type');
  });

  it('writes FormData as multipart/form-data with a known length', async () => {
    const form = new FormData();
    form.append('a', 'é');
    form.append('f', new File(['bytes'], 'x.txt', { type: 'text/plain' }));
    const { data, type } = contentOf(form);
    const text = await collect(data as AppIter);
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    expect(capabilitiesOf(data as AppIter).byteLength).toBe(Buffer.byteLength(text));
    expect(text).toContain('filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nbytes\r\n');
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
  ])('keeps %s unchanged', (_, body) => {
    expect(contentOf(body).data).toBe(body);
  });

  it.each([5, true, {}, () => 'a', Symbol('a'), ['text'], [1, 2], [new Uint8Array(1), null], new Date()])(
    'throws for %o',
    (body) => {
      // @ts-expect-error it is not a body
      expect(() => contentOf(body)).toThrow(TypeError);
    },
  );
});

describe('jsonContent', () => {
  it('is JSON text with its type', () => {
    expect(jsonContent({ a: ['é'] })).toEqual({ data: '{"a":["é"]}', type: 'application/json' });
  });

  it.each([undefined, () => 'a', Symbol('a'), 1n])('throws for %o', (value) => {
    expect(() => jsonContent(value)).toThrow(TypeError);
  });
});
