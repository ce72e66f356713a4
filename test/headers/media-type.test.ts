import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { MediaType } from '../../src/headers/media-type.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import extractVectors from '../vectors/standard/content-type-extract.json' with { type: 'json' };
import vectors from '../vectors/standard/mime-types.json' with { type: 'json' };

const read = (value: string | undefined) => {
  const type = MediaType.parse(value);
  return type && String(type);
};

describe('MediaType', () => {
  it('has an essence and parameters', () => {
    const type = MediaType.parse('Multipart/Form-Data; BOUNDARY="a b"; x=Y');
    expect(type).toMatchObject({ type: 'multipart', subtype: 'form-data', essence: 'multipart/form-data' });
    expect([...(type?.params ?? [])]).toEqual([
      ['boundary', 'a b'],
      ['x', 'Y'],
    ]);
    expect(type?.boundary).toBe('a b');
    expect(type?.charset).toBeUndefined();
  });

  it('keeps the charset as given, and knows the encoding that it labels', () => {
    const read = (charset: string) => new MediaType('text/plain', [['charset', charset]]);
    expect(read('Latin1')).toMatchObject({ charset: 'Latin1', encoding: 'windows-1252' });
    expect(read('UTF8')).toMatchObject({ charset: 'UTF8', encoding: 'utf-8' });
    expect(read('nope')).toMatchObject({ charset: 'nope', encoding: undefined });
    expect(new MediaType('text/plain').encoding).toBeUndefined();
  });

  it.each([undefined, '', 'text', 'text/', '/html', 'text/html, text/plain', 'text/ html', 'a/b/c'])(
    'ignores %j',
    (value) => {
      expect(MediaType.parse(value)).toBeUndefined();
    },
  );

  it('uses the first of repeated parameters, and reports the repetition', () => {
    const type = MediaType.parse('multipart/form-data; boundary=x; BOUNDARY="y"; a=1; a=\x7f');
    expect(type?.boundary).toBe('x');
    expect(type?.isRepeated('Boundary')).toBe(true);
    expect(type?.isRepeated('a')).toBe(false);
    expect(type?.with({ boundary: 'z' }).isRepeated('boundary')).toBe(false);
  });

  it('applies changes to a new value', () => {
    const type = MediaType.parse('text/html;charset=gbk;x=1');
    expect(String(type?.with({ Charset: 'a b', x: undefined, y: '' }))).toBe('text/html;charset="a b";y=""');
    expect(String(type)).toBe('text/html;charset=gbk;x=1');
  });

  it('treats __proto__ as an ordinary name', () => {
    expect(read('a/b;__proto__=1;constructor=2')).toBe('a/b;__proto__=1;constructor=2');
  });

  it('refuses values that it could not read back', () => {
    expect(() => new MediaType('text')).toThrow(TypeError);
    expect(() => new MediaType('text/html;a=b')).toThrow(TypeError);
    expect(() => new MediaType('text/html', { 'a b': 'c' })).toThrow(TypeError);
    expect(() => new MediaType('text/html', [['a', 'b\r\nc']])).toThrow(TypeError);
    expect(() => new MediaType('text/html').with({ charset: '€' })).toThrow(TypeError);
  });

  it('cannot be changed in place', () => {
    const type = new MediaType('text/html');
    expectTypeOf(type.params).toEqualTypeOf<ReadonlyMap<string, string>>();
    // @ts-expect-error
    const change = () => type.params.set('charset', 'utf-8');
    // @ts-expect-error
    const rename = () => new MediaType('text/html').with({ charset: 8 });
    expectTypeOf(change).toBeFunction();
    expectTypeOf(rename).toBeFunction();
  });

  it('reads its own output', () => {
    const types = fc.record({ type: arbitrary.token, subtype: arbitrary.token, params: arbitrary.params });
    fc.assert(
      fc.property(types, ({ type, subtype, params }) => {
        const media = new MediaType(`${type}/${subtype}`, params);
        expect(MediaType.parse(String(media))).toEqual(media);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(
      fc.property(arbitrary.anything, (value) => {
        MediaType.parse(value);
        MediaType.parse(`a/b;${value}`);
        MediaType.extract(value);
      }),
    );
    for (const value of arbitrary.megabytes('a/b;', 'a/b;x="')) expect(read(value)).toMatch(/^a\/b/);
  });

  it('passes the MIME type vectors of the web platform tests', () => {
    for (const { id, input, expected, encoding } of vectors.cases) {
      const type = MediaType.parse(input);
      expect([id, type ? String(type) : null]).toEqual([id, expected]);
      expect([id, type?.encoding]).toEqual([id, encoding?.toLowerCase()]);
    }
  });
});

describe('MediaType.extract', () => {
  it.each(extractVectors.cases)('$id: $input', ({ input, expected }) => {
    for (const given of [input, input.join(', ')]) {
      const type = MediaType.extract(given);
      expect(String(type)).toBe(expected.mimeType);
      expect(type?.encoding).toBe(expected.encoding?.toLowerCase());
    }
  });

  it('returns undefined if no line is a media type', () => {
    expect(MediaType.extract([])).toBeUndefined();
    expect(MediaType.extract(['', 'text', '*/*'])).toBeUndefined();
  });
});
