import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showFile } from '../../../src/testing/response/show.ts';
import { makeProgram } from '../../support/programs.ts';

describe('opening a file', () => {
  const { BROWSER: browser = '', PATH: before = '' } = process.env;

  beforeEach(() => {
    process.env.BROWSER = '';
  });

  afterEach(() => {
    Object.assign(process.env, { BROWSER: browser, PATH: before });
  });

  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
    ['win32', 'cmd'],
  ])('on %s is done by %s', async (platform, program) => {
    using folder = makeProgram(program);
    process.env.PATH = `${folder.root}${path.delimiter}${before}`;
    const file = await showFile('a.html', Buffer.from('x'), platform);
    expect(path.basename(file)).toBe('a.html');
    await rm(path.dirname(file), { recursive: true });
  });

  it('fails if there is no such program, and leaves no file', async () => {
    process.env.BROWSER = '/nowhere/browser';
    await expect(showFile('a.html', Buffer.from('x'))).rejects.toThrow(/ENOENT/);
  });
});
