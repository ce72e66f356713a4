import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootDirectory } from '../../../src/apps/files/root-directory.ts';
import { keepLooksQuick } from '../../support/quick-looks.ts';
import { makeTree, type Tree, withoutPrivileges } from '../../support/tree.ts';

describe.each<[what: string, descriptors: string | undefined]>([
  ['the system reports the paths of open files', undefined],
  ['it does not', '/nowhere'],
])('RootDirectory, where %s', (_, descriptors) => {
  keepLooksQuick();
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

  it('opens recently opened files synchronously, and nothing outside itself', async () => {
    expect(root.openNow(['a', 'file'])).toBeUndefined();
    for (const names of [['a', 'file'], ['out', 'file'], ['dead']]) {
      (await root.open(names))?.close();
    }
    const file = root.openNow(['a', 'file']);
    expect(file?.stats.isFile()).toBe(descriptors === undefined ? true : undefined);
    file?.close();
    expect(root.openNow(['out', 'file'])).toBeUndefined();
    expect(root.openNow(['dead'])).toBeUndefined();
    expect(root.openNow(['in'])).toBeUndefined();
  });

  describe('notices immediately, of a file that it has just opened, that', () => {
    const opens = () => {
      const file = root.openNow(['a', 'file']);
      file?.close();
      return file !== undefined;
    };
    beforeEach(async () => {
      (await root.open(['a', 'file']))?.close();
      for (const _ of [1, 2]) expect(opens()).toBe(descriptors === undefined);
    });

    it('S4: its directory was moved out and linked', () => {
      renameSync(tree.at('root/a'), tree.at('secret/a'));
      symlinkSync('../secret/a', tree.at('root/a'));
      expect(opens()).toBe(false);
    });

    it('S4: it was moved out and linked', () => {
      renameSync(tree.at('root/a/file'), tree.at('secret/file'));
      symlinkSync('../../secret/file', tree.at('root/a/file'));
      expect(opens()).toBe(false);
    });

    it('it was removed', () => {
      rmSync(tree.at('root/a/file'));
      expect(opens()).toBe(false);
    });

    it('it was replaced', () => {
      writeFileSync(tree.at('root/a/next'), 'next');
      renameSync(tree.at('root/a/next'), tree.at('root/a/file'));
      const file = root.openNow(['a', 'file']);
      expect(file?.stats.size).toBe(descriptors === undefined ? 4 : undefined);
      file?.close();
    });
  });

  const list = async (names: readonly string[], before?: () => void) => {
    const directory = await root.open(names);
    if (!directory) throw new Error('there is no such directory');
    before?.();
    try {
      return await root.list(directory);
    } finally {
      directory.close();
    }
  };

  it('FF2: lists the accessible entries of a directory in order', async () => {
    execFileSync('mkfifo', [tree.at('root/pipe')]);
    symlinkSync('pipe', tree.at('root/to-pipe'));
    symlinkSync('a.txt', tree.at('root/to-file'));
    symlinkSync('loop', tree.at('root/loop'));
    symlinkSync(tree.root, tree.at('root/up'));
    const socket = createServer().listen(tree.at('root/socket'));
    await once(socket, 'listening');
    expect(await list([])).toEqual(['a.txt', 'a/', 'in', 'to-file']);
    socket.close();
  });

  it('FF2: omits entries that this process may not read', async () => {
    mkdirSync(tree.at('root/a/closed'), { mode: 0o100 });
    writeFileSync(tree.at('root/a/secret'), '', { mode: 0 });
    writeFileSync(tree.at('secret/hidden'), '', { mode: 0 });
    symlinkSync('secret', tree.at('root/a/to-secret'));
    const names = await withoutPrivileges(tree, () => list(['a']));
    expect(names).toEqual(['file']);
  });

  it('lists only the requested kinds', async () => {
    const directory = await root.open([]);
    expect(directory && (await root.list(directory, (name) => name.startsWith('a')))).toEqual([
      'a.txt',
      'a/',
    ]);
    directory?.close();
  });

  it('FF3: lists nothing for a removed directory', async () => {
    mkdirSync(tree.at('root/short-lived'));
    const gone = list(['short-lived'], () => rmdirSync(tree.at('root/short-lived')));
    expect(await gone).toBeUndefined();
  });

  it('FF3: lists nothing if something else has replaced the directory', async () => {
    const swapped = list(['a'], () => {
      renameSync(tree.at('root/a'), tree.at('moved'));
      symlinkSync(tree.at('secret'), tree.at('root/a'));
      writeFileSync(tree.at('secret/found'), '');
    });
    expect(await swapped).toBeUndefined();
  });

  it('FF3: lists an empty directory', async () => {
    mkdirSync(tree.at('root/empty'));
    expect(await list(['empty'])).toEqual([]);
  });

  it('FF8: opens nothing from its previous target if it is a link', async () => {
    mkdirSync(tree.at('new'));
    symlinkSync(tree.at('root/a.txt'), tree.at('new/old.txt'));
    writeFileSync(tree.at('new/new.txt'), '');
    symlinkSync('root', tree.at('current'));
    const current = new RootDirectory(tree.at('current'), descriptors);
    const opens = async (name: string) => {
      const file = await current.open([name]);
      file?.close();
      return file !== undefined;
    };
    expect([await opens('a.txt'), await opens('a.txt'), await opens('new.txt')]).toEqual([true, true, false]);
    rmSync(tree.at('current'));
    expect(await opens('a.txt')).toBe(false);
    symlinkSync('new', tree.at('current'));
    expect([await opens('new.txt'), await opens('old.txt'), await opens('a.txt')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('opens nothing if the root itself is missing', async () => {
    expect(await new RootDirectory(tree.at('absent'), descriptors).open([])).toBeUndefined();
  });

  it('opens everything below the root of the file system', async () => {
    const file = await new RootDirectory('/', descriptors).open(tree.at('root/a.txt').slice(1).split('/'));
    expect(file?.stats.isFile()).toBe(true);
    file?.close();
  });
});
