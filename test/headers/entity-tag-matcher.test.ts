import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import { EntityTagMatcher } from '../../src/headers/entity-tag-matcher.ts';
import * as arbitrary from '../support/header-arbitraries.ts';
import conditional from '../vectors/standard/conditional.json' with { type: 'json' };
import vectors from '../vectors/standard/etag.json' with { type: 'json' };
import webob from '../vectors/webob/etag-match.json' with { type: 'json' };

const tagsOf = (value: string) => EntityTagMatcher.parse(value)?.tags.map(String);

describe('EntityTagMatcher', () => {
  it('is absent if the header is absent', () => {
    expect(EntityTagMatcher.parse(undefined)).toBeUndefined();
  });

  it('C1, C9: matches any representation with a star', () => {
    const any = EntityTagMatcher.parse(' * ');
    expect(any).toMatchObject({ any: true, tags: [] });
    expect(any?.matches('x', { weak: false })).toBe(true);
    expect(any?.matches(undefined, { weak: false })).toBe(true);
  });

  it('C3: needs no space after a comma', () => {
    expect(tagsOf('"a","b"')).toEqual(['"a"', '"b"']);
  });

  it('C4: allows a comma in a tag', () => {
    expect(tagsOf('"a,b"')).toEqual(['"a,b"']);
    expect(EntityTagMatcher.parse('"a,b"')?.matches('a,b', { weak: true })).toBe(true);
  });

  it('C5: treats a backslash as an ordinary character', () => {
    expect(tagsOf('"a\\", "b"')).toEqual(['"a\\"', '"b"']);
  });

  it('C6: matches nothing with an unquoted value', () => {
    const unquoted = EntityTagMatcher.parse('x');
    expect(unquoted).toMatchObject({ any: false, tags: [] });
    expect(unquoted?.matches('x', { weak: true })).toBe(false);
  });

  it('C11: never matches a weak tag strongly', () => {
    const weak = EntityTagMatcher.parse('W/"x"');
    expect(weak?.matches('x', { weak: false })).toBe(false);
    expect(weak?.matches(new EntityTag('x', { weak: true }), { weak: false })).toBe(false);
    expect(weak?.matches(new EntityTag('x', { weak: true }), { weak: true })).toBe(true);
  });

  it('takes one tag, several tags, or text', () => {
    const one = new EntityTag('a');
    expect(String(EntityTagMatcher.from(one))).toBe('"a"');
    expect(String(EntityTagMatcher.from([one, 'b']))).toBe('"a", "b"');
    expect(String(EntityTagMatcher.from('"a", W/"b"'))).toBe('"a", W/"b"');
    expect(String(EntityTagMatcher.from(' * '))).toBe('*');
    expect(String(EntityTagMatcher.from('v1'))).toBe('"v1"');
    expect(() => EntityTagMatcher.from('a"')).toThrow(TypeError);
  });

  it('does not match a missing tag', () => {
    expect(EntityTagMatcher.parse('"x"')?.matches(undefined, { weak: true })).toBe(false);
  });

  it('drops only a malformed member', () => {
    expect(tagsOf('x, "a" "b", W/"c", , *, w/"d", "e')).toEqual(['W/"c"']);
    expect(tagsOf('')).toEqual([]);
  });

  it.each(vectors.cases.filter(({ op }) => op.startsWith('parse-list')))(
    '$id: $input',
    ({ op, input, expected }) => {
      const { any, tags } = EntityTagMatcher.parse(String(input)) ?? { any: false, tags: [] };
      const values = (weak: boolean) => tags.filter((tag) => tag.weak === weak).map(({ value }) => value);
      if (op === 'parse-list')
        expect({ strong: values(false), weak: values(true), star: any }).toEqual(expected);
      else expect(any ? '*' : tags.map(({ value, weak }) => [value, weak])).toEqual(expected);
    },
  );

  it.each(
    conditional.cases.flatMap(({ id, input, expected }) => {
      const header = input.requestHeaders['if-none-match'];
      return header === undefined ? [] : [{ id, header, etag: input.responseHeaders.etag, ...expected }];
    }),
  )('$id: $header, $etag', ({ header, etag, notModified }) => {
    expect(EntityTagMatcher.parse(header)?.matches(EntityTag.parse(etag), { weak: true })).toBe(notModified);
  });

  /** Cases in which WebOb treats a header without tags as absent, or malformed text as a list of tags. */
  const WEBOB_ALONE: Record<string, string> = {
    '': 'C6: a header without tags matches nothing',
    a: 'C6: not quoted',
    '"a" "b"': 'no comma: malformed',
    '"a","b"': 'C3: a list all the same',
    '"a,b"': 'C4: one tag',
  };

  it.each(webob.cases.filter((given) => !(given.in.header in WEBOB_ALONE)))(
    'WebOb $id: $in.header, $in.etag',
    ({ in: { header, etag }, out }) => {
      const matcher = EntityTagMatcher.parse(header);
      expect(matcher?.matches(etag, { weak: true })).toBe(out.if_none_match);
      expect(matcher?.matches(etag, { weak: false })).toBe(out.if_match);
    },
  );

  it('reads its own output', () => {
    const tag = fc
      .record({ value: fc.stringMatching(/^[\x21\x23-\x7e\x80-\xff]*$/), weak: fc.boolean() })
      .map(({ value, weak }) => new EntityTag(value, { weak }));
    fc.assert(
      fc.property(fc.oneof(fc.constant('*' as const), fc.array(tag)), (tags) => {
        const matcher = new EntityTagMatcher(tags);
        expect(EntityTagMatcher.parse(String(matcher))).toEqual(matcher);
      }),
    );
  });

  it('accepts any string', () => {
    fc.assert(fc.property(arbitrary.anything, (value) => void EntityTagMatcher.parse(value)));
    for (const value of arbitrary.megabytes('"', 'W/"a", "')) EntityTagMatcher.parse(value);
  });
});
