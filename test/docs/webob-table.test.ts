import { describe, expect, it } from 'vitest';
import * as client from '../../src/client.ts';
import * as cookies from '../../src/cookies.ts';
import * as headers from '../../src/headers.ts';
import * as main from '../../src/index.ts';
import * as node from '../../src/node.ts';
import * as files from '../../src/static.ts';
import { KnownApi, type Named, readTables } from '../support/api-table.ts';

const profile = new cookies.CookieProfile('a');
const bound: cookies.BoundCookieProfile<unknown> = profile.bind(main.Request.blank('/'));
const wsgified: main.WsgifyApplication = main.wsgify(() => null);

const ENTRIES: Readonly<Record<string, Named>> = {
  wheatpaste: { ...main, WsgifyApplication: wsgified },
  'wheatpaste/client': { ...client },
  'wheatpaste/cookies': { ...cookies, BoundCookieProfile: bound },
  'wheatpaste/headers': { ...headers },
  'wheatpaste/node': { ...node },
  'wheatpaste/static': { ...files },
};

const INSTANCES: Named = {
  Accept: headers.Accept.parse('*/*'),
  ByteRanges: headers.ByteRanges.parse('bytes=0-'),
  ContentRange: headers.ContentRange.unsatisfied(1),
  CookieProfile: profile,
  EntityTagMatcher: new headers.EntityTagMatcher('*'),
  HTTPException: new main.HTTPException(),
  IfRange: new headers.IfRange(undefined),
  Request: main.Request.blank('/'),
  Response: new main.Response(),
};

const api = new KnownApi(ENTRIES, INSTANCES);
const tables = readTables('docs/webob.md', 'webob');

const PARTS = [
  'webob',
  'webob.acceptparse',
  'webob.byterange',
  'webob.cachecontrol',
  'webob.client',
  'webob.cookies',
  'webob.datetime_utils',
  'webob.dec',
  'webob.etag',
  'webob.exc',
  'webob.headers',
  'webob.multidict',
  'webob.request',
  'webob.response',
  'webob.static',
];

describe("the table of WebOb's API", () => {
  it('covers every part of it', () => {
    expect([...tables.keys()].map((title) => /[\w.]+/.exec(title)?.[0]).sort()).toEqual(PARTS);
  });

  describe.each([...tables])('%s', (_, rows) => {
    it('lists each name once', () => {
      const names = rows.map(({ theirs }) => theirs);
      expect(names).toEqual([...new Set(names)]);
    });

    it.each(rows)('$theirs: $here', ({ here, entry, note }) => {
      if (here === '–') expect(note).not.toBe('');
      else expect(api.has(here.replaceAll('`', ''), entry.replaceAll('`', ''))).toBe(true);
    });
  });

  it.each([
    ['Request.blank', 'wheatpaste', true],
    ['Request.nowhere', 'wheatpaste', false],
    ['Request.name', 'wheatpaste', false],
    ['Response.hasOwnProperty', 'wheatpaste', false],
    ['Response.headers.nowhere', 'wheatpaste', false],
    ['Response', 'wheatpaste/headers', false],
    ['toString', 'wheatpaste', false],
  ])('reports whether %s of %s exists: %s', (here, entry, answer) => {
    expect(api.has(here, entry)).toBe(answer);
  });
});
