import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckedFiles } from '../../../src/apps/files/checked-files.ts';
import { type OpenFile, openFile } from '../../../src/apps/files/open-file.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

describe('CheckedFiles', () => {
  let tree: Tree;
  let time = 0;
  let files: CheckedFiles;
  let file: OpenFile;
  const open = async (name: string) => {
    const opened = await openFile(tree.at(name));
    if (!opened) throw new Error('there is no such file');
    opened.close();
    return opened;
  };
  beforeEach(async () => {
    tree = makeTree({ a: '', b: '' });
    time = 5000;
    files = new CheckedFiles(() => time);
    file = await open('a');
  });
  afterEach(() => tree[Symbol.dispose]());

  it('know a file for a second after its check', () => {
    expect(files.has(file)).toBe(false);
    files.add(file);
    for (const passed of [0, 999]) {
      time = 5000 + passed;
      expect(files.has(file)).toBe(true);
    }
    time = 6000;
    expect(files.has(file)).toBe(false);
  });

  it('know no other file, and no changed one', async () => {
    files.add(file);
    expect(files.has(await open('b'))).toBe(false);
    expect(files.has({ path: file.path, stats: (await open('b')).stats } as OpenFile)).toBe(false);
    writeFileSync(tree.at('a'), 'changed');
    expect(files.has(await open('a'))).toBe(false);
  });

  it('keep no very long paths', () => {
    const long = { path: 'x'.repeat(1025), stats: file.stats } as OpenFile;
    files.add(long);
    expect(files.has(long)).toBe(false);
  });
});
