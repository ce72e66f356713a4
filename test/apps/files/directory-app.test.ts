import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryApp, type DirectoryInit } from '../../../src/apps/files/directory-app.ts';
import { ask, makeTree, type Tree } from '../../support/tree.ts';

const SECRET = 'SECRET';

describe('DirectoryApp', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({
      'root/index.html': 'home',
      'root/a.txt': 'a',
      'root/a.txt.gz': 'gzip:a',
      'root/docs/index.html': 'docs',
      'root/docs/b c+é.txt': 'b',
      'root/bare/x.js': 'x',
      'root/.env': SECRET,
      'root/.git/config': SECRET,
      'secret/key.txt': SECRET,
      'root-secret/key.txt': SECRET,
    });
    symlinkSync(tree.at('secret'), tree.at('root/out'));
    symlinkSync('../secret/key.txt', tree.at('root/key.txt'));
    symlinkSync(tree.at('root-secret/key.txt'), tree.at('root/docs/index.html.gz'));
    symlinkSync('docs', tree.at('root/in'));
  });
  afterEach(() => {
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  const request = (
    target: string,
    options: DirectoryInit = {},
    init: Parameters<typeof ask>[2] = {},
    root = 'root',
  ) => ask(new DirectoryApp(tree.at(root), options), target, init);

  it.each([
    ['/a.txt', 'a'],
    ['/', 'home'],
    ['/index.html', 'home'],
    ['/docs/', 'docs'],
    ['/docs/b%20c%2B%C3%A9.txt', 'b'],
    ['/docs/b%20c+é.txt', 'b'],
    ['/in/', 'docs'],
    ['/bare/x.js?v=../..%2F', 'x'],
  ])('serves %j', async (target, body) => {
    expect(await request(target)).toMatchObject({ status: 200, body });
  });

  it('FF7: takes the URL of a directory', async () => {
    const app = new DirectoryApp(pathToFileURL(tree.at('root/')));
    expect((await ask(app, '/a.txt')).body).toBe('a');
    expect(() => new DirectoryApp(new URL('http://example.com/'))).toThrow(/scheme file/);
    // @ts-expect-error A path is text or a URL.
    expect(() => new DirectoryApp(7)).toThrow(/must be of type string or an instance of URL/);
  });

  it('FF8: serves nothing from the previous target of a symbolic link as root', async () => {
    mkdirSync(tree.at('new'));
    symlinkSync(tree.at('root/a.txt'), tree.at('new/a.txt'));
    symlinkSync('root', tree.at('current'));
    const app = new DirectoryApp(tree.at('current'));
    expect((await ask(app, '/a.txt')).status).toBe(200);
    symlinkSync('new', tree.at('next'));
    renameSync(tree.at('next'), tree.at('current'));
    expect((await ask(app, '/a.txt')).status).toBe(404);
  });

  it('sends a file as FileApp does', async () => {
    const init = { headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=5-' } };
    const answer = await request('/a.txt', { precompressed: true, cacheControl: 'no-cache' }, init);
    expect(answer).toMatchObject({
      status: 206,
      body: 'a',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-encoding': 'gzip',
        'content-range': 'bytes 5-5/6',
        'cache-control': 'no-cache',
        vary: 'Accept-Encoding',
      },
    });
    expect((await request('/a.txt', {}, { ifNoneMatch: '*' })).status).toBe(304);
    expect(await request('/a.txt', {}, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it.each<[target: string, options: DirectoryInit, status: number]>([
    ['/a.txt', {}, 304],
    ['/docs/b%20c+%C3%A9.txt', {}, 304],
    ['/', {}, 304],
    ['/docs/', {}, 304],
    ['/docs/', { index: false }, 404],
    ['/docs/', { hideIndex: true }, 304],
    ['/docs/index.html', { hideIndex: true }, 301],
    ['/docs/b%20c+%C3%A9.txt', { hideIndex: true }, 304],
    ['/a.txt', { precompressed: true }, 304],
  ])('answers every repetition of a request with %s and %o: %i', async (target, options, status) => {
    const app = new DirectoryApp(tree.at('root'), options);
    for (let i = 0; i < 4; i++) {
      if (i === 2) await ask(app, '/docs/', { ifNoneMatch: '*' });
      expect((await ask(app, target, { ifNoneMatch: '*' })).status).toBe(status);
    }
  });

  describe('notices immediately that a file it has just sent', () => {
    let app: DirectoryApp;
    beforeEach(async () => {
      app = new DirectoryApp(tree.at('root'));
      for (let i = 0; i < 2; i++) expect((await ask(app, '/a.txt')).body).toBe('a');
      for (let i = 0; i < 2; i++) expect((await ask(app, '/a.txt', { ifNoneMatch: '*' })).status).toBe(304);
    });
    const answers = async (init: Parameters<typeof ask>[2] = {}) => {
      const { status, body } = await ask(app, '/a.txt', init);
      return [status, body];
    };

    it('was changed, to the same size or another', async () => {
      const { etag } = (await ask(app, '/a.txt')).headers;
      writeFileSync(tree.at('root/a.txt'), 'b');
      utimesSync(tree.at('root/a.txt'), 1, 1);
      expect(await answers({ headers: { 'If-None-Match': etag ?? '' } })).toEqual([200, 'b']);
      writeFileSync(tree.at('root/a.txt'), 'longer');
      expect(await answers()).toEqual([200, 'longer']);
      expect(await answers({ range: 'bytes=5-' })).toEqual([206, 'r']);
    });

    it('was replaced', async () => {
      writeFileSync(tree.at('root/next'), 'c');
      await rename(tree.at('root/next'), tree.at('root/a.txt'));
      expect(await answers()).toEqual([200, 'c']);
    });

    it('was deleted, or became a directory', async () => {
      rmSync(tree.at('root/a.txt'));
      expect((await answers({ ifNoneMatch: '*' }))[0]).toBe(404);
      expect((await answers())[0]).toBe(404);
      mkdirSync(tree.at('root/a.txt'));
      expect((await answers())[0]).toBe(301);
    });

    it('S4: became a link out of the root, for every kind of request', async () => {
      rmSync(tree.at('root/a.txt'));
      symlinkSync(tree.at('secret/key.txt'), tree.at('root/a.txt'));
      for (const init of [{}, { method: 'HEAD' }, { ifNoneMatch: '*' }, { range: 'bytes=0-0' }]) {
        expect((await answers(init))[0]).toBe(404);
      }
    });

    it('S4: lies in a directory that was moved out of the root and linked', async () => {
      for (let i = 0; i < 2; i++) expect((await ask(app, '/bare/x.js')).body).toBe('x');
      for (let i = 0; i < 2; i++)
        expect((await ask(app, '/bare/x.js', { ifNoneMatch: '*' })).status).toBe(304);
      await rename(tree.at('root/bare'), tree.at('secret/bare'));
      symlinkSync(tree.at('secret/bare'), tree.at('root/bare'));
      expect((await ask(app, '/bare/x.js', { ifNoneMatch: '*' })).status).toBe(404);
    });
  });

  it('answers other methods with 405, whatever the path', async () => {
    for (const target of ['/a.txt', '/nothing', '/../x']) {
      const answer = await request(target, {}, { method: 'PUT' });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });

  it.each([
    ['/docs', '/docs/'],
    ['/docs?page=2&x=%2F', '/docs/?page=2&x=%2F'],
    ['/%64ocs', '/%64ocs/'],
    ['/in', '/in/'],
  ])('redirects the directory %j to %j', async (target, location) => {
    expect(await request(target)).toMatchObject({ status: 301, headers: { location } });
  });

  it('includes the mount point in redirects', async () => {
    const mounted = { environ: { SCRIPT_NAME: '/static' } };
    const app = new DirectoryApp(tree.at('root'));
    const answers = ['/docs', ''].map((target) => ask(app, target, mounted));
    expect((await Promise.all(answers)).map(({ headers }) => headers.location)).toEqual([
      '/static/docs/',
      '/static/',
    ]);
  });

  it('serves another index file, or none', async () => {
    expect(await request('/bare/', { index: 'x.js' })).toMatchObject({ status: 200, body: 'x' });
    expect((await request('/', { index: false })).status).toBe(404);
    expect((await request('/bare/')).status).toBe(404);
  });

  it.each([
    ['/index.html', '/'],
    ['/docs/index.html?a=1', '/docs/?a=1'],
    ['/docs/%69ndex.html', '/docs/'],
  ])('redirects the index file %j to %j', async (target, location) => {
    expect(await request(target, { hideIndex: true })).toMatchObject({ status: 301, headers: { location } });
    expect((await request('/docs/', { hideIndex: true })).body).toBe('docs');
    expect((await request('/bare/index.html', { hideIndex: true })).status).toBe(404);
  });

  it('refuses a root that is not a directory', () => {
    expect(() => new DirectoryApp(tree.at('nothing'))).toThrow(TypeError);
    expect(() => new DirectoryApp(tree.at('root/a.txt'))).toThrow(TypeError);
  });

  describe('access outside the root', () => {
    it.each([
      ['S1: an encoded parent', '/%2e%2e/secret/key.txt'],
      ['S1: an encoded parent with a slash', '/%2e%2e/secret/'],
      ['a parent', '/../secret/key.txt'],
      ['a parent in between', '/docs/../../secret/key.txt'],
      ['encoded slashes', '/..%2fsecret%2fkey.txt'],
      ["S4: a name that begins with the root's", '/../root-secret/key.txt'],
      ['S4: a link out of the root', '/key.txt'],
      ['S4: a directory out of the root', '/out/key.txt'],
      ['S4: a directory out of the root, with a slash', '/out/'],
      ['S4: a directory out of the root, without one', '/out'],
      ['S4: NUL', '/a.txt%00.html'],
      ['S4: a backslash', '/..\\secret\\key.txt'],
      ['S4: an empty name', '//a.txt'],
      ['S4: a drive', '/C:/secret'],
      ['S4: a device', '/nul'],
      ['a nested path', '/%2Fetc%2Fpasswd'],
      ['an overlong dot', '/%c0%ae%c0%ae/secret/key.txt'],
      ['a dot file', '/.env'],
      ['a dot directory', '/.git/config'],
      ['a dot directory without a slash', '/.git'],
      ['S3: a file with a slash', '/a.txt/'],
      ['a path below a file', '/a.txt/b'],
      ['a missing file', '/nothing'],
      ['a name that is too long', `/${'x'.repeat(300)}`],
    ])('S2: by %s is a 404 that reveals no path: %j', async (_, target) => {
      for (const options of [{}, { listing: true, index: false as const }, { precompressed: true }]) {
        const answer = await request(target, options, { accept: 'text/html' });
        expect(answer.status).toBe(404);
        expect(answer.body).toBe((await request('/none', {}, { accept: 'text/html' })).body);
        expect(JSON.stringify(answer)).not.toContain(path.basename(tree.root));
      }
    });

    it('stays impossible if dot files are served', async () => {
      const options = { dotfiles: true };
      expect((await request('/.git/config', options)).status).toBe(200);
      expect((await request('/../root/a.txt', options)).status).toBe(404);
      expect((await request('/./a.txt', options)).status).toBe(404);
    });

    it('is not possible by a precompressed sibling', async () => {
      const init = { headers: { 'Accept-Encoding': 'gzip' } };
      expect(await request('/docs/', { precompressed: true }, init)).toMatchObject({ body: 'docs' });
    });

    it('U1, U4: is not possible by a redirect to another site', async () => {
      mkdirSync(tree.at('root/evil.example'));
      mkdirSync(tree.at('root/javascript:alert(1)'));
      expect((await request('//evil.example')).status).toBe(404);
      expect((await request('/%5cevil.example')).status).toBe(404);
      const { headers } = await request('/javascript:alert(1)');
      expect(headers.location).toBe('/javascript:alert(1)/');
    });

    it('does not make it wait for a pipe', async () => {
      execFileSync('mkfifo', [tree.at('root/pipe')]);
      expect((await request('/pipe')).status).toBe(404);
    });

    it('follows a root that is a link, also after that changes', async () => {
      mkdirSync(tree.at('next'));
      writeFileSync(tree.at('next/a.txt'), 'next');
      symlinkSync('root', tree.at('current'));
      const app = new DirectoryApp(tree.at('current'));
      expect((await ask(app, '/a.txt')).body).toBe('a');
      rmSync(tree.at('current'));
      symlinkSync('next', tree.at('current'));
      expect((await ask(app, '/a.txt')).body).toBe('next');
      expect((await ask(app, '/docs/')).status).toBe(404);
    });

    it('is impossible while a file is swapped for a directory and for a link out of the root', async () => {
      const app = new DirectoryApp(tree.at('root'), { index: false });
      mkdirSync(tree.at('root/kinds'));
      writeFileSync(tree.at('root/kinds/file'), 'inside');
      mkdirSync(tree.at('root/kinds/directory'));
      symlinkSync(tree.at('secret/key.txt'), tree.at('root/kinds/link'));
      const kinds = ['file', 'directory', 'link'];
      let isSwapping = true;
      const swapping = (async () => {
        for (let i = 0; isSwapping; i++) {
          const kind = tree.at(`root/kinds/${kinds[i % kinds.length]}`);
          await rename(kind, tree.at('root/swapped'));
          await rename(tree.at('root/swapped'), kind);
        }
      })();
      const seen = new Set<string>();
      for (let i = 0; i < 300; i++) {
        const { status, body } = await ask(app, '/swapped');
        seen.add(status === 200 ? body : String(status));
      }
      isSwapping = false;
      await swapping;

      expect([...seen].filter((answer) => !['inside', '301', '404'].includes(answer))).toEqual([]);
    });

    const PIECES = [
      ...[
        '/',
        '//',
        '%2f',
        '%2F',
        '\\',
        '%5c',
        '.',
        '..',
        '%2e',
        '%2e%2e',
        '...',
        '%252e',
        '%c0%ae',
        '%00',
        '%',
      ],
      ...['?', '#', ';', ':', 'C:', '~', '%20', 'nul', 'é', '%E9', '%uff0e', '\u2025', '\u2215'],
      ...[
        'a.txt',
        'docs',
        'in',
        'out',
        'key.txt',
        'secret',
        'root',
        'root-secret',
        'index.html',
        '.git',
        '.env',
      ],
    ];
    const target = fc.oneof(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
      fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => `/${pieces.join('/')}`),
      fc.string({ unit: 'binary' }).map((text) => `/${text}`),
    );

    it('S1, S4: reveals no byte, whatever the path', async () => {
      const app = new DirectoryApp(tree.at('root'), { listing: true, precompressed: true });
      const init = { headers: { 'Accept-Encoding': 'gzip' } };
      await fc.assert(
        fc.asyncProperty(target, async (path) => {
          const { status, body, headers } = await ask(app, path, init);
          expect([200, 301, 404]).toContain(status);
          expect(body).not.toContain(SECRET);
          if (status === 200) expect(body).toMatch(/^(home|docs|(gzip:)?a|b|x|<!DOCTYPE html>.*)$/s);
          const { location = '/' } = headers;
          expect(new URL(location, 'http://here.example/x').origin).toBe('http://here.example');
        }),
        { numRuns: 500 },
      );
    });
  });

  describe('a listing', () => {
    const list = async (target: string, options: DirectoryInit = {}) => {
      const { status, headers, body } = await request(target, { listing: true, ...options });
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=UTF-8');
      return { body, links: [...body.matchAll(/href="([^"]*)">([^<]*)</g)].map(([, ...link]) => link) };
    };

    it('FF2: is sorted, and includes links to accessible entries', async () => {
      symlinkSync('nowhere', tree.at('root/dangling'));
      execFileSync('mkfifo', [tree.at('root/pipe')]);
      const { links } = await list('/', { index: false });
      expect(links).toEqual([
        ['./a.txt', 'a.txt'],
        ['./a.txt.gz', 'a.txt.gz'],
        ['./bare/', 'bare/'],
        ['./docs/', 'docs/'],
        ['./in', 'in'],
        ['./index.html', 'index.html'],
      ]);
      const answers = links.map(([href = '']) =>
        request(new URL(href, 'http://h/').pathname, { listing: true }),
      );
      for (const { status } of await Promise.all(answers)) expect([200, 301]).toContain(status);
    });

    it('below the root links upwards, and encodes names', async () => {
      const { links, body } = await list('/docs/', { index: false });
      expect(links[0]).toEqual(['../', '../']);
      expect(links[1]).toEqual(['./b%20c+%C3%A9.txt', 'b c+é.txt']);
      expect(body).toContain('<h1>Index of /docs/</h1>');
    });

    it('is sent only if there is no index file', async () => {
      expect((await request('/docs/', { listing: true })).body).toBe('docs');
      expect((await list('/bare/')).links).toEqual([
        ['../', '../'],
        ['./x.js', 'x.js'],
      ]);
    });

    it('FF3: of a directory that is removed meanwhile is a 404', async () => {
      const app = new DirectoryApp(tree.at('root'), { listing: true });
      const answers: number[] = [];
      for (let i = 0; i < 20; i++) {
        mkdirSync(tree.at('root/short-lived'), { recursive: true });
        const asked = ask(app, '/short-lived/');
        for (let turn = 0; turn < i / 2; turn++) await setImmediate();
        rmSync(tree.at('root/short-lived'), { recursive: true });
        answers.push((await asked).status);
      }
      expect(answers.every((status) => status === 200 || status === 404)).toBe(true);
      expect(answers).toContain(404);
    });

    it('includes dot files if they are served', async () => {
      const { links } = await list('/', { index: false, dotfiles: true });
      expect(links.map(([href]) => href).slice(0, 2)).toEqual(['./.env', './.git/']);
    });

    it('U4: contains no name that reads as a scheme, a host, markup or a query', async () => {
      const names = ['javascript:alert(1)', '<script>alert(1)<', '"onclick="x', 'a?b#c', '%2e%2e', "'&amp;"];
      mkdirSync(tree.at('root/<i>'));
      for (const name of names) writeFileSync(tree.at(`root/<i>/${name}`), name);
      const { body, links } = await list('/%3Ci%3E/');
      expect(body).toContain('<h1>Index of /&lt;i&gt;/</h1>');
      expect(body).not.toMatch(/<script|<i>|"onclick/);
      const served = await Promise.all(
        links.slice(1).map(async ([href = '']) => {
          const url = new URL(href.replaceAll('&amp;', '&').replaceAll('&#39;', "'"), 'http://h/%3Ci%3E/');
          expect(url.origin).toBe('http://h');
          return (await request(url.pathname)).body;
        }),
      );
      expect(served.sort()).toEqual([...names].sort());
    });

    it('omits names that could not be requested', async () => {
      writeFileSync(tree.at('root/bare/a\\b'), '');
      writeFileSync(tree.at('root/bare/nul.txt'), '');
      expect((await list('/bare/')).links).toHaveLength(2);
    });
  });
});
