import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMOS } from '../../examples/inspector/demos.ts';
import { inspector } from '../../examples/inspector.ts';
import { Request } from '../../src/index.ts';
import { serve } from '../../src/node.ts';
import { TestApp } from '../../src/testing.ts';
import { chromium } from '../support/chromium.ts';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

const html = { accept: 'text/html, */*;q=0.1' };

describe('the inspector', () => {
  it('shows a request as JSON to clients that ask for JSON', async () => {
    const response = await inspector.get('/caf%C3%A9/a%2Fb?tag=a&tag=b&q=100%25', {
      accept: 'application/json',
      acceptLanguage: 'fr-CH, de;q=0.5',
      cookies: { theme: 'dark' },
    });
    expect(response.contentType).toBe('application/json');
    expect(await response.json()).toMatchObject({
      request: { method: 'GET', isXhr: 'false' },
      url: { url: 'http://localhost/caf%C3%A9/a%2Fb?tag=a&tag=b&q=100%25', pathInfo: '/café/a/b' },
      query: [
        ['tag', 'a'],
        ['tag', 'b'],
        ['q', '100%'],
      ],
      cookies: [['theme', 'dark']],
      form: [],
      environ: { PATH_INFO: '/cafÃ©/a/b', 'wsgi.version': '[1,0]', 'inspector.language': 'fr' },
    });
  });

  it('shows the value that a program reads from each header, and the code for it', async () => {
    const response = await inspector.get('/', {
      accept: 'application/json',
      acceptLanguage: 'de',
      ifNoneMatch: 'W/"v1"',
      range: 'bytes=-5',
    });
    const { headers } = await response.json<{ headers: { name: string; readings: object[] }[] }>();
    const readings = new Map(headers.map((header) => [header.name, header.readings]));
    expect(readings.get('accept-language')?.[0]).toMatchObject({ result: "'de'" });
    expect(readings.get('if-none-match')).toMatchObject([{ result: 'true' }]);
    expect(readings.get('range')).toEqual([
      { code: 'request.range?.resolve(100)', result: '[ ContentRange "bytes 95-99/100" ]' },
    ]);
  });

  it('shows the effect of each middleware on the request and the response', async () => {
    const client = new TestApp(inspector, { environ: { REMOTE_ADDR: '127.0.0.1' } });
    const headers = { 'X-Request-Id': 'web-7', 'X-Forwarded-For': '203.0.113.7' };
    const response = await client.get('/', { accept: 'application/json', headers });
    expect(response.headers.get('X-Request-Id')).toBe('web-7');
    expect(response.json).toMatchObject({
      request: { clientAddr: '203.0.113.7' },
      middleware: [
        { name: 'requestId', response: [{ name: 'X-Request-Id', after: 'web-7' }] },
        { name: 'serverTiming' },
        {
          name: 'trustedProxies',
          request: expect.arrayContaining([
            { name: 'REMOTE_ADDR', before: '127.0.0.1', after: '203.0.113.7' },
          ]),
        },
        { name: 'securityHeaders' },
        { name: 'errors', request: [], response: [] },
        { name: 'cors' },
        { name: 'csrf' },
        { name: 'session', isReached: true, isAnswer: false },
        { name: 'language', request: [{ name: 'inspector.language', after: 'en' }] },
      ],
    });
  });

  it('shows an escaped page to all other clients', async () => {
    const response = await inspector.get('/?a=<script>', html);
    expect(response.contentType).toBe('text/html');
    expect(String(response.vary)).toBe('Accept, Accept-Language, Cookie');
    expect(response.headers.getSetCookie()[0]).toMatch(/^session=.*; HttpOnly; SameSite=Lax$/);
    const page = await response.text();
    expect(page).toContain('<th>a</th><td>&lt;script&gt;</td>');
    expect(page).not.toContain('<script>');
  });

  it('shows the size and the hash of other bodies', async () => {
    const response = await inspector.request('/?format=json', { method: 'PUT', text: 'Grüße' });
    expect(await response.json()).toMatchObject({ body: { size: 7, sha256: sha256('Grüße') }, form: [] });
  });

  it('shows the fields and files of a form', async () => {
    const request = Request.blank('/?format=json', {
      form: [
        ['name', 'Jürgen'],
        ['files', new File(['one'], 'a "1".txt', { type: 'text/plain' })],
        ['files', new File(['<b>'], 'naïve.html', { type: 'text/html' })],
      ],
    });
    expect(await (await request.send(inspector)).json()).toMatchObject({
      form: [
        ['name', 'Jürgen'],
        ['files', { filename: 'a "1".txt', type: 'text/plain', size: 3, sha256: sha256('one') }],
        ['files', { filename: 'naïve.html', type: 'text/html', size: 3, sha256: sha256('<b>') }],
      ],
      request: { contentType: 'multipart/form-data' },
    });
  });

  it('shows responses by middleware', async () => {
    const response = await inspector.post('/', { a: '1' }, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(response.status).toBe(403);
  });

  it('answers an unknown demonstration with 404', async () => {
    expect((await inspector.get('/demo/nowhere')).status).toBe(404);
    const page = await (await inspector.get('/?try=nowhere', html)).text();
    expect(page).not.toContain('id="tried"');
  });
});

const ANSWERS = [
  ['range', 'HTTP/1.1 206 Partial Content', 'and w'],
  ['conditional', 'HTTP/1.1 304 Not Modified', ''],
  ['lost-update', 'HTTP/1.1 412 Precondition Failed', 'A precondition of the request was not met.'],
  ['negotiation', 'HTTP/1.1 200 OK', '{&quot;greeting&quot;:&quot;Bonjour&quot;}'],
  ['form', 'HTTP/1.1 200 OK', '&quot;tags&quot;:[&quot;flour&quot;,&quot;water&quot;]'],
  ['upload', 'HTTP/1.1 200 OK', '&quot;filename&quot;:&quot;größe.txt&quot;'],
  ['limit', 'HTTP/1.1 413 Payload Too Large', 'maxJsonSize (16)'],
  ['problem', 'HTTP/1.1 404 Not Found', '&quot;article&quot;:7'],
  ['fault', 'HTTP/1.1 500 Internal Server Error', 'incident-7'],
  ['preflight', 'HTTP/1.1 204 No Content', 'cors answered'],
  ['forgery', 'HTTP/1.1 403 Forbidden', 'csrf answered'],
  ['proxy', 'HTTP/1.1 200 OK', '203.0.113.7 asked for https://shop.example/demo/proxy'],
  ['session', 'HTTP/1.1 200 OK', 'You have loaded this page 2 times.'],
  ['coding', 'HTTP/1.1 200 OK', 'bytes of gzip)'],
  ['events', 'HTTP/1.1 200 OK', 'id: 2\ndata: Water'],
] as const;

describe('the demonstrations', () => {
  it.each(ANSWERS)('%s is answered with %s and %s', async (name, status, content) => {
    const client = new TestApp(inspector);
    await client.get('/', html);
    const page = await client.get(`/?try=${name}`, { ...html, expectErrors: true });
    expect(page.text).toContain(status);
    const text = page.text.replaceAll(
      /<b>(\w+)<\/b><code>[^<]*<\/code><\/div>\s*<div><span class="way">/g,
      '$1 ',
    );
    expect(text).toContain(content);
  });

  it('are all tested above', () => {
    expect(DEMOS.map(({ name }) => name)).toEqual(ANSWERS.map(([name]) => name));
  });
});

describe('the inspector in a browser', () => {
  it('shows the two uploaded files', async (context) => {
    await using browser = await chromium(context);
    const folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
    const contents = { 'größe "x".txt': 'a'.repeat(200_000), 'b.bin': '\0\r\n--\r\n' };
    for (const [name, content] of Object.entries(contents)) await writeFile(path.join(folder, name), content);
    await using server = await serve(inspector, { port: 0, closeTimeout: 100 });
    const page = await browser.newPage();
    await page.goto(`${server.url}/inspect`);
    await page.fill('[name=name]', 'Ada <3');
    await page.setInputFiles(
      '[name=files]',
      Object.keys(contents).map((name) => path.join(folder, name)),
    );
    await page.click('form.upload button');
    await page.waitForSelector('form.upload + table');
    const shown = await page.innerText('form.upload + table');
    expect(shown).toContain('Ada <3');
    for (const [name, content] of Object.entries(contents)) {
      expect(shown).toContain(name);
      expect(shown).toContain(`${content.length} bytes`);
      expect(shown).toContain(sha256(content));
    }
    expect(await page.innerText('.request')).toBe(`POST ${server.url}/inspect`);
    await rm(folder, { recursive: true });
  });

  it.for([390, 1280])('fits into %i pixels, and has no script', async (width, context) => {
    await using browser = await chromium(context);
    await using server = await serve(inspector, { port: 0, closeTimeout: 100 });
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(`${server.url}/?try=forgery`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.locator('script').count()).toBe(0);
  });

  it('can be used with the keyboard alone', async (context) => {
    await using browser = await chromium(context);
    await using server = await serve(inspector, { port: 0, closeTimeout: 100 });
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.value')).toBe('range');
    await page.keyboard.press('Enter');
    await page.waitForURL(/try=range#tried$/);
    expect(await page.innerText('button[aria-current]')).toBe('A range');
  });
});
