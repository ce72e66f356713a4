import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommentStore } from '../../examples/comment-store.ts';
import { withComments } from '../../examples/comments.ts';
import { Response, type WsgifyApplication, wsgify } from '../../src/index.ts';

const WELCOME = '<html><body><p>İİİ Welcome</p></BODY></html>';
const PAGES: Readonly<Record<string, () => Response | Promise<Response>>> = {
  '/': () => new Response(WELCOME, { etag: 'v1' }),
  '/über': () => new Response('<p>Über uns</p>'),
  '/style.css': () => new Response('body {}', { contentType: 'text/css', etag: 'v1' }),
  '/packed': async () => {
    const response = new Response('<p>Packed</p>');
    await response.encodeContent('gzip');
    return response;
  },
  '/latin': () => new Response('<p>Grüße', { contentType: 'text/html; charset=latin1' }),
};

const site = wsgify((request) => PAGES[request.pathInfo]?.() ?? new Response('none', { status: 404 }));
const comment = { name: 'Ada & Co', text: '<script>alert("☃")</script>' };

describe('the comment middleware', () => {
  let directory = '';
  let app: WsgifyApplication;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
    app = withComments(site, new CommentStore(path.join(directory, 'comments')));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('puts a form at the end of the body of a page', async () => {
    const response = await app.get('/');
    const html = await response.text();
    expect(html).toContain('<p>İİİ Welcome</p><section id="comments">\n<h2>Comments (0)</h2>');
    expect(html).toContain('action="http://localhost/.comments/"');
    expect(html.endsWith('</section>\n</BODY></html>')).toBe(true);
    expect(response.contentLength).toBe(Buffer.byteLength(html));
    expect(response.etag).toBeUndefined();
  });

  it('shows an escaped comment on the page that it was sent from, and on no other', async () => {
    const sent = await app.post('/.comments/%C3%BCber', comment, { origin: 'http://localhost' });
    expect(sent.status).toBe(303);
    expect(sent.location).toBe('http://localhost/%C3%BCber#comments');

    const html = await (await app.get('/%C3%BCber')).text();
    expect(html).toContain('Comments (1)');
    expect(html).toContain('<b>Ada &amp; Co</b>');
    expect(html).toContain('&lt;script&gt;alert(&quot;☃&quot;)&lt;/script&gt;');
    expect(await (await app.get('/')).text()).toContain('Comments (0)');
  });

  it('keeps comments in order, and stores them permanently', async () => {
    await app.post('/.comments/', { name: 'A', text: 'first' });
    await app.post('/.comments/', { name: 'B', text: 'second' });
    const again = withComments(site, new CommentStore(path.join(directory, 'comments')));
    expect(await (await again.get('/')).text()).toMatch(/first[\s\S]*second/);
  });

  it('works below a mount point', async () => {
    const mounted = { scriptName: '/blog', pathInfo: '/' };
    const html = await (await app.request('/', { ...mounted })).text();
    expect(html).toContain('action="http://localhost/blog/.comments/"');
    const sent = await app.post('/', comment, { scriptName: '/blog', pathInfo: '/.comments/' });
    expect(sent.location).toBe('http://localhost/blog/#comments');
  });

  it('leaves other types, statuses and methods unchanged', async () => {
    const style = await app.get('/style.css');
    expect(await style.text()).toBe('body {}');
    expect(String(style.etag)).toBe('"v1"');
    expect(await (await app.get('/missing')).text()).toBe('none');
    const posted = await app.request('/', { method: 'POST' });
    expect([await posted.text(), String(posted.etag)]).toEqual([WELCOME, '"v1"']);
  });

  it('answers HEAD without the length and the entity tag of the page without comments', async () => {
    const head = await app.request('/', { method: 'HEAD' });
    expect([head.status, head.contentLength, head.etag]).toEqual([200, undefined, undefined]);
  });

  it('sends a page of any charset in UTF-8', async () => {
    await app.post('/.comments/latin', comment);
    const response = await app.get('/latin');
    expect(response.charset).toBe('UTF-8');
    expect(Buffer.from(await response.bytes()).toString()).toMatch(/Grüße[\s\S]*☃/);
  });

  it('decompresses a compressed page', async () => {
    const response = await app.get('/packed');
    expect(response.contentEncoding).toBeUndefined();
    expect(await response.text()).toContain('<p>Packed</p><section id="comments">');
  });

  it.each([
    ['another method', { method: 'GET' }, 405],
    ['another site', { method: 'POST', form: comment, origin: 'https://evil.example' }, 403],
    ['a missing field', { method: 'POST', form: { name: 'Ada' } }, 400],
    ['a comment that is too long', { method: 'POST', form: { name: 'Ada', text: 'x'.repeat(30_000) } }, 413],
  ])('refuses %s', async (_, init, status) => {
    expect((await app.request('/.comments/', init)).status).toBe(status);
  });
});
