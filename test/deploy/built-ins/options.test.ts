import { describe, expect, it } from 'vitest';
import {
  group,
  groupOrFalse,
  needed,
  readOptions,
  type Schema,
} from '../../../src/deploy/built-ins/options.ts';
import {
  boolean,
  callable,
  either,
  exported,
  file,
  integer,
  integers,
  lines,
  oneOf,
  permissions,
  port,
  regExp,
  signals,
  someOf,
  text,
  word,
  words,
} from '../../../src/deploy/built-ins/readers.ts';
import { makeTree } from '../../support/tree.ts';

const read = (schema: Schema, conf: Record<string, string>) => readOptions(schema, { here: '/site' }, conf);

describe('the options of a section', () => {
  it('are those that are written in it', async () => {
    const schema = { name: needed(text), size: integer };
    expect(await read(schema, { name: 'a' })).toEqual({ name: 'a' });
    expect(await read(schema, { name: 'a', size: '3' })).toEqual({ name: 'a', size: 3 });
  });

  it('use the name of their group before a dot', async () => {
    const schema = { cookie: group({ path: text, more: group({ of: integer }) }) };
    const conf = { 'cookie.path': '/', 'cookie.more.of': '1' };
    expect(await read(schema, conf)).toEqual({ cookie: { path: '/', more: { of: 1 } } });
  });

  it('may be arbitrary if something else reads the rest', async () => {
    const schema = { level: group({ br: integer }, boolean) };
    expect(await read(schema, { 'level.br': '4', 'level.x.y': 'on' })).toEqual({
      level: { br: 4, 'x.y': true },
    });
    const others = await readOptions(
      { size: integer },
      {},
      { size: '1', '127.0.0.1': 'a', __proto__x: 'b' },
      text,
    );
    expect(others).toEqual({ size: 1, '127.0.0.1': 'a', __proto__x: 'b' });
  });

  it('may be false in place of a group', async () => {
    const schema = { hsts: groupOrFalse({ maxAge: integer }) };
    expect(await read(schema, { hsts: 'false' })).toEqual({ hsts: false });
    expect(await read(schema, { 'hsts.maxAge': '60' })).toEqual({ hsts: { maxAge: 60 } });
    await expect(read(schema, { hsts: 'no' })).rejects.toMatchObject({
      option: 'hsts',
      reason: '"no" is not false',
    });
  });

  it.each<[Schema, Record<string, string>, string, string]>([
    [{ threshold: integer }, { treshold: '1' }, 'treshold', 'did you mean threshold?'],
    [{ cookie: group({ path: text }) }, { 'cookie.pat': '/' }, 'cookie.pat', 'did you mean cookie.path?'],
    [{ cookie: group({ path: text }) }, { cookie: '/' }, 'cookie', 'unknown option: cookie'],
    [{ path: text }, { 'path.x': '/' }, 'path.x', 'unknown option: path.x'],
    [{}, { toString: '1' }, 'toString', 'unknown option: toString'],
    [{ name: needed(text) }, {}, 'name', 'it is missing'],
    [{ tls: group({ key: needed(text), cert: text }) }, { 'tls.cert': 'x' }, 'tls.key', 'it is missing'],
    [{ size: integer }, { size: 'many' }, 'size', '"many" is not an integer'],
    [{ types: regExp }, { types: '(' }, 'types', 'Invalid regular expression'],
  ])('with the schema %j refuse %j', async (schema, conf, option, reason) => {
    await expect(read(schema, conf)).rejects.toMatchObject({
      kind: 'bad-value',
      option,
      reason: expect.stringContaining(reason),
    });
  });
});

describe('the text of an option', () => {
  it.each([
    [text, ' as it is ', ' as it is '],
    [boolean, 'yes', true],
    [integer, '-3', -3],
    [integers, '404 405', [404, 405]],
    [words, 'a  b\nc', ['a', 'b', 'c']],
    [lines, 'one two\n\n three', ['one two', 'three']],
    [file, 'sub/a', '/site/sub/a'],
    [file, '/b', '/b'],
    [regExp, '^text/', /^text\//],
    [port, '0', 0],
    [permissions, '660', 0o660],
    [permissions, '0600', 0o600],
    [signals, 'SIGINT SIGTERM', ['SIGINT', 'SIGTERM']],
    [oneOf('a', 'b'), 'b', 'b'],
    [someOf('a', 'b'), 'b a', ['b', 'a']],
    [word<'a'>(), 'x', 'x'],
    [either('*', words), '*', '*'],
    [either('*', words), 'a *', ['a', '*']],
    [either(false, integer), 'false', false],
  ])('%o reads %j', async (reader, value, expected) => {
    expect(await reader(value, '/site')).toEqual(expected);
  });

  it.each([
    [port, '65536', '65536 is not a port'],
    [permissions, '999', '"999" is not like 660'],
    [signals, 'SIGNO', 'SIGNO is not a signal'],
    [oneOf('a', 'b'), 'c', '"c" is not a or b'],
    [someOf('a', 'b'), 'a c', '"c" is not a or b'],
    [regExp, '(', 'Invalid regular expression'],
    [callable(), 'users:verify', 'users:verify is not what a module exports: write file:./module.js#export'],
    [callable(), 'verify', '"verify" has no scheme'],
    [callable(), 'wheatpaste:csrf', 'is not what a module exports'],
    [callable(), 'file:./nothing.js', 'there is no such file'],
  ])('%o refuses %j', async (reader, value, reason) => {
    await expect(async () => reader(value, '/site')).rejects.toThrow(reason);
  });
});

describe('an export of a module', () => {
  const MODULE = `export const verify = () => true;
export const store = Promise.resolve({ hit() {} });
export const word = 'a';
export const nothing = null;
export const main = Object.assign(() => {}, { write() {} });`;

  it('is a function or an object with certain methods', async () => {
    using tree = makeTree({ 'users.mjs': MODULE });
    const verify = await callable<() => boolean>()('file:./users.mjs#verify', tree.root);
    expect(verify()).toBe(true);
    const store = await exported<{ hit(): void }>('hit')('file:./users.mjs#store', tree.root);
    expect(Object.keys(store)).toEqual(['hit']);
    expect(typeof (await exported<{ write(): void }>('write')('file:./users.mjs', tree.root))).toBe(
      'function',
    );
    await expect(async () => callable()('file:./users.mjs#word', tree.root)).rejects.toThrow(
      'is not a function',
    );
    for (const name of ['word', 'nothing', 'store'])
      await expect(async () =>
        exported<{ use(): void }>('use')(`file:./users.mjs#${name}`, tree.root),
      ).rejects.toThrow('is not an object with use');
  });
});
