import { describe, expect, it } from 'vitest';
import * as main from '../../src/index.ts';
import * as node from '../../src/node.ts';
import * as testing from '../../src/testing.ts';
import { KnownApi, readTables } from '../support/api-table.ts';

const app = new testing.TestApp(testing.debugApp);
const page = await new testing.TestApp(new main.Response('<form><input></form>')).get('/');
const api = new KnownApi(
  { wheatpaste: { ...main }, 'wheatpaste/node': { ...node }, 'wheatpaste/testing': { ...testing } },
  { TestApp: app, TestResponse: page, TestForm: page.form, FormField: page.form.fields[0] },
);
const tables = readTables('docs/webtest.md', 'webtest');

describe("the table of WebTest's API", () => {
  it('covers every part of it', () => {
    expect([...tables.keys()]).toEqual([
      '`webtest`',
      '`webtest.app`: `TestApp`',
      '`webtest.response`: `TestResponse`',
      '`webtest.forms`',
      '`webtest.debugapp`, `webtest.http`, `webtest.lint`, `webtest.sel`',
    ]);
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

  it('names only existing members', () => {
    expect(api.has('TestApp.nowhere', 'wheatpaste/testing')).toBe(false);
  });
});
