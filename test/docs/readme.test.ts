import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = readdirSync('docs').filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(pages)('%s', (page) => {
  const markdown = readFileSync(page, 'utf8');

  it('links to what there is', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(path.join(path.dirname(page), target)))).toEqual([]);
  });

  it('links to headings that there are', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const dead = links.filter(([, target = '', hash = '']) => {
      const file = target === '' ? page : path.join(path.dirname(page), target);
      return !headingsOf(readFileSync(file, 'utf8')).has(hash);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('has no code that is not run', () => {
    const languages = [...markdown.matchAll(/^```(\w*)\n/gm)].map(([, language]) => language);
    expect(languages.filter((language) => !['ts', 'sh', ''].includes(language ?? ''))).toEqual([]);
  });

  it('names commands that there are', () => {
    const named = [...markdown.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** The ids of a page's headings, as the sites that show Markdown make them. */
function headingsOf(markdown: string): Set<string> {
  const titles = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
