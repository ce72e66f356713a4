import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CGIDirectory, type CGIDirectoryOptions } from '../../../src/apps/cgi/cgi-directory.ts';
import { TestApp } from '../../../src/testing.ts';
import { makePrograms } from '../../support/cgi-programs.ts';
import { ask, makeTree } from '../../support/tree.ts';

const ENV = `printf 'Content-Type: text/plain\\n\\n'; pwd; env`;

const outside = makePrograms({ secret: ENV });
const programs = makePrograms({
  app: ENV,
  'folder/app.cgi': ENV,
  'folder/käfer.cgi': ENV,
  'text.txt': 'no program',
  'script.mine': `printf 'Content-Type: text/plain\\n\\n'; echo "$0 $*"`,
  '.hidden': ENV,
});
for (const name of ['text.txt', 'script.mine']) chmodSync(programs.at(name), 0o644);
symlinkSync(outside.at('secret'), programs.at('leaving'));
symlinkSync(programs.at('folder'), programs.at('linked'));
execFileSync('mkfifo', ['-m', '755', programs.at('pipe')]);
afterAll(() => {
  expect(programs.openCount()).toBe(0);
  programs[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const app = new CGIDirectory(programs.root);

/** Prints the program's folder and its variables. */
async function variablesFor(target: string, scriptName = '') {
  const { body, status } = await ask(app, target, { environ: { SCRIPT_NAME: scriptName } });
  expect(status).toBe(200);
  const [folder = '', ...lines] = body.trim().split('\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { folder, ...Object.fromEntries(pairs) };
}

describe('CGIDirectory', () => {
  it('runs the program that the path names, in its folder, with the rest of the path as PATH_INFO', async () => {
    expect(await variablesFor('/folder/app.cgi/more%20of//it?q')).toMatchObject({
      folder: programs.at('folder'),
      SCRIPT_NAME: '/folder/app.cgi',
      PATH_INFO: '/more of//it',
      QUERY_STRING: 'q',
      SCRIPT_FILENAME: programs.at('folder/app.cgi'),
      DOCUMENT_ROOT: programs.root,
    });
  });

  it("appends to the mount point's name", async () => {
    const { SCRIPT_NAME, PATH_INFO } = await variablesFor('/app', '/cgi-bin');
    expect({ SCRIPT_NAME, PATH_INFO }).toEqual({ SCRIPT_NAME: '/cgi-bin/app', PATH_INFO: '' });
  });

  it('translates the rest of the path to a file name below the directory', async () => {
    expect(await variablesFor('/app/a/b')).toMatchObject({ PATH_TRANSLATED: `${programs.root}/a/b` });
    for (const target of ['/app', '/app/', '/app/..%2Fb', '/app/a/../b', '/app/a%2Fb']) {
      expect(await variablesFor(target)).not.toHaveProperty('PATH_TRANSLATED');
    }
  });

  it('finds names outside ASCII, and follows links that stay inside the directory', async () => {
    expect((await variablesFor('/folder/k%C3%A4fer.cgi')).SCRIPT_NAME).toBe('/folder/käfer.cgi');
    expect((await variablesFor('/linked/app.cgi')).SCRIPT_NAME).toBe('/linked/app.cgi');
  });

  it.each([
    '/',
    '',
    '/folder',
    '/folder/',
    '/nothing',
    '/nothing/app',
    '/.hidden',
    '/folder/../app',
    '/folder/%2e%2e/app',
    '/folder%2Fapp.cgi',
    '//app',
    '/leaving',
    '/k%E4fer.cgi',
    '/app%00',
    '/pipe',
  ])('answers %j with 404', async (target) => {
    expect((await ask(app, target)).status).toBe(404);
  });

  it('answers a path outside its mount point with 404', async () => {
    expect((await ask(app, 'app', { environ: { SCRIPT_NAME: '/mount' } })).status).toBe(404);
  });

  it('never sends a file that is not a program', async () => {
    const { status, body } = await ask(app, '/text.txt');
    expect(status).toBe(403);
    expect(body).not.toContain('no program');
  });

  it('runs files with a configured extension in its interpreter, executable or not', async () => {
    const options = { interpreters: { '.mine': '/bin/sh' }, args: ['a', 'b'] };
    const { text } = await new TestApp(new CGIDirectory(programs.root, options)).get('/script.mine');
    expect(text).toBe(`${programs.at('script.mine')} a b\n`);
  });

  it('runs all programs in the folder that the option names', async () => {
    const { text } = await new TestApp(new CGIDirectory(programs.root, { cwd: '/' })).get('/app');
    expect(text).toMatch(/^\/\n/);
  });

  it.each([
    [{ interpreter: {} }, /did you mean interpreters/],
    [{ scriptFilename: '/a' }, /^scriptFilename is for CGIApp/],
    [{ interpreters: { php: '/usr/bin/php-cgi' } }, /^interpreters are absolute paths by extension/],
    [{ interpreters: { '.php': 'php-cgi' } }, /^interpreters are absolute paths by extension/],
  ])('refuses the options %j', (options, message) => {
    expect(() => new CGIDirectory(programs.root, options as CGIDirectoryOptions)).toThrow(TypeError);
    expect(() => new CGIDirectory(programs.root, options as CGIDirectoryOptions)).toThrow(message);
  });

  it('takes the URL of a directory', async () => {
    const client = new TestApp(new CGIDirectory(pathToFileURL(programs.root)));
    expect((await client.get('/nothing', { status: '*' })).status).toBe(404);
  });

  it('refuses a root that is not a directory', () => {
    using tree = makeTree({ file: '' });
    for (const root of [tree.at('file'), path.join(tree.root, 'nothing')]) {
      expect(() => new CGIDirectory(root)).toThrow(/^the root must be an existing directory/);
    }
  });
});
