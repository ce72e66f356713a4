import { describe, expect, it } from 'vitest';
import { loadPageParser } from '../../src/testing/html/page.ts';
import { chooseLinks, linksOf } from '../../src/testing/links.ts';

const page = (await loadPageParser())(`
  <a href="/a" id="one">One</a> <a href="/b">Two <b>bold</b></a> <a href="/c"><img alt="Three"></a>
  <a>none</a> <a href="">empty</a> <a href="#f">fragment</a> <a href="javascript:x()">script</a>
  <map><area href="/area" alt="One"></map> <template><a href="/t">One</a></template>`);
const links = linksOf(page);

describe('the links of a page', () => {
  it('are those that lead to another page', () => {
    expect(links).toEqual([
      { text: 'One', id: 'one', href: '/a' },
      { text: 'Two bold', id: undefined, href: '/b' },
      { text: 'Three', id: undefined, href: '/c' },
    ]);
  });

  it.each([
    [{}, ['/a', '/b', '/c']],
    [{ text: 'Two bold' }, ['/b']],
    [{ text: 'Two' }, []],
    [{ text: /t/i }, ['/b', '/c']],
    [{ text: /t/gi, href: '/c' }, ['/c']],
    [{ id: 'one' }, ['/a']],
    [{ id: /./ }, ['/a']],
    [{ index: 1 }, ['/b']],
    [{ index: -1 }, ['/c']],
    [{ index: 3 }, []],
    [{ text: /t/i, index: 0 }, ['/b']],
  ])('that match %o are %o', (choice, hrefs) => {
    expect(chooseLinks(links, choice).map(({ href }) => href)).toEqual(hrefs);
  });

  it('cannot be selected by other keys', () => {
    expect(() => chooseLinks(links, { title: 'x' } as object)).toThrow(TypeError);
  });
});
