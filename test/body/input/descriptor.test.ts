import { openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Descriptor } from '../../../src/body/input/descriptor.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

describe('Descriptor', () => {
  let tree: Tree;
  let descriptor: Descriptor;
  beforeEach(() => {
    tree = makeTree({ file: 'content' });
    descriptor = new Descriptor(openSync(tree.at('file'), 'r'));
  });
  afterEach(() => {
    descriptor.close();
    tree[Symbol.dispose]();
  });

  const open = process.platform === 'linux' ? 1 : 0;

  it('stays open while it is in use', async () => {
    let finish = () => {};
    const work = () => new Promise<void>((resolve) => (finish = resolve));
    const used = descriptor.use(work);
    const failed = descriptor.use(async () => {
      throw new RangeError('gone');
    });
    descriptor.close();
    expect([descriptor.isClosed, tree.openCount()]).toEqual([true, open]);
    await expect(failed).rejects.toThrow('gone');
    expect(tree.openCount()).toBe(open);
    finish();
    await used;
    expect(tree.openCount()).toBe(0);
  });

  it('is closed once, and is unusable afterwards', async () => {
    descriptor.closeWhenForgotten();
    descriptor.close();
    descriptor.close();
    descriptor.closeWhenForgotten();
    expect(tree.openCount()).toBe(0);
    expect(() => descriptor.assertOpen()).toThrow(TypeError);
    await expect(descriptor.use(async () => {})).rejects.toThrow(TypeError);
  });
});
