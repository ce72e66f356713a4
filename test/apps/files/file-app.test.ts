import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { type FileInit, FileSender } from '../../../src/apps/files/file-sender.ts';
import { openFile } from '../../../src/apps/files/open-file.ts';
import { ContentDisposition } from '../../../src/headers/content-disposition.ts';
import { serve } from '../../../src/node.ts';
import { Request } from '../../../src/request/request.ts';
import { iterate, readAll } from '../../../src/wsgi/app-iter.ts';
import { callApplication } from '../../../src/wsgi/call-application.ts';
import type { ToApplication } from '../../../src/wsgi/contract.ts';
import { collectGarbageUntil } from '../../support/garbage.ts';
import { ask, environFor, makeTree, type Tree, withoutPrivileges } from '../../support/tree.ts';

describe('FileApp', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({
      'page.html': '<p>page</p>',
      'page.html.br': 'br:page',
      'page.html.gz': 'gzip:page',
      'plan €.txt': 'plan',
      'large.bin': new Uint8Array(1 << 20),
      empty: '',
    });
    utimesSync(tree.at('page.html'), 1_700_000_000, 1_700_000_000.25);
  });
  afterEach(() => {
    expect(tree.openCount()).toBe(0);
    tree[Symbol.dispose]();
  });

  const fetchFile = (
    name: string,
    init: FileInit = {},
    headers: Record<string, string> = {},
    method = 'GET',
  ) => ask(new FileApp(tree.at(name), init), '/whatever', { method, headers });

  it('sends a file with its type, length and validators', async () => {
    const { status, headers, body } = await fetchFile('page.html');
    expect(status).toBe(200);
    expect(body).toBe('<p>page</p>');
    expect(headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '11',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]+-[0-9a-f]+"$/),
      'last-modified': 'Tue, 14 Nov 2023 22:13:20 GMT',
    });
  });

  it.each([
    ['style.css', 'text/css; charset=utf-8'],
    ['image.svg', 'image/svg+xml'],
    ['feed.xml', 'application/xml'],
    ['archive.tar.gz', 'application/gzip'],
    ['PHOTO.JPG', 'image/jpeg'],
    ['html', 'application/octet-stream'],
    ['.html', 'application/octet-stream'],
    ['unknown.__proto__', 'application/octet-stream'],
  ])('gives %s the type %s', async (name, type) => {
    using other = makeTree({ [name]: '' });
    const { headers } = await ask(new FileApp(other.at(name)), '/');
    expect(headers['content-type']).toBe(type);
  });

  it.each([
    ['logo.svgz', {}, 'image/svg+xml', 'gzip'],
    ['LOGO.SVGZ', {}, 'image/svg+xml', 'gzip'],
    ['logo.svgz', { contentType: 'image/x-logo' }, 'image/x-logo', 'gzip'],
    ['logo.svgz', { contentEncoding: 'br' }, 'image/svg+xml', 'br'],
    ['logo.svg', {}, 'image/svg+xml', undefined],
    // A file that is always encoded has a type of its coding, so no Content-Encoding is sent (RFC 9110,
    // section 8.4; RFC 6713).
    ['logo.svg.gz', {}, 'application/gzip', undefined],
    ['all.tar.gz', {}, 'application/gzip', undefined],
  ])('FF1: describes %s with %j as %s in %s', async (name, init: FileInit, type, coding) => {
    using other = makeTree({ [name]: gzipSync('<svg/>') });
    const { headers } = await ask(new FileApp(other.at(name), init), '/');
    expect([headers['content-type'], headers['content-encoding']]).toEqual([type, coding]);
  });

  it('FF1: lists all codings of a file that was encoded twice', async () => {
    using other = makeTree({ 'logo.svgz': gzipSync('<svg/>'), 'logo.svgz.br': 'br:logo' });
    const app = new FileApp(other.at('logo.svgz'), { precompressed: true });
    const answer = await ask(app, '/', { headers: { 'Accept-Encoding': 'br' } });
    expect(answer).toMatchObject({ body: 'br:logo', headers: { 'content-encoding': 'gzip, br' } });
  });

  it('FF7: takes the URL of a file', async () => {
    expect((await ask(new FileApp(pathToFileURL(tree.at('page.html'))), '/')).body).toBe('<p>page</p>');
    expect(() => new FileApp(new URL('https://example.com/page.html'))).toThrow(/scheme file/);
    // @ts-expect-error A path is text or a URL.
    expect(() => new FileApp(undefined)).toThrow(/must be of type string or an instance of URL/);
  });

  it('changes the entity tag if the time or the size changes', async () => {
    const before = (await fetchFile('page.html')).headers.etag;
    utimesSync(tree.at('page.html'), 1_700_000_000, 1_700_000_000.251);
    const touched = (await fetchFile('page.html')).headers.etag;
    truncateSync(tree.at('page.html'), 3);
    utimesSync(tree.at('page.html'), 1_700_000_000, 1_700_000_000.251);
    const shorter = (await fetchFile('page.html')).headers.etag;
    expect(new Set([before, touched, shorter]).size).toBe(3);
  });

  it('never sends a Last-Modified date in the future', async () => {
    utimesSync(tree.at('page.html'), 4_000_000_000, 4_000_000_000);
    const { headers } = await fetchFile('page.html');
    expect(Date.parse(headers['last-modified'] ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ['a HEAD', {}, 'HEAD', 200],
    ['a matching tag', { 'If-None-Match': '*' }, 'GET', 304],
    ['a matching tag, with HEAD', { 'If-None-Match': '*' }, 'HEAD', 304],
    ['a matching date', { 'If-Modified-Since': 'Tue, 14 Nov 2023 22:13:20 GMT' }, 'GET', 304],
    ['a failed precondition', { 'If-Match': '"other"' }, 'GET', 412],
    ['a range after the end', { Range: 'bytes=11-' }, 'GET', 416],
    ['a range', { Range: 'bytes=1-1' }, 'GET', 206],
    ['several ranges', { Range: 'bytes=-1, 0-1' }, 'GET', 206],
  ])('answers %s, and closes the file', async (_, headers, method, status) => {
    expect((await fetchFile('page.html', {}, headers, method)).status).toBe(status);
  });

  it('answers repeated conditional requests with 304 until the file changes', async () => {
    const app = new FileApp(tree.at('page.html'));
    const asked = async () => (await ask(app, '/', { ifNoneMatch: '*' })).status;
    for (let i = 0; i < 3; i++) expect(await asked()).toBe(304);
    rmSync(tree.at('page.html'));
    expect(await asked()).toBe(404);
  });

  it('sends ranges in the requested order', async () => {
    const { body } = await fetchFile('page.html', {}, { Range: 'bytes=8-9, 0-2' });
    expect(body.match(/(?<=\r\n\r\n).*/g)).toEqual(['/p', '<p>']);
  });

  it('reads only the range', async () => {
    const app = new FileApp(tree.at('large.bin')).toApp();
    const body = await app(environFor('/', { range: 'bytes=1000000-1000009' }), () => () => {});
    truncateSync(tree.at('large.bin'), 1_000_010);
    expect((await readAll(body)).length).toBe(10);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers %s with 405', async (method) => {
    const { status, headers } = await fetchFile('page.html', {}, {}, method);
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it.each(['nothing', '.', 'page.html/x', 'x'.repeat(300)])(
    'S2: answers with a 404 that reveals no path if %j is not a file',
    async (name) => {
      for (const accept of ['text/html', 'application/json', 'text/plain']) {
        const answer = await ask(new FileApp(`${tree.root}/${name}`), '/', { accept });
        expect(answer.status).toBe(404);
        expect(JSON.stringify(answer)).not.toContain('wheatpaste-static');
      }
    },
  );

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [tree.at('pipe')]);
    expect((await fetchFile('pipe')).status).toBe(404);
  });

  it('answers a link to itself with 404', async () => {
    symlinkSync(tree.at('loop'), tree.at('loop'));
    expect((await fetchFile('loop')).status).toBe(404);
  });

  it('takes properties of a response, and derives the others from the file', async () => {
    const { headers } = await fetchFile('page.html', {
      cacheControl: { maxAge: 60 },
      contentType: 'text/plain',
      charset: 'iso-8859-1',
      etag: undefined,
      lastModified: new Date(0),
      headers: { 'X-One': '1' },
    });
    expect(headers).toMatchObject({
      'cache-control': 'max-age=60',
      'content-type': 'text/plain; charset=iso-8859-1',
      'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
      'x-one': '1',
      etag: expect.any(String),
    });
  });

  it('applies a given charset only to text', async () => {
    const type = async (name: string) =>
      (await fetchFile(name, { charset: 'iso-8859-1' })).headers['content-type'];
    expect(await type('page.html')).toBe('text/html; charset=iso-8859-1');
    expect(await type('large.bin')).toBe('application/octet-stream');
  });

  it('takes the type from a given header', async () => {
    const { headers } = await fetchFile('page.html', { headers: { 'content-type': 'text/x-page' } });
    expect(headers['content-type']).toBe('text/x-page');
  });

  it.each([
    ['attachment', `attachment; filename="plan ?.txt"; filename*=UTF-8''plan%20%E2%82%AC.txt`],
    [
      new ContentDisposition('inline'),
      `inline; filename="plan ?.txt"; filename*=UTF-8''plan%20%E2%82%AC.txt`,
    ],
    [ContentDisposition.attachment('other'), 'attachment; filename="other"'],
  ])("adds the file's name to the disposition %s unless it has one", async (contentDisposition, header) => {
    const { headers } = await fetchFile('plan €.txt', { contentDisposition });
    expect(headers['content-disposition']).toBe(header);
  });

  it('sends an empty file', async () => {
    expect(await fetchFile('empty')).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '0' },
    });
    expect((await fetchFile('empty', {}, { Range: 'bytes=0-' })).status).toBe(416);
  });

  describe('with precompressed siblings', () => {
    const negotiate = (acceptEncoding?: string, name = 'page.html', more: Record<string, string> = {}) =>
      fetchFile(
        name,
        { precompressed: true },
        { ...(acceptEncoding !== undefined && { 'Accept-Encoding': acceptEncoding }), ...more },
      );

    it.each([
      ['br, gzip', 'br', 'br:page'],
      ['br;q=0.5, gzip', 'gzip', 'gzip:page'],
      ['gzip;q=0.5', 'gzip', 'gzip:page'],
      ['zstd', undefined, '<p>page</p>'],
      ['zstd, gzip;q=0.1', 'gzip', 'gzip:page'],
      ['*', 'br', 'br:page'],
      ['x-gzip', 'gzip', 'gzip:page'],
      ['br;q=0', undefined, '<p>page</p>'],
      ['identity, br;q=0.5', undefined, '<p>page</p>'],
      ['', undefined, '<p>page</p>'],
      [undefined, undefined, '<p>page</p>'],
      ['identity;q=0, zstd', undefined, '<p>page</p>'],
    ])('answers Accept-Encoding %j with %j', async (accepted, coding, body) => {
      const answer = await negotiate(accepted);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['content-length']).toBe(String(body.length));
      expect(answer.headers.vary).toBe('Accept-Encoding');
      expect(answer.body).toBe(body);
    });

    it('N19: sends no Vary without siblings', async () => {
      expect((await negotiate('br', 'empty')).headers.vary).toBe('Accept-Encoding');
    });

    it('adds to a given Vary', async () => {
      const { headers } = await fetchFile('page.html', { precompressed: true, vary: ['Cookie'] });
      expect(headers.vary).toBe('Cookie, Accept-Encoding');
    });

    it('FF4: sends the plain file if this process may not read the coded one', async () => {
      using other = makeTree({ 'a.css': 'plain', 'a.css.br': 'br', 'a.css.gz': 'gzip', 'b.css.gz': 'gzip' });
      for (const name of ['a.css.br', 'b.css.gz']) chmodSync(other.at(name), 0);
      const askFor = (name: string, coding: string) => {
        const app = new FileApp(other.at(name), { precompressed: true });
        return ask(app, '/', { headers: { 'Accept-Encoding': coding } });
      };
      const answers = await withoutPrivileges(other, () =>
        Promise.all([askFor('a.css', 'br'), askFor('a.css', 'br, gzip;q=0.5'), askFor('b.css', 'gzip')]),
      );
      expect(answers.map(({ status, body }) => (status === 200 ? body : status))).toEqual([
        'plain',
        'gzip',
        404,
      ]);
      expect(other.openCount()).toBe(0);
    });

    it("FF4: fails with the system's error if a coded file cannot be opened", async () => {
      const app = new FileSender({ precompressed: true });
      const file = await openFile(tree.at('page.html'));
      const broken = async () => {
        throw new Error('EIO');
      };
      const request = Request.blank('/', { headers: { 'Accept-Encoding': 'gzip' } });
      await expect(file && app.send(request, file, broken)).rejects.toThrow('EIO');
    });

    it('C16: gives each coding a separate entity tag', async () => {
      const own = await Promise.all([negotiate('br'), negotiate('gzip'), negotiate()]);
      expect(new Set(own.map(({ headers }) => headers.etag)).size).toBe(3);
      const init = { precompressed: true, etag: 'W/"v1"' };
      const given = await fetchFile('page.html', init, { 'Accept-Encoding': 'br' });
      expect(given.headers.etag).toBe('W/"v1-br"');
    });

    it('evaluates preconditions and ranges on the coded file', async () => {
      const { etag = '' } = (await negotiate('br')).headers;
      expect((await negotiate('br', 'page.html', { 'If-None-Match': etag })).status).toBe(304);
      expect((await negotiate('gzip', 'page.html', { 'If-None-Match': etag })).status).toBe(200);
      const part = await negotiate('br', 'page.html', { Range: 'bytes=3-', 'If-Range': etag });
      expect(part).toMatchObject({ status: 206, body: 'page', headers: { 'content-encoding': 'br' } });
    });

    it('ignores siblings unless the option is set', async () => {
      const { headers } = await fetchFile('page.html', {}, { 'Accept-Encoding': 'br' });
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers.vary).toBeUndefined();
    });

    it('does not send a sibling if the plain file is missing', async () => {
      using other = makeTree({ 'a.css.gz': 'gzip' });
      const init = { headers: { 'Accept-Encoding': 'gzip' } };
      const app = new FileApp(other.at('a.css'), { precompressed: true });
      expect((await ask(app, '/', init)).status).toBe(404);
    });
  });

  it('closes the file if the response cannot begin', async () => {
    const app = new FileApp(tree.at('page.html')).toApp();
    const begun = async () =>
      app(environFor('/'), () => {
        throw new Error('too late');
      });
    await expect(begun()).rejects.toThrow('too late');
  });

  it.each([{ cacheControl: 'a\nb' }, { etag: '\0' }, { nothing: 1 }])('refuses %j', (init) => {
    expect(() => new FileApp(tree.at('page.html'), init as FileInit)).toThrow(TypeError);
  });

  it('sends the same headers every time', async () => {
    const headers = new Map([['X-One', '1']]).entries();
    const app = new FileApp(tree.at('page.html'), { headers, vary: new Set(['Cookie']).values() });
    const answers = [await ask(app, '/'), await ask(app, '/')];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]?.headers).toMatchObject({ 'x-one': '1', vary: 'Cookie' });
  });

  it('closes the file when the client disconnects', async () => {
    await using server = await serve(new FileApp(tree.at('large.bin')), { port: 0 });
    const [response] = (await once(get(server.url), 'response')) as [IncomingMessage];
    await once(response, 'readable');
    response.destroy();
    await expect.poll(() => tree.openCount()).toBe(0);
  });

  it.runIf(process.platform === 'linux')(
    'closes an unread file, and one that is abandoned halfway',
    async () => {
      const warnings: Error[] = [];
      const warned = (warning: Error) => warnings.push(warning);
      process.on('warning', warned);
      const forget = async (range?: string) => {
        const environ = environFor('/', { range });
        const { appIter } = await callApplication(new FileApp(tree.at('large.bin')).toApp(), environ);
        if (range) await iterate(appIter).next();
      };
      await forget();
      await expect.poll(() => tree.openCount()).toBe(0);
      await forget('bytes=0-');
      expect(tree.openCount()).toBe(1);
      await collectGarbageUntil(() => tree.openCount() === 0);
      process.off('warning', warned);
      expect(warnings).toEqual([]);
    },
  );

  it('sends the file that was opened, even if it is replaced before a server reads it', async () => {
    using other = makeTree({ 'a.txt': 'old', 'b.txt': 'new' });
    const file = new FileApp(other.at('a.txt')).toApp();
    await using server = await serve(
      async (environ, startResponse) => {
        const body = await file(environ, startResponse);
        await new Promise(setImmediate);
        renameSync(other.at('b.txt'), other.at('a.txt'));
        await new Promise(setImmediate);
        return body;
      },
      { port: 0 },
    );
    await expect((await fetch(server.url)).text()).resolves.toBe('old');
    await expect.poll(() => other.openCount()).toBe(0);
  });

  it('cuts the connection if the file shrinks during the transfer', async () => {
    using other = makeTree({ 'large.bin': new Uint8Array(64 << 20) });
    const reported: string[] = [];
    const errors = { write: (message: string) => reported.push(message) };
    await using server = await serve(new FileApp(other.at('large.bin')), { port: 0, errors });
    const response = await fetch(server.url);
    truncateSync(other.at('large.bin'), 10);
    await expect(response.arrayBuffer()).rejects.toThrow('terminated');
    await expect.poll(() => other.openCount()).toBe(0);
    expect(reported.join()).toContain('the file became shorter');
  });

  it('can be used wherever an application can', () => {
    expectTypeOf<FileApp>().toExtend<ToApplication>();
  });

  it('does not take what the file determines', () => {
    // @ts-expect-error the length is that of the file
    expect(() => new FileApp('x', { contentLength: 3 })).toThrow(TypeError);
    // @ts-expect-error the status cannot be given
    expect(() => new FileApp('x', { status: 404 })).toThrow(TypeError);
  });
});
