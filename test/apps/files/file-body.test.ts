import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBody } from '../../../src/apps/files/file-body.ts';
import { openFile } from '../../../src/apps/files/open-file.ts';
import { readAll } from '../../../src/wsgi/app-iter.ts';
import { keepLooksQuick } from '../../support/quick-looks.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const SIZE = 200_000;
const CONTENT = Buffer.from(Array.from({ length: SIZE }, (_, i) => i % 251));

describe('FileBody', () => {
  keepLooksQuick();
  let tree: Tree;
  let body: FileBody;

  beforeEach(async () => {
    tree = makeTree({ file: CONTENT });
    body = await bodyOf(tree);
  });
  afterEach(async () => {
    body.close();
    tree[Symbol.dispose]();
  });

  it('yields the file in chunks of 64 KiB in separate buffers, and closes it', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect(chunks.map(({ length }) => length)).toEqual([65536, 65536, 65536, SIZE - 3 * 65536]);
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(4);
    expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
    expect(tree.openCount()).toBe(0);
  });

  it('lends the file in one buffer, and closes it', async () => {
    const iterator = body.lend();
    const seen: Buffer[] = [];
    const buffers = new Set<ArrayBufferLike>();
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      seen.push(Buffer.from(next.value));
      buffers.add(next.value.buffer);
    }
    expect(Buffer.concat(seen).equals(CONTENT)).toBe(true);
    expect(buffers.size).toBe(1);
    expect(tree.openCount()).toBe(0);
  });

  it.each([
    [0, 1],
    [65535, 65537],
    [199_999, 200_000],
    [10, 10],
  ])('yields the bytes from %d to %d, in any order, and stays open', async (start, stop) => {
    await readAll(body.range(150_000, 160_000));
    expect(Buffer.from(await readAll(body.range(start, stop))).equals(CONTENT.subarray(start, stop))).toBe(
      true,
    );
    expect(tree.openCount()).toBe(process.platform === 'linux' ? 1 : 0);
  });

  it.each(['before the first chunk', 'after it'])('is closed by return(), %s', async (when) => {
    const iterator = body[Symbol.asyncIterator]();
    if (when === 'after it') await iterator.next();
    await iterator.return?.();
    expect(tree.openCount()).toBe(0);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('can be closed during a read', async () => {
    const iterator = body[Symbol.asyncIterator]();
    const pending = iterator.next();
    await iterator.return?.();
    await pending;
    expect(tree.openCount()).toBe(0);
  });

  it('closes the file once', async () => {
    body.close();
    body.close();
    expect(tree.openCount()).toBe(0);
  });

  it('throws if the file shrinks, and closes it', async () => {
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    truncateSync(tree.at('file'), 70_000);
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow('shorter');
    expect(tree.openCount()).toBe(0);
  });

  describe('of a recently read file', () => {
    it('returns a range of at most 64 KiB synchronously, and stays open', async () => {
      expect(body.rangeNow(5, 10)).toBeUndefined();
      await readAll(body.range(5, 10));
      expect(body.rangeNow(5, 10)).toEqual([CONTENT.subarray(5, 10)]);
      expect(body.rangeNow(5, 11)).toBeUndefined();
      await readAll(body.range(0, 65537));
      expect(body.rangeNow(0, 65537)).toBeUndefined();
      expect(tree.openCount()).toBe(process.platform === 'linux' ? 1 : 0);
    });

    it('returns nothing synchronously if the file has become shorter, and throws when it is read', async () => {
      await readAll(body.range(5, 10));
      truncateSync(tree.at('file'), 7);
      expect(body.rangeNow(5, 10)).toBeUndefined();
      await expect(readAll(body.range(5, 10))).rejects.toThrow('shorter');
    });

    it('returns bytes that were overwritten since', async () => {
      await readAll(body.range(0, 4));
      writeFileSync(tree.at('file'), 'new content');
      expect(String(body.rangeNow(0, 4))).toBe('new ');
    });
  });

  it('does not read bytes that were appended since', async () => {
    appendFileSync(tree.at('file'), 'more');
    expect((await readAll(body)).length).toBe(SIZE);
  });
});

async function bodyOf(tree: Tree): Promise<FileBody> {
  const file = await openFile(tree.at('file'));
  if (!file) throw new Error('it is not there');
  return new FileBody(file);
}
