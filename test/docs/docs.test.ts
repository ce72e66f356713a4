import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const index = readFileSync('docs/README.md', 'utf8');
const linked = new Set([...index.matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gm)].map(([, target]) => target));
const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');

describe('the index of the documentation', () => {
  it('lists every page', () => {
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('lists every example program', () => {
    const names = readdirSync('examples', { encoding: 'utf8', recursive: true });
    const programs = names.filter(
      (name) => name.endsWith('.ts') && readFileSync(`examples/${name}`, 'utf8').includes('process.argv[1]'),
    );
    expect(programs.filter((name) => !linked.has(`../examples/${name}`))).toEqual([]);
  });
});

describe('the reference', () => {
  it('covers every entry of the package', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { entryPoints } = JSON.parse(readFileSync('typedoc.json', 'utf8'));
    const sources = Object.values<{ types?: string }>(exports).flatMap(({ types }) => types ?? []);
    const expected = sources.map((file) => file.replace('./dist/', 'src/').replace('.d.ts', '.ts'));
    expect([...entryPoints].sort()).toEqual(expected.sort());
  });

  it('has pages of all exports and options that match the comments in the source', () => {
    const { stderr } = spawnSync(process.execPath, ['scripts/api-pages.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });

  it.each(['docs/api.md', 'docs/options.md'])('describes every name in %s', (page) => {
    expect(readFileSync(page, 'utf8').match(/^.*\| (?:Required\. )? *\|$/gm)).toBeNull();
  });
});
