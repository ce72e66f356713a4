import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = readdirSync('docs').filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(pages)('%s', (page) => {
  const markdown = readFileSync(page, 'utf8');

  it('links to existing files', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(path.join(path.dirname(page), target)))).toEqual([]);
  });

  it('links to existing headings', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const dead = links.filter(([, target = '', hash = '']) => {
      const file = target === '' ? page : path.join(path.dirname(page), target);
      return !headingsOf(readFileSync(file, 'utf8')).has(hash);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('contains only code that is run', () => {
    const languages = [...markdown.matchAll(/^```(\w*)\n/gm)].map(([, language]) => language);
    expect(languages.filter((language) => !['ts', 'sh', ''].includes(language ?? ''))).toEqual([]);
  });

  it('names existing commands', () => {
    const named = [...markdown.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** The ids of a page's headings, as sites that render Markdown create them. */
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
