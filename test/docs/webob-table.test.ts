import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as client from '../../src/client.ts';
import * as cookies from '../../src/cookies.ts';
import * as headers from '../../src/headers.ts';
import * as main from '../../src/index.ts';
import * as node from '../../src/node.ts';
import * as files from '../../src/static.ts';

type Named = Readonly<Record<string, unknown>>;

interface Row {
  readonly webob: string;
  readonly here: string;
  readonly entry: string;
  readonly note: string;
}

const profile = new cookies.CookieProfile('a');
const bound: cookies.BoundCookieProfile<unknown> = profile.bind(main.Request.blank('/'));
const wsgified: main.WsgifyApplication = main.wsgify(() => null);

/** What each entry exports; of a type that is no class, a value. */
const ENTRIES: Readonly<Record<string, Named>> = {
  wheatpaste: { ...main, WsgifyApplication: wsgified },
  'wheatpaste/client': { ...client },
  'wheatpaste/cookies': { ...cookies, BoundCookieProfile: bound },
  'wheatpaste/headers': { ...headers },
  'wheatpaste/node': { ...node },
  'wheatpaste/static': { ...files },
};

/** One of each class that has properties which are on no prototype. */
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

/** Whether `Class.member`, `Class.property.member` or a function is what an entry gives. */
function isThere(here: string, entry: string): boolean {
  const [name = '', member, deeper] = here.replace('[Symbol.iterator]', '.@@iterator').split('.');
  if (!Object.hasOwn(ENTRIES[entry] ?? {}, name)) return false;
  const value = ENTRIES[entry]?.[name] as object & { prototype?: object };
  if (member === undefined) return true;
  const holders = [INSTANCES[name], value.prototype, value].filter((holder) => holder instanceof Object);
  const holder = holders.find((candidate) => has(candidate, member));
  return holder !== undefined && (deeper === undefined || has((holder as Named)[member] as object, deeper));
}

/** Whether the object has a member, other than those that every object or function has. */
function has(object: object, member: string): boolean {
  const key = member === '@@iterator' ? Symbol.iterator : member;
  let owner: object | null = object;
  while (owner && !Object.hasOwn(owner, key)) owner = Object.getPrototypeOf(owner);
  if (owner === null || owner === Object.prototype || owner === Function.prototype) return false;
  return typeof owner !== 'function' || (member !== 'name' && member !== 'length');
}

/** The rows below each heading. */
function readTables(markdown: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  let rows: Row[] = [];
  for (const line of markdown.split('\n')) {
    const title = /^## (`webob.*)$/.exec(line)?.[1];
    if (title !== undefined) {
      rows = [];
      tables.set(title, rows);
    }
    const cells = line.split('|').map((cell) => cell.trim());
    const [, webob = '', here = '', entry = '', note = ''] = cells;
    if (cells.length === 6 && webob !== 'WebOb' && webob !== '---') rows.push({ webob, here, entry, note });
  }
  return tables;
}

const tables = readTables(readFileSync('docs/webob.md', 'utf8'));

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
  it('has every part of it', () => {
    expect([...tables.keys()].map((title) => /[\w.]+/.exec(title)?.[0]).sort()).toEqual(PARTS);
  });

  describe.each([...tables])('%s', (_, rows) => {
    it('has each name once', () => {
      const names = rows.map(({ webob }) => webob);
      expect(names).toEqual([...new Set(names)]);
    });

    it.each(rows)('$webob: $here', ({ here, entry, note }) => {
      if (here === '–') expect(note).not.toBe('');
      else expect(isThere(here.replaceAll('`', ''), entry.replaceAll('`', ''))).toBe(true);
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
  ])('tells that %s of %s is there: %s', (here, entry, answer) => {
    expect(isThere(here, entry)).toBe(answer);
  });
});
