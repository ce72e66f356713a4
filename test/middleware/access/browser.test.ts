import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { cors } from '../../../src/middleware/access/cors.ts';
import { csrf } from '../../../src/middleware/access/csrf.ts';
import { nonceOf } from '../../../src/middleware/access/nonce.ts';
import { securityHeaders } from '../../../src/middleware/access/security-headers.ts';
import { serve } from '../../../src/node.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { chromium } from '../../support/chromium.ts';

const started = (app: Application) => serve(app, { port: 0, hostname: '127.0.0.1' });
const blank = wsgify(() => new Response('<!doctype html><title>here</title>'));

describe('in Chromium', () => {
  it('cors: a script can read only what its origin may read, with allowed requests', async (context) => {
    await using site = await started(blank);
    await using other = await started(blank);
    const api = wsgify(({ method, headers }) =>
      Response.json(
        { method, id: headers.get('X-Id'), cookie: headers.get('Cookie') },
        { status: method === 'DELETE' ? 404 : 200, headers: { 'X-Total': '7' } },
      ),
    );
    const options = {
      origins: [site.url],
      credentials: true,
      allowHeaders: ['X-Id'],
      exposeHeaders: ['X-Total'],
    };
    await using server = await started(cors(options)(api));
    await using browser = await chromium(context);
    const page = await browser.newPage();
    const ask = (init: object) =>
      page.evaluate(
        async ([url, given]) => {
          try {
            const answer = await fetch(url, given);
            const seen = (await answer.json()) as object;
            return { ...seen, status: answer.status, total: answer.headers.get('X-Total') };
          } catch (error) {
            return (error as Error).name;
          }
        },
        [server.url, init] as const,
      );
    await page.goto(site.url);
    expect(await ask({ credentials: 'include', headers: { 'X-Id': '1' }, method: 'PUT' })).toEqual({
      method: 'PUT',
      id: '1',
      cookie: null,
      status: 200,
      total: '7',
    });
    expect(await ask({ method: 'DELETE' })).toMatchObject({ status: 404 });
    expect(await ask({ headers: { 'X-Other': '1' } })).toBe('TypeError');
    await page.goto(other.url);
    expect(await ask({})).toBe('TypeError');
  });

  it('csrf: a form is accepted only from its own site', async (context) => {
    const saved: (string | null)[] = [];
    const save = wsgify((request) => {
      if (request.method === 'GET') return '<form method="post"><button>Save</button></form>';
      saved.push(request.headers.get('Sec-Fetch-Site'));
      return '<p>saved</p>';
    });
    await using server = await started(csrf()(save));
    await using evil = await started(
      wsgify(() => `<form method="post" action="${server.url}"><button>Win</button></form>`),
    );
    await using browser = await chromium(context);
    const page = await browser.newPage();
    const press = async (url: string) => {
      await page.goto(url);
      const [answer] = await Promise.all([page.waitForNavigation(), page.click('button')]);
      return answer?.status();
    };
    expect(await press(server.url)).toBe(200);
    // Another port of the same host is the same site, but another origin.
    expect(await press(evil.url)).toBe(403);
    expect(await press(evil.url.replace('127.0.0.1', 'localhost'))).toBe(403);
    expect(saved).toEqual(['same-origin']);
  });

  it('securityHeaders: only scripts with the nonce run', async (context) => {
    const page = wsgify(
      (request) => `<!doctype html>
        <title>none</title>
        <script nonce="${nonceOf(request)}">document.title += ' own';</script>
        <script>document.title += ' foreign';</script>
        <script nonce="guessed">document.title += ' guessed';</script>
        <p onclick="document.title += ' inline'">click</p>`,
    );
    const policy = { nonce: true, 'upgrade-insecure-requests': false } as const;
    await using server = await started(securityHeaders({ contentSecurityPolicy: policy })(page));
    await using browser = await chromium(context);
    const tab = await browser.newPage();
    for (let visit = 0; visit < 2; visit++) {
      await tab.goto(server.url);
      await tab.click('p');
      expect(await tab.title()).toBe('none own');
    }
  });
});
