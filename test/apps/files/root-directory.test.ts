import { mkdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootDirectory } from '../../../src/apps/files/root-directory.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

describe.each([
  ['the system tells the paths of what is open', undefined],
  ['it does not', '/nowhere'],
])('RootDirectory, where %s', (_, descriptors) => {
  let tree: Tree;
  let root: RootDirectory;
  beforeEach(() => {
    tree = makeTree({ 'root/a/file': '', 'root/a.txt': '', 'secret/file': '', 'root-b/file': '' });
    symlinkSync('a', tree.at('root/in'));
    symlinkSync('../secret', tree.at('root/out'));
    symlinkSync('../root-b', tree.at('root/beside'));
    symlinkSync('nothing', tree.at('root/dead'));
    root = new RootDirectory(tree.at('root'), descriptors);
  });
  afterEach(() => {
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  it.each([
    ['a/file', 'isFile'],
    ['in/file', 'isFile'],
    ['in', 'isDirectory'],
    ['', 'isDirectory'],
  ] as const)('opens %j', async (names, kind) => {
    const file = await root.open(names.split('/'));
    expect(file?.stats[kind]()).toBe(true);
    file?.close();
  });

  it.each(['out', 'out/file', 'beside/file', 'dead', 'nothing', 'a/file/x'])(
    'S4: does not open %j',
    async (names) => {
      expect(await root.open(names.split('/'))).toBeUndefined();
    },
  );

  it('lists a directory in order', async () => {
    const directory = await root.open([]);
    expect(directory && (await root.list(directory))).toEqual(['a.txt', 'a/', 'beside', 'dead', 'in', 'out']);
    directory?.close();
  });

  it('lists no directory that has been removed', async () => {
    mkdirSync(tree.at('root/short-lived'));
    const directory = await root.open(['short-lived']);
    rmdirSync(tree.at('root/short-lived'));
    await expect(directory && root.list(directory)).rejects.toThrow('ENOENT');
    directory?.close();
  });

  it('opens all that is below the root of the file system', async () => {
    const file = await new RootDirectory('/', descriptors).open(tree.at('root/a.txt').slice(1).split('/'));
    expect(file?.stats.isFile()).toBe(true);
    file?.close();
  });
});
