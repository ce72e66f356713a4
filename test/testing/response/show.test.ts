import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { showFile } from '../../../src/testing/response/show.ts';

describe('showing a file', () => {
  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
    ['win32', 'cmd'],
  ])('on %s is done by %s', async (platform, program) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'testapp-'));
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, program), '#!/bin/sh\n');
    await chmod(path.join(folder, program), 0o755);
    const { PATH: before, BROWSER: browser } = process.env;
    process.env.PATH = `${folder}:${before}`;
    delete process.env.BROWSER;
    try {
      expect(path.basename(await showFile('a.html', Buffer.from('x'), platform))).toBe('a.html');
    } finally {
      process.env.PATH = before;
      if (browser !== undefined) process.env.BROWSER = browser;
    }
  });

  it('fails where there is no such program', async () => {
    const { BROWSER: browser } = process.env;
    process.env.BROWSER = '/nowhere/browser';
    try {
      await expect(showFile('a.html', Buffer.from('x'))).rejects.toThrow(/ENOENT/);
    } finally {
      if (browser === undefined) delete process.env.BROWSER;
      else process.env.BROWSER = browser;
    }
  });
});
