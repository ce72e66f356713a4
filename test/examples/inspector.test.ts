import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inspector } from '../../examples/inspector.ts';
import { Request } from '../../src/index.ts';
import { serve } from '../../src/node.ts';
import { needProgram } from '../support/programs.ts';

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('the inspector', () => {
  it('shows a request as JSON to who asks for JSON', async () => {
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
      negotiation: { 'acceptLanguage, of en, de, fr, ja': 'fr' },
      form: [],
      environ: { PATH_INFO: '/cafÃ©/a/b', 'wsgi.version': [1, 0] },
    });
  });

  it('shows it as a page to everyone else, with nothing of it unescaped', async () => {
    const response = await inspector.get('/?a=<script>', { accept: 'text/html, */*;q=0.1' });
    expect(response.contentType).toBe('text/html');
    expect(String(response.vary)).toBe('Accept, Accept-Encoding, Accept-Language');
    expect(response.headers.getSetCookie()[0]).toMatch(/^seen=.*; HttpOnly; SameSite=Lax$/);
    const html = await response.text();
    expect(html).toContain('<th>a</th><td>&lt;script&gt;</td>');
    expect(html).not.toContain('<script>');
  });

  it('shows the size and the hash of a body that is no form', async () => {
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

  it('shows a browser the two files that it sent', async (context) => {
    const executablePath = needProgram(context, 'chromium', 'chromium-browser', 'google-chrome');
    const folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
    const contents = { 'größe "x".txt': 'a'.repeat(200_000), 'b.bin': '\0\r\n--\r\n' };
    for (const [name, content] of Object.entries(contents)) await writeFile(path.join(folder, name), content);
    await using server = await serve(inspector, { port: 0, closeTimeout: 100 });
    const browser = await chromium.launch({ executablePath, args: OPTIONS });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/inspect`);
      await page.fill('[name=name]', 'Ada <3');
      await page.setInputFiles(
        '[name=files]',
        Object.keys(contents).map((name) => path.join(folder, name)),
      );
      await page.click('button');
      await page.waitForSelector('form + table');
      const shown = await page.innerText('form + table');
      expect(shown).toContain('Ada <3');
      for (const [name, content] of Object.entries(contents)) {
        expect(shown).toContain(name);
        expect(shown).toContain(`${content.length} bytes`);
        expect(shown).toContain(sha256(content));
      }
      expect(await page.innerText('.request')).toBe(`POST ${server.url}/inspect`);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  });
});
