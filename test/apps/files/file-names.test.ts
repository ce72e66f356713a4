import { describe, expect, it } from 'vitest';
import { fileNamesOf, isFileName } from '../../../src/apps/files/file-names.ts';
import { environFor } from '../../support/tree.ts';

const PLAIN = { dotfiles: false, isWindows: false };

describe('fileNamesOf', () => {
  it.each([
    ['/', ['']],
    ['', ['']],
    ['/a.txt', ['a.txt']],
    ['/a/b/', ['a', 'b', '']],
    ['/a%20b/c%2Bd', ['a b', 'c+d']],
    ['/%C3%A9', ['é']],
    ['/%252e%252e', ['%2e%2e']],
    ['/a..b', ['a..b']],
    ['/console/auxiliary/com10/null', ['console', 'auxiliary', 'com10', 'null']],
  ])('S4: returns for %j %j', (target, names) => {
    expect(fileNamesOf(environFor(target), PLAIN)).toEqual(names);
  });

  it('works without a REQUEST_URI', () => {
    const { REQUEST_URI: _, ...environ } = environFor('/a%20b');
    expect(fileNamesOf(environ, PLAIN)).toEqual(['a b']);
  });

  it.each([
    ['a parent', '/..'],
    ['a parent in between', '/a/../b'],
    ['S1: an encoded parent', '/%2e%2e/secret/'],
    ['an encoded parent with an encoded slash', '/..%2fsecret'],
    ['a parent in upper case', '/%2E%2E/secret'],
    ['the directory itself', '/./a'],
    ['S4: an empty name', '//a'],
    ['S4: an empty name in between', '/a//b'],
    ['two slashes at the end', '/a//'],
    ['S4: an encoded slash', '/a%2Fb'],
    ['S4: NUL', '/a%00.txt'],
    ['S4: a backslash', '/a\\b'],
    ['S4: an encoded backslash', '/..%5c..%5csecret'],
    ['S4: a drive', '/C:/Windows'],
    ['S4: a drive without its slash', '/c:secret.txt'],
    ['S4: a device', '/CON'],
    ['S4: a device with an extension', '/a/aux.txt'],
    ['S4: a device with trailing spaces', '/nul%20%20.txt'],
    ['S4: a device with a stream', '/lpt1:x'],
    ['S4: a legacy device', '/com%C2%B9'],
    ['a console', '/CONIN$'],
    ['bytes that are not UTF-8', '/%E9'],
    ['an overlong dot', '/%c0%ae%c0%ae/'],
    ['a dot file', '/.env'],
    ['a file in a dot directory', '/.git/config'],
    ['a path without its slash', 'a.txt'],
  ])('returns undefined for %s: %j', (_, target) => {
    expect(fileNamesOf(environFor(target), PLAIN)).toBeUndefined();
  });

  it('returns undefined if the path ends at the mount point', () => {
    expect(fileNamesOf({ ...environFor(''), SCRIPT_NAME: '/static' }, PLAIN)).toEqual([]);
  });

  it('ignores an encoded slash in the query', () => {
    expect(fileNamesOf(environFor('/a?next=%2Fb'), PLAIN)).toEqual(['a']);
  });

  it('ignores a REQUEST_URI that no longer matches the path', () => {
    const environ = { ...environFor('/x%2Fy'), PATH_INFO: '/a' };
    expect(fileNamesOf(environ, PLAIN)).toEqual(['a']);
  });
});

describe('isFileName', () => {
  it.each(['.env', '.well-known', '...'])('accepts %j if dot files are served', (name) => {
    expect(isFileName(name, { ...PLAIN, dotfiles: true })).toBe(true);
  });

  it.each(['', '.', '..'])('always refuses %j', (name) => {
    expect(isFileName(name, { ...PLAIN, dotfiles: true })).toBe(false);
  });

  it.each(['a.txt::$DATA', 'a.txt:b', 'GIT~1', 'a.', 'a '])(
    'S4: accepts %j, except where Windows would open another file',
    (name) => {
      expect(isFileName(name, PLAIN)).toBe(true);
      expect(isFileName(name, { ...PLAIN, isWindows: true })).toBe(false);
    },
  );
});
