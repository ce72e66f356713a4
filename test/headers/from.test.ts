import { describe, expect, it } from 'vitest';
import * as headers from '../../src/headers.ts';

const { ByteRanges, CacheControl, EntityTagMatcher, Forwarded, IfRange, Vary } = headers;

describe('the method from', () => {
  it.each<[name: string, Class: { from(value: never): unknown }, made: object]>([
    ['ByteRanges', ByteRanges, new ByteRanges([{ start: 0 }])],
    ['CacheControl', CacheControl, new CacheControl({ maxAge: 1 })],
    ['EntityTagMatcher', EntityTagMatcher, new EntityTagMatcher(['v1'])],
    ['Forwarded', Forwarded, new Forwarded([{ for: '192.0.2.1' }])],
    ['IfRange', IfRange, new IfRange(new Date(0))],
    ['Vary', Vary, new Vary(['Accept'])],
  ])('of %s returns an instance unchanged', (_name, Class, made) => {
    expect(Class.from(made as never)).toBe(made);
  });

  it.each([
    ['ByteRanges', () => ByteRanges.from('bytes=x')],
    ['EntityTagMatcher', () => EntityTagMatcher.from('a", b')],
    ['Forwarded', () => Forwarded.from('for')],
  ])('of %s refuses text that cannot be read', (_name, read) => {
    expect(read).toThrow(TypeError);
  });
});

describe('a list value', () => {
  it.each<[name: string, list: Iterable<unknown>, elements: unknown[]]>([
    ['Accept', headers.Accept.parse('a/b, c/d'), ['a/b', 'c/d']],
    ['ByteRanges', ByteRanges.from('bytes=0-1,5-'), [{ start: 0, stop: 2 }, { start: 5 }]],
    [
      'CacheControl',
      CacheControl.parse('no-store, max-age=1'),
      [
        ['no-store', true],
        ['max-age', '1'],
      ],
    ],
    ['EntityTagMatcher', EntityTagMatcher.from('"a", W/"b"'), ['"a"', 'W/"b"']],
    ['Forwarded', Forwarded.from('for=a, for=b'), ['a', 'b']],
    ['Vary', Vary.parse('Accept, Cookie'), ['Accept', 'Cookie']],
  ])('%s yields its elements in order', (_name, list, elements) => {
    const shown = (element: unknown) => {
      if (element instanceof headers.EntityTag) return String(element);
      if (typeof element !== 'object' || element === null || Array.isArray(element)) return element;
      if ('range' in element) return element.range;
      return 'for' in element ? element.for : element;
    };
    expect(Array.from(list, shown)).toEqual(elements);
  });
});

describe('parameters', () => {
  it('must be text', () => {
    const params = Object.fromEntries([['x', 1]]) as unknown as Record<string, string>;
    expect(() => new headers.ContentDisposition('attachment', params)).toThrow(
      'invalid parameter: "x" with the value 1',
    );
  });
});

describe('a field', () => {
  it.each<[name: string, field: headers.Field<unknown, never>, value: unknown]>([
    ['accept', headers.accept, headers.Accept.parse(undefined)],
    ['cacheControl', headers.cacheControl, {}],
    ['cacheControl', headers.cacheControl, ''],
    ['forwarded', headers.forwarded, []],
    ['ifRange', headers.ifRange, headers.IfRange.parse('malformed')],
  ])('%s removes the header if the value is empty', (_name, field, value) => {
    expect(field.format(value as never)).toBeUndefined();
  });

  it.each([
    ['vary', headers.vary.format('Accept'), 'Accept'],
    ['allow', headers.allow.format('GET'), 'GET'],
  ])('%s treats a string as a list of one', (_name, text, value) => {
    expect(text).toBe(value);
  });

  it('accept refuses text that it cannot read', () => {
    expect(() => headers.accept.format('text/html;q=7')).toThrow(TypeError);
    expect(headers.accept.format('')).toBe('');
  });
});
