import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPath, PathDescriptor } from '../../../src/apps/files/path-descriptor.ts';
import { keepLooksQuick } from '../../support/quick-looks.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const isLinux = process.platform === 'linux';

describe.runIf(isLinux)('an unused descriptor', () => {
  keepLooksQuick();
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({ file: 'content', other: 'CONTENT' });
  });
  afterEach(() => {
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  const open = async (name = 'file') => new PathDescriptor(tree.at(name), await openPath(tree.at(name)));
  const resting = async (name?: string) => {
    const descriptor = await open(name);
    descriptor.restUnlessUsed();
    await expect.poll(() => tree.openCount()).toBe(0);
    return descriptor;
  };
  const numberOf = (descriptor: PathDescriptor) => descriptor.useNow((number) => number);
  const use = (descriptor: PathDescriptor) => descriptor.use(async () => tree.openCount());

  it('is closed after a turn, and reopened for its first use', async () => {
    const descriptor = await resting();
    expect([numberOf(descriptor), descriptor.isClosed]).toEqual([undefined, false]);
    expect(await use(descriptor)).toBe(1);
    expect(numberOf(descriptor)).toBeTypeOf('number');
    descriptor.close();
  });

  it('is opened once for several concurrent uses', async () => {
    const descriptor = await resting();
    expect(await Promise.all([use(descriptor), use(descriptor)])).toEqual([1, 1]);
    descriptor.close();
  });

  it('stays open if it is used within the turn', async () => {
    const descriptor = await open();
    descriptor.restUnlessUsed();
    const number = numberOf(descriptor);
    await setImmediate();
    await descriptor.rest();
    expect(await descriptor.use(async (used) => used)).toBe(number);
    expect(tree.openCount()).toBe(1);
    descriptor.close();
  });

  it('stays open if it is used while its path is checked', async () => {
    // The time of the last check is not stored for such a long path, so a check is never quick.
    const long = path.join(...Array.from({ length: 5 }, () => 'x'.repeat(250)));
    mkdirSync(tree.at(long), { recursive: true });
    const descriptor = await open(long);
    descriptor.restUnlessUsed();
    const rested = descriptor.rest();
    const number = numberOf(descriptor);
    await rested;
    expect(numberOf(descriptor)).toBe(number);
    expect(tree.openCount()).toBe(1);
    descriptor.close();
  });

  it('is not kept open by others that wait for their use in the same turn', async () => {
    const waiting = await Promise.all(Array.from({ length: 100 }, () => open()));
    for (const descriptor of waiting) descriptor.restUnlessUsed();
    expect(tree.openCount()).toBeLessThan(10);
    await setImmediate();
    expect(tree.openCount()).toBe(0);
  });

  it.each<[what: string, change: () => void]>([
    ['removed', () => rmSync(tree.at('file'))],
    ['replaced', () => renameSync(tree.at('other'), tree.at('file'))],
  ])('stays open if its path is %s within the turn, with the old bytes', async (_what, change) => {
    const descriptor = await open();
    descriptor.restUnlessUsed();
    change();
    await setImmediate();
    await descriptor.rest();
    expect(tree.openCount()).toBe(1);
    descriptor.close();
  });

  it.each<[what: string, change: () => void]>([
    ['removed', () => rmSync(tree.at('file'))],
    ['replaced by another', () => renameSync(tree.at('other'), tree.at('file'))],
    ['replaced by a link to another', () => linkTo('other')],
    ['replaced by a link that leads nowhere', () => linkTo('nowhere')],
    ['replaced by a directory', () => replaceByDirectory()],
    ['written to', () => writeFileSync(tree.at('file'), 'Content')],
    ['written to, with another length', () => writeFileSync(tree.at('file'), 'more content')],
    ['touched', () => utimesSync(tree.at('file'), 1, 1)],
  ])('is not reopened if its file is %s later', async (_what, change) => {
    const descriptor = await resting();
    change();
    for (let i = 0; i < 2; i++) await expect(use(descriptor)).rejects.toThrow(/changed, replaced or removed/);
    expect(tree.openCount()).toBe(0);
    descriptor.close();
  });

  it('is reopened if the same file has got another link', async () => {
    const descriptor = await resting();
    linkSync(tree.at('file'), tree.at('copy'));
    expect(await use(descriptor)).toBe(1);
    descriptor.close();
  });

  it('that is closed stays closed', async () => {
    const descriptor = await resting();
    descriptor.close();
    descriptor.restUnlessUsed();
    await descriptor.rest();
    expect(() => numberOf(descriptor)).toThrow('the file is closed');
    await expect(use(descriptor)).rejects.toThrow('the file is closed');
  });

  it('that is closed while it is reopened stays closed', async () => {
    const descriptor = await resting();
    const using = use(descriptor);
    descriptor.close();
    await expect(using).rejects.toThrow('the file is closed');
    expect(tree.openCount()).toBe(0);
  });

  function linkTo(name: string): void {
    rmSync(tree.at('file'));
    symlinkSync(tree.at(name), tree.at('file'));
  }

  function replaceByDirectory(): void {
    rmSync(tree.at('file'));
    mkdirSync(tree.at('file'));
  }
});
