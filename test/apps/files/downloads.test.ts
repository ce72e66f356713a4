import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { DirectoryApp } from '../../../src/apps/files/directory-app.ts';
import { type ServerHandle, serve } from '../../../src/node.ts';
import { needProgram, run } from '../../support/programs.ts';
import { makeTree, type Tree } from '../../support/tree.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
const PAGE = 'page '.repeat(1000);

async function download(context: TestContext, program: string, ...args: string[]): Promise<string> {
  return (await run(needProgram(context, program), args)).stdout;
}

describe('a download from DirectoryApp', () => {
  let tree: Tree;
  let server: ServerHandle;
  beforeAll(async () => {
    tree = makeTree({
      'root/large.bin': CONTENT,
      'root/page.html': PAGE,
      'root/page.html.gz': gzipSync(PAGE),
      'root/docs/index.html': 'docs',
      'root/sub/list me.txt': 'listed',
      'root/app/index.html': '<!DOCTYPE html><p>unread</p><script src="app.js"></script>',
      'root/app/app.js': '',
      'root/app/app.js.gz': gzipSync("document.querySelector('p').textContent = 'read ' + 'gzip';"),
      'secret.txt': 'SECRET',
    });
    utimesSync(tree.at('root/large.bin'), 1_700_000_000, 1_700_000_000);
    server = await serve(new DirectoryApp(tree.at('root'), { listing: true, precompressed: true }), {
      port: 0,
    });
  });
  afterAll(async () => {
    await server.close();
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  const url = (path: string) => `${server.url}${path}`;
  /** A file with the beginning of the download. */
  const begun = (name: string, length: number) => {
    writeFileSync(tree.at(name), CONTENT);
    truncateSync(tree.at(name), length);
    utimesSync(tree.at(name), 1_700_000_000, 1_700_000_000);
    return tree.at(name);
  };

  it('is complete with curl', async (context) => {
    const target = tree.at('whole');
    await download(context, 'curl', '-sSf', '-o', target, url('/large.bin'));
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it.for([1, 65_536, 299_999])('is resumed by curl after %d bytes', async (length, context) => {
    const target = begun('resumed', length);
    const args = ['-sSf', '-C', '-', '-o', target, '-w', '%{http_code} %{size_download}', url('/large.bin')];
    expect(await download(context, 'curl', ...args)).toBe(`206 ${CONTENT.length - length}`);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('is not repeated by curl if nothing changed', async (context) => {
    const args = ['-sS', '-o', tree.at('none'), '-w', '%{http_code}'];
    const date = 'Tue, 14 Nov 2023 22:13:20 GMT';
    expect(await download(context, 'curl', ...args, '-z', date, url('/large.bin'))).toBe('304');
    const tags = tree.at('tags');
    expect(await download(context, 'curl', ...args, '--etag-save', tags, url('/large.bin'))).toBe('200');
    expect(await download(context, 'curl', ...args, '--etag-compare', tags, url('/large.bin'))).toBe('304');
  });

  it('is compressed if curl asks for it', async (context) => {
    expect(await download(context, 'curl', '-sSf', '--compressed', url('/page.html'))).toBe(PAGE);
    const target = tree.at('coded');
    await download(context, 'curl', '-sSf', '-H', 'Accept-Encoding: gzip', '-o', target, url('/page.html'));
    expect(gunzipSync(readFileSync(target)).toString()).toBe(PAGE);
  });

  it('has several parts if curl asks for them', async (context) => {
    const body = await download(context, 'curl', '-sSf', '-r', '0-3,5-8', url('/page.html'));
    expect(body.match(/^page$/gm)?.length).toBe(2);
  });

  it('has a head with curl', async (context) => {
    const head = await download(context, 'curl', '-sSfI', url('/large.bin'));
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(head).toContain(`Content-Length: ${CONTENT.length}\r\n`);
  });

  it('follows the redirect to a directory', async (context) => {
    expect(await download(context, 'curl', '-sSfL', url('/docs'))).toBe('docs');
  });

  it.for(['/../secret.txt', '/docs/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
    'S1: gives curl nothing for %s',
    async (path, context) => {
      const args = ['-sS', '--path-as-is', '-w', '%{http_code}', url(path)];
      const answer = await download(context, 'curl', ...args);
      expect(answer).toMatch(/404$/);
      expect(answer).not.toContain('SECRET');
    },
  );

  it('is complete and resumable with wget', async (context) => {
    const whole = tree.at('wget-whole');
    await download(context, 'wget', '-q', '-O', whole, url('/large.bin'));
    expect(readFileSync(whole).equals(CONTENT)).toBe(true);
    const target = begun('large.bin', 100_000);
    await download(context, 'wget', '-q', '-c', '-P', tree.root, url('/large.bin'));
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('lets wget fetch everything that a listing links to', async (context) => {
    const target = tree.at('mirror');
    await download(context, 'wget', '-q', '-r', '-np', '-nH', '-P', target, url('/sub/'));
    expect(readFileSync(tree.at('mirror/sub/list me.txt'), 'utf8')).toBe('listed');
  });

  it('is displayed, and its script run, by a browser', async (context) => {
    const program = needProgram(context, 'chromium', 'chromium-browser', 'google-chrome');
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
    const show = async (path: string) => {
      const profile = `--user-data-dir=${tree.at('profile')}`;
      return (await run(program, [...options, profile, '--dump-dom', url(path)])).stdout;
    };
    expect(await show('/app')).toContain('<p>read gzip</p>');
    expect(await show('/sub/')).toContain('<a href="./list%20me.txt">list me.txt</a>');
  });
});
