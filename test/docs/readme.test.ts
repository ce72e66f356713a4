import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(pages)('%s', (page) => {
  const markdown = readFileSync(page, 'utf8');

  it('links to what there is', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(path.join(path.dirname(page), target)))).toEqual([]);
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
