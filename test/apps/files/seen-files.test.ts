import type { Stats } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenFile, openFile } from '../../../src/apps/files/open-file.ts';
import { asksWhetherChanged, SeenFiles } from '../../../src/apps/files/seen-files.ts';
import { EntityTag } from '../../../src/headers/entity-tag.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const HEADERS: HeaderList = [['ETag', '"v1"']];
const UNCHANGED = { etag: new EntityTag('v1'), lastModified: new Date(1000), headers: HEADERS };

describe('SeenFiles', () => {
  let tree: Tree;
  let file: OpenFile;
  let seen: SeenFiles;
  beforeEach(async () => {
    tree = makeTree({ 'a.txt': 'a' });
    file = (await openFile(tree.at('a.txt'))) as OpenFile;
    seen = new SeenFiles();
    seen.remember(file, UNCHANGED);
  });
  afterEach(() => {
    file.close();
    tree[Symbol.dispose]();
  });
  const asked = (init: RequestInit, look: () => Stats | undefined = () => file.stats, path = file.path) =>
    seen.unchanged(path, Request.blank('/', init).environ, look);

  it.each<RequestInit>([
    { ifNoneMatch: 'v1' },
    { ifNoneMatch: '*' },
    { ifModifiedSince: new Date(1000) },
    { method: 'HEAD', ifNoneMatch: 'v1' },
  ])('returns the headers of a 304 for %o', (init) => {
    expect(asked(init)).toEqual(HEADERS);
  });

  it.each<RequestInit>([
    { ifNoneMatch: 'v2' },
    { ifModifiedSince: new Date(0) },
    { ifMatch: 'v2', ifNoneMatch: 'v1' },
    {},
  ])('returns nothing for %o, without looking', (init) => {
    expect(asked(init, () => expect.unreachable())).toBeUndefined();
  });

  it.each(['ino', 'dev', 'size', 'mtimeMs', 'ctimeMs'] as const)(
    'returns nothing if the %s differs',
    (name) => {
      const other: Stats = Object.assign(Object.create(file.stats), { [name]: file.stats[name] + 1 });
      expect(asked({ ifNoneMatch: 'v1' }, () => other)).toBeUndefined();
    },
  );

  it('returns nothing if the look fails, or the file was not seen before', () => {
    expect(asked({ ifNoneMatch: 'v1' }, () => undefined)).toBeUndefined();
    expect(asked({ ifNoneMatch: 'v1' }, () => file.stats, tree.at('b.txt'))).toBeUndefined();
  });

  it('returns separate headers for each request', () => {
    asked({ ifNoneMatch: 'v1' })?.push(['X-Trace', '1']);
    expect(asked({ ifNoneMatch: 'v1' })).toEqual(HEADERS);
  });

  it('remembers no path longer than 1024 characters', () => {
    const path = `/${'x'.repeat(1024)}`;
    seen.remember(Object.create(file, { path: { value: path } }), UNCHANGED);
    expect(asked({ ifNoneMatch: 'v1' }, () => file.stats, path)).toBeUndefined();
  });
});

describe('asksWhetherChanged', () => {
  it.each<[RequestInit, boolean]>([
    [{}, false],
    [{ ifMatch: '*' }, false],
    [{ ifNoneMatch: '*' }, true],
    [{ ifModifiedSince: new Date(0) }, true],
  ])('%o: %j', (init, expected) => {
    expect(asksWhetherChanged(Request.blank('/', init).environ)).toBe(expected);
  });
});
