import { readdirSync, rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadApp } from '../../src/deploy/load.ts';
import { type FieldValue, TestApp, type TestAppOptions, type TestResponse } from '../../src/testing.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { chromium } from '../support/chromium.ts';
import { command } from '../support/command.ts';
import { redisServer } from '../support/redis.ts';
import { makeTree } from '../support/tree.ts';

const FOLDER = 'examples/notes';
const PASSWORD = 'open sesame';

/** A folder for user data, which is removed after the test. */
function dataFolder(): string {
  const tree = makeTree({});
  onTestFinished(() => tree[Symbol.dispose]());
  return tree.root;
}

async function development(data = dataFolder(), options: TestAppOptions = {}): Promise<TestApp> {
  const app = await loadApp('config:development.ini', { relativeTo: FOLDER, globalConf: { data } });
  return new TestApp(app, { status: '*', ...options });
}

function productionSite(env: Readonly<Record<string, string>> = {}): Promise<Application> {
  const given = { DATA: dataFolder(), HOST: 'notes.example', SESSION_SECRET: 'a long random text', ...env };
  return loadApp('config:production.ini', { relativeTo: FOLDER, env: given });
}

const SECURE: TestAppOptions = {
  status: '*',
  baseUrl: 'https://notes.example',
  environ: { REMOTE_ADDR: '192.0.2.1' },
};

/** Signs up, and is then logged in. */
async function signUp(app: TestApp, username = 'ada'): Promise<void> {
  const form = (await app.get('/signup')).fill({ username, password: PASSWORD });
  expect((await form.press('Sign up')).headers.get('location')).toBe('/notes');
}

/** Writes a note with the form, and returns its page. */
async function write(app: TestApp, fields: Readonly<Record<string, FieldValue>>): Promise<TestResponse> {
  return (await (await app.get('/notes/new')).fill(fields).press('Save')).follow();
}

describe('an account', () => {
  it('is required to see notes; visitors see the page to log in', async () => {
    const app = await development();
    (await app.get('/')).mustContain('A quiet place');
    const login = await app.get('/notes');
    expect(login.status).toBe(200);
    login.mustContain('<h1>Log in</h1>');
  });

  it('is logged in after signing up', async () => {
    const app = await development();
    await signUp(app);
    (await app.get('/notes')).mustContain('ada', 'no notes yet');
    expect((await app.get('/')).headers.get('location')).toBe('/notes');
    expect((await app.get('/login')).headers.get('location')).toBe('/notes');
  });

  it.each([
    ['Ada', PASSWORD, 'This user name is taken.'],
    ['a', PASSWORD, 'Choose a user name and a password as described.'],
    ['bob', 'short', 'Choose a user name and a password as described.'],
    ['<b>x', PASSWORD, 'Choose a user name and a password as described.'],
  ])('cannot have the name %j with the password %j', async (username, password, problem) => {
    const data = dataFolder();
    await signUp(await development(data));
    const app = await development(data);
    const res = await (await app.get('/signup')).fill({ username, password }).press('Sign up');
    expect(res.status).toBe(422);
    res.mustContain(problem);
    expect(res.forms[0]?.field('username').value).toBe(username);
    expect((await app.post('/signup')).status).toBe(422);
  });

  it('can log in with the right password, and out again', async () => {
    const data = dataFolder();
    await signUp(await development(data));
    const app = await development(data);
    const wrong = await (await app.get('/notes'))
      .fill({ username: 'ada', password: 'guessed' })
      .press('Log in');
    expect(wrong.status).toBe(422);
    wrong.mustContain('The user name or the password is wrong.');
    const unknown = await wrong.fill({ username: 'bob', password: PASSWORD }).press('Log in');
    expect(unknown.status).toBe(422);
    const notes = await (
      await unknown.fill({ username: 'ADA', password: PASSWORD }).press('Log in')
    ).follow();
    notes.mustContain('<span>ada</span>');
    expect((await notes.press('Log out')).headers.get('location')).toBe('/');
    (await app.get('/notes')).mustContain('<h1>Log in</h1>');
  });
});

describe('notes in a browser', () => {
  it('can be written, searched, changed and deleted', async () => {
    const app = await development();
    await signUp(app);
    const note = await write(app, { title: 'Shopping', text: 'Bread & butter' });
    note.mustContain('The note is saved.', 'Bread &amp; butter');
    await write(app, { text: 'Tulips' });
    (await app.get('/notes')).mustContain('Shopping', 'Untitled');
    (await app.get('/notes?q=nothing')).mustContain('No notes have “nothing”');
    const found = await app.get('/notes?q=BREAD');
    found.mustContain('One note has “BREAD”');
    found.mustNotContain('Untitled');

    const changed = await (
      await (await found.click(/Shopping/)).fill({ text: '\nBread only' }).press('Save')
    ).follow();
    changed.mustContain('\nBread only</textarea>');
    const gone = await (await changed.press('Delete note')).follow();
    gone.mustContain('The note is deleted.');
    expect((await app.get(note.request.path)).status).toBe(404);
  });

  it('can have files, which are sent unchanged', async () => {
    const data = dataFolder();
    const app = await development(data);
    await signUp(app);
    const file = { filename: '<é>.html', content: '<script>alert(1)</script>', type: 'text/html' };
    const note = await write(app, { title: 'With a file', file });
    (await app.get('/notes')).mustContain('one file');
    const sent = await note.click('<é>.html');
    expect(sent.text).toBe('<script>alert(1)</script>');
    expect(sent.headers.get('content-disposition')).toMatch(
      /^attachment;.*filename\*=UTF-8''%3C%C3%A9%3E\.html/,
    );
    expect((await app.get(`${note.request.path}/files/other`)).status).toBe(404);

    const odd = await write(app, { title: 'Odd', file: { ...file, type: 'nonsense', filename: 'a\r\nb' } });
    expect((await odd.click(/^a/)).status).toBe(200);

    const second = await write(app, { title: 'Two', file: [file, { ...file, filename: 'b' }] });
    (await app.get('/notes')).mustContain('2 files');
    second.mustContain('Delete: b');
    const detached = await (await second.press('Delete: b')).follow();
    detached.mustNotContain('Delete: b');
    expect((await note.press('Delete note')).status).toBe(303);
    expect(readdirSync(`${data}/files`)).toHaveLength(2);
  });

  it('are revalidated, and sent again only after a change', async () => {
    const app = await development();
    await signUp(app);
    const { path } = (await write(app, { title: 'Shopping' })).request;
    for (const url of [path, '/notes']) {
      const { headers } = await app.get(url);
      expect(headers.get('cache-control')).toBe('no-cache, private');
      expect(headers.get('vary')).toContain('Cookie');
      const again = { headers: { 'If-None-Match': headers.get('etag') ?? '' } };
      expect((await app.get(url, again)).status).toBe(304);
      // The page in another language is another representation.
      expect((await app.get(url, { headers: { ...again.headers, 'Accept-Language': 'de' } })).status).toBe(
        200,
      );
    }
  });

  it('are not lost in a conflicting change: both versions are shown', async () => {
    const app = await development();
    await signUp(app);
    const note = await write(app, { title: 'Shopping', text: 'Bread' });
    await note.fill({ text: 'Butter' }).press('Save');
    const conflict = await note.fill({ text: 'Milk' }).press('Save');
    expect(conflict.status).toBe(412);
    conflict.mustContain('Somebody has changed this note', '<p>Milk</p>', '<p>Butter</p>');
    const kept = await conflict.click('Keep the current version');
    kept.mustContain('\nButter</textarea>');
    (await (await conflict.press('Replace it')).follow()).mustContain('\nMilk</textarea>');
    expect((await note.press('Delete note')).status).toBe(412);
  });

  it('are private to their user, and survive a restart of the server', async () => {
    const data = dataFolder();
    const ada = await development(data);
    await signUp(ada);
    const { path } = (await write(ada, { title: 'A secret' })).request;
    const bob = await development(data);
    await signUp(bob, 'bob');
    expect((await bob.get(path)).status).toBe(404);
    (await bob.get('/notes')).mustNotContain('A secret');
    const later = await development(data);
    await (await later.get('/login')).fill({ username: 'ada', password: PASSWORD }).press('Log in');
    (await later.get(path)).mustContain('A secret');
  });

  it("are in the browser's language, or in the one that the user chooses", async () => {
    const app = await development();
    const welcome = await app.get('/', { headers: { 'Accept-Language': 'fr, de-CH;q=0.8, en;q=0.1' } });
    welcome.mustContain('<html lang="de">', 'Ein ruhiger Ort');
    expect(welcome.headers.get('content-language')).toBe('de');
    const chosen = await (await app.get('/signup')).press('Deutsch');
    (await chosen.follow()).mustContain('<h1>Registrieren</h1>');
    (await app.get('/')).mustContain('Losschreiben');
    const form = { language: 'klingon', path: 'https://evil.example/' };
    const odd = await app.post('/language', { form });
    expect([odd.headers.get('location'), odd.headers.get('set-cookie')]).toEqual(['/', null]);
  });
});

describe('notes through the API', () => {
  const json = { headers: { Accept: 'application/json' } };

  /** A client that logs in as the user ada. */
  async function program(data = dataFolder()): Promise<TestApp> {
    await signUp(await development(data));
    const app = await development(data, { headers: json.headers });
    app.authorization = { basic: ['ada', PASSWORD] };
    return app;
  }

  it('are JSON, and require a password', async () => {
    const app = await program();
    const made = await app.postJson('/notes', { title: ' Shopping ', text: 'Bread' });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    const url = made.headers.get('location') ?? '';
    const note = { title: 'Shopping', text: 'Bread', files: [] };
    expect(made.json).toMatchObject({ ...note, url: `http://localhost${url}` });
    expect((await app.get(url)).json).toEqual(made.json);
    expect((await app.get('/notes?q=bread')).json).toEqual([made.json]);
    expect((await app.get(url, { headers: { 'If-None-Match': '"1"' } })).status).toBe(304);
    app.authorization = { basic: ['ada', 'guessed'] };
    const refused = await app.get(url);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    expect(refused.headers.get('www-authenticate')).toContain('Basic realm="notes"');
  });

  it('can be changed by clients that name the version they have read', async () => {
    const app = await program();
    const path = (await app.postJson('/notes', { title: 'a' })).headers.get('location') ?? '';
    const changed = { title: 'b', text: 'c' };
    const blind = await app.putJson(path, changed);
    expect(blind.json).toMatchObject({ status: 428, detail: expect.stringContaining('Send If-Match') });
    const first = await app.putJson(path, changed, { headers: { 'If-Match': '"1"' } });
    expect([first.status, first.headers.get('etag'), first.json]).toEqual([
      200,
      '"2"',
      expect.objectContaining(changed),
    ]);
    const stale = await app.putJson(path, changed, { headers: { 'If-Match': '"1"' } });
    expect([stale.status, stale.headers.get('content-type')]).toEqual([412, 'application/problem+json']);
    expect((await app.delete(path)).status).toBe(428);
    expect((await app.delete(path, { headers: { 'If-Match': '"1"' } })).status).toBe(412);
    expect((await app.delete(path, { headers: { 'If-Match': '"2"' } })).status).toBe(204);
    expect((await app.get(path)).status).toBe(404);
  });

  it.each([
    ['not JSON', { body: '{', contentType: 'application/json' }, 400],
    ['a number', { json: 5 }, 400],
    ['another title', { json: { title: 5 } }, 400],
  ])('cannot be %s', async (_, init, status) => {
    expect((await (await program()).post('/notes', init)).status).toBe(status);
  });

  it('have routes by path and method', async () => {
    const app = await program();
    const wrong = await app.patch('/notes');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect((await app.get('/nothing')).json).toMatchObject({ status: 404 });
  });
});

describe('the notes application', () => {
  it('refuses changes from other sites', async () => {
    const app = await development();
    await signUp(app);
    const res = await app.post('/notes', {
      form: { title: 'x' },
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(res.status).toBe(403);
    res.mustContain('This is not allowed');
  });

  it('has pages for errors', async () => {
    const app = await development();
    const missing = await app.get('/nothing');
    expect(missing.status).toBe(404);
    missing.mustContain('Page not found', '/static/notes.css');
    (await app.get('/errors/999')).mustContain('Something went wrong');
    await signUp(app);
    const file = { filename: 'a', content: 'x'.repeat(10_000_001) };
    const large = await (await app.get('/notes/new')).fill({ file }).press('Save');
    expect(large.status).toBe(413);
    large.mustContain('That is too much');
  });

  it('requires https, the right host and a limited rate in production', async () => {
    const app = new TestApp(await productionSite(), SECURE);
    const home = await app.get('/');
    expect(home.status).toBe(200);
    expect(home.headers.get('strict-transport-security')).toContain('max-age=');
    expect((await app.get('/static/notes.css')).headers.get('cache-control')).toBe('max-age=3600');
    expect((await app.get('http://notes.example/')).headers.get('location')).toBe('https://notes.example/');
    expect((await app.get('https://other.example/')).status).toBe(400);
    for (let i = 0; i < 60; i++) await app.post('/language');
    const late = await app.post('/language');
    expect(late.status).toBe(429);
    late.mustContain('Please wait a moment');
  });

  it('shows no details of errors in production', async () => {
    const data = dataFolder();
    const site = await productionSite({ DATA: data });
    const shown: Application = (environ, startResponse) =>
      site({ ...environ, 'wheatpaste.throwErrors': false }, startResponse);
    const app = new TestApp(shown, SECURE);
    await signUp(app);
    rmSync(data, { recursive: true });
    const res = await (await app.get('/notes/new'))
      .fill({ title: 'x' })
      .press('Save', { expectErrors: true });
    expect(res.status).toBe(500);
    res.mustContain('Something went wrong');
    res.mustNotContain(data);
  });
});

describe('sessions in Redis', () => {
  it('survive a restart of the server', async (context) => {
    await using server = await redisServer(context);
    vi.stubEnv('REDIS_URL', `unix://${server.path}`);
    const data = dataFolder();
    /** The application in a new process. */
    const begun = async (options: TestAppOptions = {}) => {
      vi.resetModules();
      const app = await development(data, options);
      const { redis } = await import('../../examples/notes/sessions.ts');
      return { app, end: () => redis?.destroy() };
    };
    const first = await begun();
    await signUp(first.app);
    first.end();
    const { jar } = first.app;
    const second = await begun({ ...(jar && { cookies: jar }) });
    (await second.app.get('/notes')).mustContain('<span>ada</span>');
    expect(await (await server.connect()).keys('notes:*')).toHaveLength(1);
    second.end();
    vi.unstubAllEnvs();
    vi.resetModules();
  });
});

describe('the application, started by one command', () => {
  for (const width of [390, 1280]) {
    it(`works in Chromium, ${width} pixels wide`, async (context) => {
      await using browser = await chromium(context);
      const args = ['serve', `${FOLDER}/development.ini`, `data=${dataFolder()}`, '--port', '0'];
      await using run = command(args);
      const [, url = ''] = await run.said(/at (http:\S+)/);
      const visitor = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB' });
      const page = await visitor.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        const isStatus = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isStatus) faults.push(message.text());
      });
      /** The content of the page fits into the window. */
      const looksRight = async () => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await page.evaluate('getComputedStyle(document.querySelector(".bar")).display')).toBe('flex');
      };

      await page.goto(url);
      await looksRight();
      await page.getByRole('link', { name: 'Start writing' }).click();
      await page.getByLabel('User name').fill('ada');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign up' }).click();
      await looksRight();

      await page.getByRole('link', { name: 'New note' }).click();
      await page.getByLabel('Title').fill('x'.repeat(150));
      await page.getByLabel('Text').fill('Bread\nButter');
      await page
        .getByLabel('Attach files')
        .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('milk') });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').waitFor();
      await looksRight();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'list.txt' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('list.txt');

      const other = await visitor.newPage();
      await other.goto(page.url());
      await other.getByLabel('Text').fill('Milk');
      await other.getByRole('button', { name: 'Save' }).click();
      await other.getByRole('status').waitFor();
      await page.getByLabel('Text').fill('Tea');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Somebody has changed this note' }).waitFor();
      await looksRight();
      await page.getByRole('button', { name: 'Replace it' }).click();
      await page.getByRole('status').waitFor();

      await page.getByRole('link', { name: 'Notes' }).click();
      await page.getByRole('searchbox').fill('tea');
      await page.getByRole('button', { name: 'Search' }).click();
      expect(await page.getByRole('main').getByRole('listitem').count()).toBe(1);
      await looksRight();
      await page.getByRole('button', { name: 'Deutsch' }).click();
      await page.getByRole('heading', { name: '„tea“ steht in einer Notiz' }).waitFor();
      await page.getByRole('button', { name: 'Abmelden' }).click();
      await page.getByRole('link', { name: 'Losschreiben' }).waitFor();
      expect(faults).toEqual([]);
    });
  }
});
