import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../../src/handlers/wsgify.ts';
import { type FormAuthOptions, formAuth } from '../../../../src/middleware/access/auth/form-auth.ts';
import { userOf } from '../../../../src/middleware/access/auth/user.ts';
import { pipeline } from '../../../../src/middleware/pipeline.ts';
import { memoryStore } from '../../../../src/middleware/sessions/memory-store.ts';
import { session } from '../../../../src/middleware/sessions/session.ts';
import { sessionOf } from '../../../../src/middleware/sessions/session-of.ts';
import { serve } from '../../../../src/node.ts';
import { Request } from '../../../../src/request/request.ts';
import { Response } from '../../../../src/response/response.ts';
import { TestApp } from '../../../../src/testing.ts';
import type { Environ } from '../../../../src/wsgi/contract.ts';
import { exchangeOf } from '../../../../src/wsgi/exchange.ts';
import { asked } from '../../../support/asked.ts';
import { chromium } from '../../../support/chromium.ts';
import { vectors } from '../../../support/vectors.ts';

const verify = (user: string, password: string) => password === `${user}'s`;

/** Answers with the user; logs out at one path, and stores any value as the user at another. */
const club = wsgify(async (request) => {
  const one = await sessionOf(request);
  if (request.pathInfo === '/out') await one.destroy();
  if (request.pathInfo === '/spoil') one.set('user', JSON.parse(request.query.get('as') ?? ''));
  const { AUTH_TYPE, REMOTE_USER_TOKENS = '' } = request.environ;
  return `${request.remoteUser} ${AUTH_TYPE} ${REMOTE_USER_TOKENS} ${JSON.stringify(userOf(request))}`;
});

const guarded = (options: Partial<FormAuthOptions> = {}) =>
  pipeline(club, session({ store: memoryStore() }), formAuth({ verify, ...options }));
const clientOf = (options?: Partial<FormAuthOptions>, init = {}) => new TestApp(guarded(options), init);

async function loggedIn(options?: Partial<FormAuthOptions>, user = 'ada') {
  const client = clientOf(options);
  await client.post('/', { form: { username: user, password: `${user}'s` }, status: 303 });
  return client;
}

interface Case {
  readonly id: string;
  readonly input: { readonly environ: Record<string, string>; readonly body: string };
  readonly output: Record<string, unknown>;
}

describe('formAuth', () => {
  it.each(vectors<Case>('middleware/auth-form'))(
    'responds as paste.auth.form does: $id',
    async ({ input, output }) => {
      const seen: Environ[] = [];
      const app = pipeline(
        (environ, startResponse) => {
          seen.push(environ);
          startResponse('204 No Content', []);
          return [];
        },
        session({ store: memoryStore() }),
        formAuth({ verify: (user, password) => user === password }),
      );
      const answer = await asked(app, { ...input.environ, 'wsgi.input': [Buffer.from(input.body)] });
      if (output.user === undefined) {
        expect(answer.status).toBe(200);
        const action = /action="([^"]+)"/.exec(answer.body)?.[1] ?? '';
        const { href } = new URL(action.replaceAll('&amp;', '&'), String(output.action));
        expect(href).toBe(output.action);
      } else {
        expect(seen[0]).toMatchObject({ REMOTE_USER: output.user, REQUEST_METHOD: output.method });
        expect(seen[0]?.AUTH_TYPE ?? null).toBe(output.authType);
      }
    },
  );

  it('shows a page, logs in, and redirects to the requested page', async () => {
    const client = clientOf();
    const page = await client.get('/club?room=1&x=%22');
    expect(page.status).toBe(200);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    page.forms[0]?.fill({ username: 'ada', password: 'wrong' });
    const refused = await page.forms[0]?.submit();
    refused?.mustContain('The name or the password is wrong.');
    expect(refused?.forms[0]?.field('username').value).toBe('ada');
    refused?.forms[0]?.set('password', "ada's");
    const answer = await refused?.forms[0]?.submit();
    expect(answer?.status).toBe(303);
    expect(answer?.headers.get('Location')).toBe('/club?room=1&x=%22');
    expect((await answer?.follow())?.text).toBe('ada form  "ada"');
    expect((await client.get('/out')).text).toContain('ada');
    (await client.get('/')).mustContain('Log in');
  });

  it("changes the session's id, so that an id known from before is useless (CVE-2022-25896)", async () => {
    const app = pipeline(
      wsgify((request) => `Hello, ${request.remoteUser}`),
      session({ store: memoryStore() }),
      (inner) =>
        wsgify(async (request) => {
          const one = await sessionOf(request);
          one.set('visits', 1);
          return inner;
        }),
      formAuth({ verify }),
    );
    const [attacker, victim] = [new TestApp(app), new TestApp(app)];
    await attacker.get('/');
    const [[name, id] = ['', '']] = attacker.cookies.entries();
    victim.cookies.set(name, id);
    await victim.post('/', { form: { username: 'ada', password: "ada's" }, status: 303 });
    expect(victim.cookies.get(name)).not.toBe(id);
    expect((await victim.get('/')).text).toBe('Hello, ada');
    (await attacker.get('/')).mustContain('Log in');
  });

  it.each([
    ['the query', '/?username=ada&password=ada%27s', {}],
    ['a post without fields', '/', { method: 'POST' }],
    ['a post of another type', '/', { method: 'POST', json: { username: 'ada', password: "ada's" } }],
    ['only a name', '/', { method: 'POST', form: { username: 'ada' } }],
    ['another method', '/', { method: 'PUT', form: { username: 'ada', password: "ada's" } }],
    ['an empty name', '/', { method: 'POST', form: { username: '', password: "'s" } }],
    [
      'the second of two names',
      '/',
      {
        method: 'POST',
        form: [
          ['username', 'x'],
          ['username', 'ada'],
          ['password', "ada's"],
        ],
      },
    ],
    [
      'a file',
      '/',
      { method: 'POST', form: { username: 'ada', password: { filename: 'p', content: "ada's" } } },
    ],
    [
      'a form that is too long',
      '/',
      { method: 'POST', form: { username: 'ada', password: "ada's", x: 'x'.repeat(70_000) } },
    ],
  ])('does not log in by %s', async (_, url, init) => {
    const response = await Request.blank(url, init as object).send(guarded());
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h1>Log in</h1>');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('accepts forms of both types, and custom field names', async () => {
    const client = clientOf({ fields: { user: 'who', password: 'why' } });
    const form = new FormData();
    form.set('who', 'ada');
    form.set('why', "ada's");
    await client.post('/', { body: form, status: 303 });
    expect((await client.get('/')).text).toContain('ada form');
  });

  it('does not verify an empty name', async () => {
    const asked: string[] = [];
    const client = clientOf({
      verify(user) {
        asked.push(user);
        return false;
      },
    });
    await client.post('/', { form: { username: '', password: 'x' } });
    await client.post('/', { form: { username: ' ', password: '' } });
    expect(asked).toEqual([' ']);
  });

  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 303],
    [{ Origin: 'http://localhost' }, 303],
    [{}, 303],
  ])('accepts a login from %j: %d, as csrf does', async (headers, status) => {
    const form = { username: 'ada', password: "ada's" };
    expect((await Request.blank('/', { method: 'POST', form, headers }).send(guarded())).status).toBe(status);
  });

  it.each([
    ['//evil.example/x', '/%2Fevil.example/x'],
    ['/%5Cevil.example', '/%5Cevil.example'],
    ['/\\evil.example', '/%5Cevil.example'],
    ['/a%2Fb//c?next=//evil.example', '/a%2Fb//c?next=//evil.example'],
    ['/"><script>', '/%22%3E%3Cscript%3E'],
  ])('stays on the site for %s (CVE-2026-44427)', async (path, location) => {
    const url = `http://localhost${path}`;
    const page = await (await Request.blank(url).send(guarded())).text();
    expect(page).toContain(`action="${location}"`);
    const form = { username: 'ada', password: "ada's" };
    const response = await Request.blank(url, { method: 'POST', form }).send(guarded());
    expect(response.headers.get('Location')).toBe(location);
  });

  it('stores the result of verify, with its roles', async () => {
    const account = { roles: ['staff', 'jörg'], email: 'ada@example.com' };
    const client = await loggedIn({ verify: () => account });
    expect((await client.get('/')).text).toBe(
      `ada form staff,j\u00c3\u00b6rg ${JSON.stringify({ ...account, user: 'ada' })}`,
    );
    const renamed = await loggedIn({ verify: () => 'Ada Lovelace' });
    expect((await renamed.get('/')).text).toBe('Ada Lovelace form  "Ada Lovelace"');
  });

  it.each(['7', 'null', '[]', '{}', '{"user":7}', '""'])('finds no user in %s in the session', async (as) => {
    const client = await loggedIn();
    await client.get('/spoil', { query: { as } });
    (await client.get('/')).mustContain('Log in');
  });

  it('stores the user under the given key', async () => {
    const client = await loggedIn({ session: 'member' });
    await client.get('/spoil', { query: { as: '7' } });
    expect((await client.get('/')).text).toContain('ada form');
  });

  it('notes the user who logs in, for the log', async () => {
    const request = Request.blank('/', { method: 'POST', form: { username: 'ada', password: "ada's" } });
    exchangeOf(request.environ);
    await request.send(guarded());
    expect(exchangeOf(request.environ).notes.user).toBe('ada');
  });

  it('can show a page of the application', async () => {
    const client = clientOf({
      page: ({ action, fields, user, hasFailed }, { method }) =>
        `${method} ${action} ${fields.user} ${fields.password} ${user} ${hasFailed}`,
    });
    expect((await client.get('/a')).text).toBe('GET /a username password  false');
    const refused = await client.post('/a', { form: { username: '<ada>', password: '' } });
    expect(refused.text).toBe('POST /a username password <ada> true');
    const coded = clientOf({ page: async () => new Response('Who?', { status: 403 }) });
    await coded.get('/', { status: 403 });
  });

  it('passes on requests of users who are already known', async () => {
    const response = await Request.blank('/', { environ: { REMOTE_USER: 'joe' } }).send(guarded());
    expect(await response.text()).toContain('joe undefined');
  });

  it('requires a session outside', async () => {
    await expect(Request.blank('/').send(formAuth({ verify })(club))).rejects.toThrow(
      'there is no session: put session or cookieSession around the application',
    );
  });

  it.each<[unknown, string]>([
    [{}, 'verify of formAuth must be a function, not undefined'],
    [{ verify, page: 'x' }, 'page of formAuth must be a function, not a string'],
    [{ verify, realm: 'x' }, 'unknown option of formAuth: realm'],
    [{ verify, fields: { name: 'x' } }, 'unknown option of fields of formAuth: name'],
  ])('refuses %j', (options, message) => {
    expect(() => formAuth(options as FormAuthOptions)).toThrow(message);
  });

  it('works in Chromium', async (context) => {
    await using server = await serve(guarded(), { port: 0, hostname: '127.0.0.1' });
    await using browser = await chromium(context);
    const page = await browser.newPage();
    await page.goto(`${server.url}/club?room=1`);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('The name or the password is wrong.');
    await page.getByLabel('Password').fill("ada's");
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(page.url()).toBe(`${server.url}/club?room=1`);
    expect(await page.textContent('body')).toContain('ada form');
    await page.reload();
    expect(await page.textContent('body')).toContain('ada form');
    await page.goto(`${server.url}/out`);
    await page.goto(server.url);
    expect(await page.title()).toBe('Log in');
    expect(await page.context().cookies()).toEqual([]);
  });
});
