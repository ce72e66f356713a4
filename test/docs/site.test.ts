import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Section {
  readonly title: string;
  readonly links: readonly { readonly text: string; readonly target: string }[];
}

const { sectionsOf }: { sectionsOf: (markdown: string) => Section[] } = await script('sections.mjs');
const {
  pages,
  withSiteLinks,
}: { pages: () => Map<string, string>; withSiteLinks: (text: string, file: string) => string } =
  await script('pages.mjs');
const { checkSite }: { checkSite: (folder: string) => number } = await script('check-links.mjs');

async function script(name: string) {
  return await import(pathToFileURL(path.resolve('scripts/site', name)).href);
}

/** The output of the check for a site with these pages. */
function check(pages: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
  try {
    for (const [name, html] of Object.entries(pages)) writeFileSync(path.join(folder, name), html);
    return `${checkSite(folder)} pages`;
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the site's sidebar", () => {
  it('lists the tables of the index, by task', () => {
    const sections = sectionsOf(readFileSync('docs/README.md', 'utf8'));
    expect(sections.map(({ title }) => title)).toEqual([
      'Start',
      'Requests and responses',
      'Bodies',
      'Headers and cookies',
      'Conditional and caching',
      'Files, client and proxy',
      'Middleware',
      'Sessions and login',
      'Testing',
      'Servers and deploying',
      'Security and speed',
      'Coming from',
      'Every name',
      'Examples',
    ]);
  });

  it('contains the title and the location of each page', () => {
    expect(sectionsOf('# A\n\n## B\n\n| page | about |\n| --- | --- |\n| [C](c.md) | d |\n\n## E\n')).toEqual(
      [{ title: 'B', links: [{ text: 'C', target: 'c.md' }] }],
    );
  });
});

describe('the pages of the site', () => {
  it.each([...pages()].filter(([file]) => file.endsWith('.md')))(
    '%s links only to pages of the site',
    (file) => {
      expect(() => withSiteLinks(readFileSync(file, 'utf8'), file)).not.toThrow();
    },
  );

  it.each([
    ['docs/guide.md', '[a](cookies.md#setting)', '[a](/cookies.md#setting)'],
    ['docs/README.md', '[a](../examples/inspector.ts)', '[a](/examples/inspector.md)'],
    ['README.md', '![a](docs/images/inspector.png)', '![a](/images/inspector.png)'],
    ['README.md', '[a](https://example.com/b.md), [c](#d)', '[a](https://example.com/b.md), [c](#d)'],
  ])('in %s replace %s with %s', (file, link, expected) => {
    expect(withSiteLinks(link, file)).toBe(expected);
  });

  it('include all link targets', () => {
    expect(() => withSiteLinks('[a](../src/index.ts)', 'docs/guide.md')).toThrow('has no page');
  });
});

describe("the check of a site's links", () => {
  it.each([
    ['<a class="b" href="/b.html#c">', '<h2 id="c">', '2 pages'],
    ['<a href="b.html">', '<a href="/">', '2 pages'],
    ['<a href="https://example.com/nowhere">', '', '2 pages'],
    ['<a href="/c.html">', '', 'Error: links that lead nowhere:\n/index.html: /c.html'],
    ['<a href="/b.html#d">', '<h2 id="c">', 'Error: links that lead nowhere:\n/index.html: /b.html#d'],
    ['<img src="/c.png">', '', 'Error: links that lead nowhere:\n/index.html: /c.png'],
    ['<a href="/b.html?a=1&amp;b=2#c">', '<h2 id="c">', '2 pages'],
  ])('reports for %s a page with %j: %s', (index, other, said) => {
    expect(check({ 'index.html': index, 'b.html': other })).toBe(said);
  });
});
