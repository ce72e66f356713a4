import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentDisposition } from '../../src/headers/content-disposition.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import vectors from '../vectors/standard/content-disposition.json' with { type: 'json' };

describe('ContentDisposition', () => {
  it('D6: writes text outside ASCII twice', () => {
    expect(String(ContentDisposition.attachment('€".txt'))).toBe(
      `attachment; filename="?\\".txt"; filename*=UTF-8''%E2%82%AC%22.txt`,
    );
  });

  it.each([
    [ContentDisposition.attachment(), 'attachment'],
    [ContentDisposition.inline(), 'inline'],
    [ContentDisposition.attachment('a b.txt'), 'attachment; filename="a b.txt"'],
    [ContentDisposition.inline('😀.txt'), `inline; filename="?.txt"; filename*=UTF-8''%F0%9F%98%80.txt`],
    [ContentDisposition.attachment('50%41'), `attachment; filename="50%41"; filename*=UTF-8''50%2541`],
    [ContentDisposition.attachment('50%'), 'attachment; filename="50%"'],
    [ContentDisposition.attachment('a\r\nb'), `attachment; filename="a??b"; filename*=UTF-8''a%0D%0Ab`],
    [ContentDisposition.attachment(''), 'attachment; filename=""'],
    [new ContentDisposition('Form-Data', { name: 'a', FileName: 'b' }), 'form-data; name="a"; filename="b"'],
  ])('writes %s', (disposition, value) => {
    expect(String(disposition)).toBe(value);
  });

  it('prefers filename*, whatever its position', () => {
    for (const value of [
      `attachment; filename="a"; filename*=UTF-8''b; x=y`,
      `attachment; filename*=UTF-8''b; filename="a"; x=y`,
    ]) {
      expect(ContentDisposition.parse(value)).toEqual(
        new ContentDisposition('attachment', { filename: 'b', x: 'y' }),
      );
    }
  });

  it('uses filename if filename* is malformed', () => {
    expect(ContentDisposition.parse(`attachment; filename="a"; filename*=UTF-8''%ff`)?.filename).toBe('a');
    expect(
      ContentDisposition.parse(`attachment; filename="a"; *=UTF-8''b; f*oo*=UTF-8''c`)?.params.size,
    ).toBe(1);
  });

  it('is absent if the header is absent', () => {
    expect(ContentDisposition.parse(undefined)).toBeUndefined();
    expect(ContentDisposition.parse('')).toBeUndefined();
    expect(ContentDisposition.parse(`attachment; a*=UTF-8''b; A*=UTF-8''c`)).toBeUndefined();
  });

  it.each(vectors.cases.filter(({ op }) => op === 'tc2231'))('$id: $input', ({ input, expected }) => {
    if (typeof expected === 'string') throw new Error('another operation');
    const disposition = ContentDisposition.parse(input);
    if (expected.valid) {
      expect(disposition?.type).toBe(expected.type);
      expect(disposition?.filename ?? null).toBe(expected.filename);
    } else {
      expect(disposition).toBeUndefined();
    }
  });

  it('refuses filename*, a malformed type and a malformed parameter name', () => {
    expect(() => new ContentDisposition('a b')).toThrow(TypeError);
    expect(() => new ContentDisposition('attachment', { 'filename*': "UTF-8''a" })).toThrow(TypeError);
    expect(() => new ContentDisposition('attachment', { 'a b': 'c' })).toThrow(TypeError);
  });

  it('reads its own output', () => {
    const params = fc.uniqueArray(fc.tuple(arbitrary.token, arbitrary.text), { selector: ([name]) => name });
    fc.assert(
      fc.property(arbitrary.token, params, (type, given) => {
        const disposition = new ContentDisposition(type, given);
        expect(String(disposition)).toMatch(/^[\x20-\x7e]*$/);
        expect(ContentDisposition.parse(String(disposition))).toEqual(disposition);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(
      fc.property(arbitrary.anything, (value) => {
        ContentDisposition.parse(value);
        ContentDisposition.parse(`attachment; filename*=${value}`);
      }),
    );
    for (const value of arbitrary.megabytes('a;b="', "a;b*=UTF-8''")) ContentDisposition.parse(value);
  });
});
