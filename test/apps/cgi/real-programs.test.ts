import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { CGIApp } from '../../../src/apps/cgi/cgi-app.ts';
import { CGIDirectory } from '../../../src/apps/cgi/cgi-directory.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { TestApp } from '../../../src/testing.ts';
import { needProgram, run } from '../../support/programs.ts';
import { makeTree } from '../../support/tree.ts';

/**
 * A file of a package that is not in a folder of programs; a missing one skips as {@link needProgram} does.
 */
function needFile(context: TestContext, file: string): string {
  if (existsSync(file)) return file;
  return needProgram(context, file);
}

describe('CGIApp with git http-backend', () => {
  it('serves clone, push and fetch', async (context) => {
    const git = needProgram(context, 'git');
    using tree = makeTree({
      'home/.gitconfig': '[user]\n name = A\n email = a@b\n[init]\n defaultBranch = main\n',
    });
    const env = { ...process.env, HOME: tree.at('home'), GIT_TERMINAL_PROMPT: '0' };
    const call = async (folder: string, ...args: string[]) =>
      (await run(git, ['-C', tree.at(folder), ...args], { env })).stdout.trim();
    await call('.', 'init', '--bare', 'project.git');
    await call('project.git', 'config', 'http.receivepack', 'true');
    const backend = path.join(await call('.', '--exec-path'), 'git-http-backend');
    const app = new CGIApp(backend, { env: { GIT_PROJECT_ROOT: tree.root, GIT_HTTP_EXPORT_ALL: '' } });
    await using server = await serve(app, { port: 0 });
    const url = `${server.url}/project.git`;

    await call('.', 'clone', url, 'mine');
    writeFileSync(tree.at('mine/large'), randomBytes(3 * 1024 * 1024));
    await call('mine', 'add', 'large');
    await call('mine', 'commit', '-m', 'Add what does not compress');
    // The push is chunked, after a probe: git sends no length above 1 MiB.
    await call('mine', 'push', 'origin', 'HEAD:main');
    const pushed = await call('mine', 'rev-parse', 'HEAD');
    expect(await call('project.git', 'rev-parse', 'main')).toBe(pushed);

    await call('.', 'clone', url, 'theirs');
    expect(readFileSync(tree.at('theirs/large')).equals(readFileSync(tree.at('mine/large')))).toBe(true);
    writeFileSync(tree.at('mine/small'), 'small');
    await call('mine', 'add', 'small');
    await call('mine', 'commit', '-m', 'Add what is small');
    await call('mine', 'push', 'origin', 'HEAD:main');
    await call('theirs', 'fetch', 'origin');
    expect(await call('theirs', 'rev-parse', 'origin/main')).toBe(await call('mine', 'rev-parse', 'HEAD'));
  });
});

describe('CGIDirectory with php-cgi', () => {
  const PAGE = `<?php
    header('HTTP/1.1 201 Created');
    header('Content-Type: application/json');
    $file = $_FILES['file'] ?? null;
    echo json_encode(['get' => $_GET, 'post' => $_POST, 'info' => $_SERVER['PATH_INFO'] ?? '', 'script' => $_SERVER['SCRIPT_NAME'],
      'file' => $file ? [$file['name'], $file['size'], md5_file($file['tmp_name'])] : null]);`;

  async function phpApp(context: TestContext): Promise<{ app: TestApp } & Disposable> {
    const php = needProgram(context, 'php-cgi');
    const tree = makeTree({ 'folder/page.php': PAGE });
    const app = new TestApp(new CGIDirectory(tree.root, { interpreters: { '.php': php } }));
    return { app, [Symbol.dispose]: () => tree[Symbol.dispose]() };
  }

  it('passes a form, the query and the path', async (context) => {
    using php = await phpApp(context);
    const response = await php.app.post('/folder/page.php/more/caf%C3%A9?q=1', {
      form: { name: 'Jürgen', empty: '' },
    });
    expect(response.status).toBe(201);
    expect(response.json).toEqual({
      get: { q: '1' },
      post: { name: 'Jürgen', empty: '' },
      info: '/more/café',
      script: '/folder/page.php',
      file: null,
    });
  });

  it('passes an upload', async (context) => {
    using php = await phpApp(context);
    const content = Buffer.alloc(300_000, 'php');
    const response = await php.app.post('/folder/page.php', {
      form: { title: 't', file: new File([content], 'käfer.txt') },
    });
    const { createHash } = await import('node:crypto');
    const digest = createHash('md5').update(content).digest('hex');
    expect(response.json).toMatchObject({ post: { title: 't' }, file: ['käfer.txt', 300_000, digest] });
  });
});

describe("CGIApp with Perl's CGI.pm", () => {
  it('passes an upload, and returns a status and cookies', async (context) => {
    needProgram(context, 'perl');
    needFile(context, '/usr/share/perl5/CGI.pm');
    using tree = makeTree({
      'upload.pl': `#!/usr/bin/perl
        use strict; use CGI; my $q = CGI->new;
        my $file = $q->upload('file'); my $size = 0;
        while (read($file, my $part, 8192)) { $size += length $part }
        print $q->header(-status => '202 Taken', -type => 'text/plain', -cookie => [$q->cookie(-name => 'a', -value => 1), $q->cookie(-name => 'b', -value => 2)]);
        print join ' ', $q->request_method, scalar $q->param('title'), $q->url_param('q'), $size;`,
    });
    chmodSync(tree.at('upload.pl'), 0o755);
    const app = new TestApp(new CGIApp(tree.at('upload.pl')));
    const form = { title: 'T', file: new File([Buffer.alloc(200_000, 'x')], 'x.bin') };
    const response = await app.post('/?q=7', { form });
    expect(response.statusLine).toBe('202 Taken');
    expect(response.text).toBe('POST T 7 200000');
    expect(response.headers.getSetCookie().map((cookie) => cookie.split(';')[0])).toEqual(['a=1', 'b=2']);
  });
});

describe('CGIApp with web pages of git', () => {
  async function repository(context: TestContext) {
    const git = needProgram(context, 'git');
    const tree = makeTree({ 'projects/README': 'one', 'gitweb.conf': '' });
    await run(git, ['init', '--quiet', tree.at('projects/shown.git'), '--bare']);
    writeFileSync(tree.at('gitweb.conf'), `$projectroot = '${tree.at('projects')}';\n`);
    writeFileSync(tree.at('cgitrc'), `scan-path=${tree.at('projects')}\n`);
    return tree;
  }

  it('runs gitweb', async (context) => {
    const program = needFile(context, '/usr/share/gitweb/gitweb.cgi');
    using tree = await repository(context);
    const app = new TestApp(new CGIApp(program, { env: { GITWEB_CONFIG: tree.at('gitweb.conf') } }));
    const response = await app.get('/?a=project_list');
    expect(response.status).toBe(200);
    expect(response.text).toContain('shown.git');
  });

  it('runs cgit', async (context) => {
    const program = needFile(context, '/usr/lib/cgit/cgit.cgi');
    using tree = await repository(context);
    const app = new TestApp(new CGIApp(program, { env: { CGIT_CONFIG: tree.at('cgitrc') } }));
    const response = await app.get('/shown.git/');
    expect(response.status).toBe(200);
    expect(response.text).toContain('shown.git');
  });
});
