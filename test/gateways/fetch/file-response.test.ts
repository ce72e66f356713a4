import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryApp } from '../../../src/apps/files/directory-app.ts';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { toFetchHandler } from '../../../src/gateways/fetch/to-fetch-handler.ts';
import { accessLog } from '../../../src/middleware/observe/access-log.ts';
import { Request } from '../../../src/request/request.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const LARGE = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
const OTHER = Buffer.alloc(LARGE.length, 'x');
const DROPPED = 500;

describe('a Fetch response with a file', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({ 'small.txt': 'small', large: LARGE, other: OTHER });
  });
  afterEach(async () => {
    await expect.poll(() => tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  const ask = (
    app: Application | ToApplication,
    { path = '/', onError = () => {}, ...init }: RequestInit & { path?: string; onError?: () => void } = {},
  ) => toFetchHandler(app, { onError })(new globalThis.Request(`http://h${path}`, init));
  const large = () => new FileApp(tree.at('large'));
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  const dropped: [
    what: string,
    app: () => Application | ToApplication,
    init?: RequestInit & { path?: string },
  ][] = [
    ['a small file', () => new FileApp(tree.at('small.txt'))],
    ['a large file', large],
    ['a file of a directory', () => new DirectoryApp(tree.root), { path: '/large' }],
    ['a range', large, { headers: { Range: 'bytes=5-' } }],
    ['several ranges', large, { headers: { Range: 'bytes=0-99999,150000-' } }],
    ['a file through middleware', () => accessLog({ write: () => {} })(large())],
  ];

  it.each(dropped)('holds no descriptor while nobody reads it: %s', async (_what, make, init) => {
    const app = make();
    const responses: Response[] = [];
    for (let i = 0; i < DROPPED; i++) responses.push(await ask(app, init));
    await expect.poll(() => tree.openCount()).toBe(0);
    expect(responses.every(({ ok }) => ok)).toBe(true);
  });

  it('holds no descriptor after toFetch() either', async () => {
    const response = await Request.blank('/').send(large());
    const fetched = response.toFetch();
    await expect.poll(() => tree.openCount()).toBe(0);
    expect((await bytesOf(fetched)).equals(LARGE)).toBe(true);
  });

  it('can be read completely by a late reader', async () => {
    const response = await ask(large());
    await expect.poll(() => tree.openCount()).toBe(0);
    expect((await bytesOf(response)).equals(LARGE)).toBe(true);
  });

  it.each([
    ['bytes=70000-199999', LARGE.subarray(70_000, 200_000)],
    ['bytes=-3', LARGE.subarray(-3)],
  ])('sends a range to a late reader: %s', async (range, wanted) => {
    const response = await ask(large(), { headers: { Range: range } });
    await expect.poll(() => tree.openCount()).toBe(0);
    expect(response.status).toBe(206);
    expect((await bytesOf(response)).equals(wanted)).toBe(true);
  });

  it('is closed when its reader cancels, even a late one', async () => {
    for (const reads of [0, 1]) {
      const response = await ask(large());
      await expect.poll(() => tree.openCount()).toBe(0);
      const reader = response.body?.getReader();
      for (let i = 0; i < reads; i++) await reader?.read();
      await reader?.cancel();
      await expect.poll(() => tree.openCount()).toBe(0);
    }
  });

  it('is closed when its request is aborted', async () => {
    const controller = new AbortController();
    const response = await ask(large(), { signal: controller.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await expect.poll(() => tree.openCount()).toBe(0);
  });

  const replacements: [what: string, replace: () => void][] = [
    ['replaced', () => renameSync(tree.at('other'), tree.at('large'))],
    ['removed', () => rmSync(tree.at('large'))],
  ];

  it.each(replacements)('has the old bytes if its file is %s in the same turn', async (_what, replace) => {
    const response = await ask(large());
    replace();
    expect((await bytesOf(response)).equals(LARGE)).toBe(true);
  });

  it.each([...replacements, ['written to', () => writeFileSync(tree.at('large'), OTHER)]] as const)(
    'fails without a byte if its file is %s before a late reader',
    async (_what, replace) => {
      const response = await ask(large());
      await expect.poll(() => tree.openCount()).toBe(0);
      replace();
      const cause = expect.objectContaining({
        message: expect.stringMatching(/changed, replaced or removed/),
      });
      await expect(response.body?.getReader().read()).rejects.toMatchObject({
        message: 'the response was cut off',
        cause,
      });
    },
  );

  it('has the bytes of the opened file, even if the path is replaced in the middle', async () => {
    const response = await ask(large());
    await expect.poll(() => tree.openCount()).toBe(0);
    const reader = response.body?.getReader();
    const chunks = [(await reader?.read())?.value];
    renameSync(tree.at('other'), tree.at('large'));
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
      chunks.push(read.value);
    expect(Buffer.concat(chunks.map((chunk) => chunk ?? new Uint8Array())).equals(LARGE)).toBe(true);
  });
});
