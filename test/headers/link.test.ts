import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Link, link } from '../../src/headers/link.ts';
import vectors from '../vectors/standard/link.json' with { type: 'json' };

const written = (value: string) => link.parse(value).map(String);

describe('link', () => {
  it.each(vectors.cases)('$id: $input', ({ input, expected }) => {
    const links = link.parse(input).map(({ target, rel, title = null }) => ({ target, rel, title }));
    expect(links).toEqual(expected);
  });

  it.each([
    ['</a>;rel=next', ['</a>; rel=next']],
    ['< >; rel=a, <>; rel=self', ['<>; rel=self']],
    ['</a> ; REL = "next" ;; crossorigin ; as="" ', ['</a>; rel=next; crossorigin; as']],
    ['</a,b;c>; rel=next, , </d>; rel="x, y"', ['</a,b;c>; rel=next', '</d>; rel="x, y"']],
    ['</a>; rel=preload; type=text/css; as=style', ['</a>; rel=preload; type="text/css"; as=style']],
    ['</a>; rel=next; title="a \\" \\\\ ,"', ['</a>; rel=next; title="a \\" \\\\ ,"']],
    ['</a">; rel=next, </b>; rel=prev', ['</a">; rel=next', '</b>; rel=prev']],
    ['</a>; rel=alternate; hreflang=de; hreflang=en', ['</a>; rel=alternate; hreflang=de; hreflang=en']],
  ])('reads %j', (value, links) => {
    expect(written(value)).toEqual(links);
  });

  it.each([
    ...[
      'a',
      '</a>',
      '</a>, ',
      '</a>; rel',
      '</a>; rel=" "',
      '</a> rel=next',
      '</a>x; rel=next',
      '</a; rel=next',
    ],
    ...[
      '</a>; rel=next; title="b',
      '</a>; rel=next; b c=d',
      '</a>; rel="next" prev',
      '</a>; rel=a<b>',
      '</\x01>; rel=a',
    ],
  ])('drops only a malformed link: %j', (value) => {
    expect(written(value)).toEqual([]);
    if (!/^<[^>]*$|"[^"]*$/.test(value)) expect(written(`${value}, </z>; rel=z`)).toEqual(['</z>; rel=z']);
  });

  it('is empty if the header is absent', () => {
    expect(link.parse(undefined)).toEqual([]);
    expect(Link.parse(undefined)).toBeUndefined();
  });

  it('accepts a link, links or text', () => {
    const next = new Link('/3', { rel: 'next' });
    expect(link.format(next)).toBe('</3>; rel=next');
    expect(link.format([next, '</1>;rel=prev'])).toBe('</3>; rel=next, </1>; rel=prev');
    expect(link.format('</3>;rel=next,</1>;rel=prev')).toBe('</3>; rel=next, </1>; rel=prev');
    expect(link.format([])).toBeUndefined();
    expect(() => link.format('</3>; rel=next, </1>')).toThrow(TypeError);
    // @ts-expect-error
    expect(() => link.format([{ target: '/3', rel: 'next' }])).toThrow(TypeError);
  });
});

describe('Link', () => {
  it('has lower-case relations, and the first of repeated parameters', () => {
    const first = Link.parse('</a>; rel="Next  PREFETCH"; rel=prev; title=a; title=b');
    expect(first?.rel).toEqual(['next', 'prefetch']);
    expect(first?.title).toBe('a');
    expect(first?.params.getAll('rel')).toEqual(['Next  PREFETCH', 'prev']);
  });

  it('prefers the encoded title, unless that is malformed', () => {
    expect(Link.parse("</a>; rel=a; title=b; title*=UTF-8''%C3%A9")?.title).toBe('é');
    expect(Link.parse("</a>; rel=a; title=b; title*=UTF-8''%ff")?.title).toBe('b');
    expect(Link.parse('</a>; rel=a')?.title).toBeUndefined();
  });

  it('encodes a title outside ASCII', () => {
    const german = new Link('/4', { rel: 'next', title: 'nächstes' });
    expect(String(german)).toBe("</4>; rel=next; title*=UTF-8''n%C3%A4chstes");
    expect(german.title).toBe('nächstes');
    expect(String(new Link('/4', { rel: 'next', title: 'ä', 'title*': "UTF-8''%E4%B8%AD" }))).toBe(
      '</4>; rel=next; title="ä"; title*=UTF-8\'\'%E4%B8%AD',
    );
  });

  it('accepts in from() an instance or text', () => {
    const next = Link.from('</3>; rel=next');
    expect(Link.from(next)).toBe(next);
    expect(() => Link.from('')).toThrow(TypeError);
  });

  it.each([
    ['a target with a space', '/a b', { rel: 'a' }],
    ['a target that would end early', '/a>b', { rel: 'a' }],
    ['no relation', '/a', {}],
    ['an empty relation', '/a', { rel: ' ' }],
    ['a malformed name', '/a', { rel: 'a', 'b c': 'd' }],
    ['a value with a line break', '/a', { rel: 'a', b: '\n' }],
    ['a value beyond U+00FF', '/a', { rel: 'a', media: '€' }],
  ])('refuses %s', (_, target, params) => {
    expect(() => new Link(target, params)).toThrow(TypeError);
  });

  it('refuses a value that is not a string', () => {
    // @ts-expect-error
    expect(() => new Link('/a', { rel: 'a', b: 1 })).toThrow(TypeError);
  });

  it('prints its class and its text', () => {
    expect(inspect(new Link('/a', { rel: 'a' }))).toBe('Link "</a>; rel=a"');
  });
});
