import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The folders of src/, lowest floor first. Folders of one floor do not import each other. */
const FLOORS = [
  ['wsgi'],
  ['collections'],
  ['url'],
  ['headers'],
  ['cookies', 'messages', 'conditional', 'body'],
  ['response'],
  ['request'],
  ['exceptions'],
  ['handlers'],
  ['apps'],
  ['gateways', 'middleware', 'testing'],
  ['deploy'],
  ['bin'],
];
const floorOf = new Map(FLOORS.flatMap((folders, floor) => folders.map((folder) => [folder, floor])));

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const inFolders = files.filter((file) => file.includes(path.sep));

function importsOf(file: string): string[] {
  const specifiers = readFileSync(path.join('src', file), 'utf8').matchAll(
    /(?:from|import\()\s*'(\.[^']+)'/g,
  );
  return [...specifiers].map(([, specifier = '']) => path.join(path.dirname(file), specifier));
}

describe('the floors of src/', () => {
  it('contain every folder, and only entries are beside them', () => {
    expect(inFolders.filter((file) => !floorOf.has(folderOf(file)))).toEqual([]);
    const entries: Record<string, { default?: string }> = JSON.parse(
      readFileSync('package.json', 'utf8'),
    ).exports;
    const built = Object.values(entries).flatMap((entry) => entry.default ?? []);
    const tops = files.filter((file) => !file.includes(path.sep));
    expect(tops.map((file) => `./dist/${file.replace('.ts', '.js')}`).sort()).toEqual(built.sort());
  });

  it.each(inFolders)('%s imports from its own folder and from lower floors', (file) => {
    const isBelow = (target: string) => folderOf(target) === folderOf(file) || floor(target) < floor(file);
    expect(importsOf(file).filter((target) => !isBelow(target))).toEqual([]);
  });
});

function folderOf(file: string): string {
  return file.split(path.sep)[0] ?? '';
}

function floor(file: string): number {
  return floorOf.get(folderOf(file)) ?? FLOORS.length;
}
