import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFile } from '../../../src/apps/files/open-file.ts';
import { HTTPForbidden } from '../../../src/exceptions/client-errors.ts';
import { makeTree, type Tree, withoutPrivileges } from '../../support/tree.ts';

describe('openFile', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({ file: 'content', secret: 'secret' });
  });
  afterEach(() => {
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  it('returns a file that is readable until it is closed', async () => {
    const file = await openFile(tree.at('file'));
    const buffer = new Uint8Array(4);
    expect(await file?.read(buffer, 3)).toBe(4);
    expect(Buffer.from(buffer).toString()).toBe('tent');
    file?.close();
    await expect(file?.read(buffer, 0)).rejects.toThrow(TypeError);
  });

  it('throws Forbidden if this process may not read the file', async () => {
    chmodSync(tree.at('secret'), 0);
    await withoutPrivileges(tree, () => expect(openFile(tree.at('secret'))).rejects.toThrow(HTTPForbidden));
  });

  it("passes the system's error on for an invalid path", async () => {
    await expect(openFile(tree.at('a\0b'))).rejects.toThrow(TypeError);
  });
});
