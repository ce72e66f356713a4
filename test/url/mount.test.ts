import { describe, expect, it } from 'vitest';
import { assertMount, pathBelow } from '../../src/url/mount.ts';

describe('pathBelow', () => {
  it.each<[mount: string, path: string, rest: string | undefined]>([
    ['', '/a/b', '/a/b'],
    ['', '', ''],
    ['/a', '/a', ''],
    ['/a', '/a/', '/'],
    ['/a', '/a/b%2Fc', '/b%2Fc'],
    ['/a', '/%61/b', '/b'],
    ['/a/b', '/a/b/c', '/c'],
    ['/é', '/%C3%A9/x', '/x'],
    ['/a', '/ab', undefined],
    ['/a', '/b', undefined],
    ['/a', '', undefined],
    ['/a/b', '/a%2Fb', undefined],
  ])('of %j and %j is %j', (mount, path, rest) => {
    expect(pathBelow(mount, path)).toBe(rest);
  });
});

describe('assertMount', () => {
  it.each(['', '/a', '/a/b', '/é', '/a%20b'])('accepts %j', (mount) => {
    expect(() => assertMount(mount)).not.toThrow();
  });

  it.each(['/', '/a/', 'a', '//a', '/a?b', '/a#b', 5, null])('refuses %j', (mount) => {
    expect(() => assertMount(mount)).toThrow(TypeError);
  });
});
