import { describe, expect, it } from 'vitest';
import { ancestors, attribute, descendants, loadPageParser } from '../../../src/testing/html/page.ts';

const parse = await loadPageParser();

describe('a page', () => {
  it('has its elements in tree order, without those in templates and in other languages', () => {
    const { elements } = parse('<p>a<b>c</b></p><template><i></i></template><svg><a></a></svg><u></u>');
    expect(elements.map(({ tagName }) => tagName)).toEqual([
      'html',
      'head',
      'body',
      'p',
      'b',
      'template',
      'u',
    ]);
  });

  it('has the first element of each id', () => {
    const { ids } = parse('<p id="a"></p><b id="a"></b><i id=""></i>');
    expect([...ids].map(([id, { tagName }]) => [id, tagName])).toEqual([['a', 'p']]);
  });

  it('knows the form that was open when the parser reached a field', () => {
    const { parserForms } = parse(
      '<div><form id="f"><input name="a"></div><input name="b"><input name="c" form="g"><template><input name="d"></template><b name="e"></b></form><input name="g">',
    );
    const found = [...parserForms].map(([field, form]) => [attribute(field, 'name'), attribute(form, 'id')]);
    expect(found).toEqual([
      ['a', 'f'],
      ['b', 'f'],
    ]);
  });

  it('can be nested as deeply as the parser allows', () => {
    const depth = 20_000;
    const page = parse(`${'<div>'.repeat(depth)}x`);
    const innermost = page.elements.at(-1);
    expect([...descendants(page.document)].length).toBeGreaterThan(depth);
    expect(innermost && [...ancestors(innermost)].length).toBe(depth + 1);
  });

  it('cannot be parsed without the parser, and names the package to install', async () => {
    const cause = new Error('Cannot find package');
    const missing = await loadPageParser(() => Promise.reject(cause));
    expect(() => missing('<p>')).toThrow(
      'this needs the package parse5, which cannot be loaded: npm install --save-dev parse5',
    );
    expect(() => missing('<p>')).toThrow(expect.objectContaining({ cause }));
  });
});
