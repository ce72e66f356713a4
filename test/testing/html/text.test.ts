import { describe, expect, it } from 'vitest';
import { loadPageParser } from '../../../src/testing/html/page.ts';
import { collapse, stripAndCollapse, textContent, visibleText } from '../../../src/testing/html/text.ts';

const parse = await loadPageParser();

function elementOf(html: string) {
  const { elements } = parse(`<div>${html}</div>`);
  const element = elements.find(({ tagName }) => tagName === 'div');
  if (!element) throw new Error('there is no element');
  return element;
}

describe('text', () => {
  it('is collapsed and stripped of ASCII white space', () => {
    expect(collapse(' a \t\r\n\f b\u00a0 ')).toBe(' a b\u00a0 ');
    expect(stripAndCollapse(' a \n b\u00a0')).toBe('a b\u00a0');
  });

  it.each([
    ['a <b> b\n</b> c', 'a b c'],
    ['<img alt="A picture"> of it <img>', 'A picture of it'],
    ['<svg><image alt="x"/><title>t</title></svg>', 't'],
    ['a<br>b', 'a b'],
    [
      'a<!-- no -->b<script>no</script><style>no</style><textarea>no</textarea><select><option>no</select><template>no</template>',
      'ab',
    ],
  ])('of %s is rendered as %s', (html, text) => {
    expect(visibleText(elementOf(html))).toBe(text);
  });

  it('of an element excludes its scripts', () => {
    expect(textContent(elementOf(' a<b>c</b><script>no</script><!-- no -->'))).toBe(' ac');
  });
});
