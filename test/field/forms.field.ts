import fc from 'fast-check';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { TestApp } from '../../src/testing.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { formPage } from '../support/form-arbitraries.ts';
import { needProgram } from '../support/programs.ts';

const RUNS = 300;
const ORIGIN = 'http://forms.test';
const PATH = '/dir/page?old=0';

/** Submits the form `f` in a page, with the nth of its enabled buttons; adds a missing form or button. */
const SUBMIT = `(nth) => {
  const form = document.getElementById('f');
  if (!(form instanceof HTMLFormElement)) return false;
  const isButton = (element) => element.form === form && /^(submit|image)$/.test(element.type) && !element.matches(':disabled');
  const buttons = [...document.querySelectorAll('input, button')].filter(isButton);
  const button = buttons[nth % buttons.length];
  form.toggleAttribute('novalidate', true);
  if (button) HTMLFormElement.prototype.requestSubmit.call(form, button);
  else HTMLFormElement.prototype.submit.call(form);
  return true;
}`;

/** The request as a server sees it. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly type: string | undefined;
  readonly body: string;
}

/** A normal form, independent of the boundary and of the "?" of an empty query. */
function sentOf(method: string, url: string, type: string | undefined, body: Buffer): Sent {
  const boundary = /boundary=(.*)$/.exec(type ?? '')?.[1];
  const plain = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'));
  return {
    method,
    url: url.replace(/\?$/, ''),
    type: type && plain(type),
    body: plain(body.toString('latin1')),
  };
}

/** The request that TestApp sends for the form `f`, with or without a button. */
async function sentByTestApp(html: string, press: number | undefined): Promise<Sent | undefined> {
  let sent: Sent | undefined;
  const app: Application = async (environ, startResponse) => {
    const request = new Request(environ);
    const isPage = request.url === ORIGIN + PATH && request.method === 'GET' && sent === undefined;
    startResponse('200 OK', [['Content-Type', 'text/html; charset=utf-8']]);
    if (isPage && environ.HTTP_REFERER === undefined) return [Buffer.from(html)];
    const { CONTENT_TYPE: type } = environ;
    sent = sentOf(request.method, request.url, type, Buffer.from(await request.bytes()));
    return [];
  };
  const { f: form } = (await new TestApp(app, { baseUrl: ORIGIN, lint: false }).get(PATH)).forms;
  if (!form) return undefined;
  const buttons = form.buttons.filter(({ disabled }) => !disabled);
  const button = press === undefined ? undefined : buttons[press % buttons.length];
  await form.submit(button && { index: form.buttons.indexOf(button) });
  return sent;
}

/** A browser page that is served the given pages, and the requests that it sends. */
class Chromium {
  readonly #page: Page;
  #html: string | undefined;
  #resolve: (sent: Sent) => void = () => {};

  constructor(page: Page) {
    this.#page = page;
  }

  async listen(): Promise<this> {
    await this.#page.route('**/*', async (route) => {
      const html = this.#html;
      this.#html = undefined;
      if (html !== undefined) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      const request = route.request();
      const type = (await request.headerValue('content-type')) ?? undefined;
      this.#resolve(
        sentOf(request.method(), request.url(), type, request.postDataBuffer() ?? Buffer.alloc(0)),
      );
      return route.fulfill({ status: 204 });
    });
    return this;
  }

  /** The request that the browser sends for the form `f`. */
  async send(html: string, press: number | undefined): Promise<Sent | undefined> {
    this.#html = html;
    await this.#page.goto(ORIGIN + PATH, { waitUntil: 'domcontentloaded' });
    const sent = new Promise<Sent>((resolve) => {
      this.#resolve = resolve;
    });
    const isThere = await this.#page.evaluate(`(${SUBMIT})(${press})`);
    return isThere ? await sent : undefined;
  }
}

describe('a form in TestApp', () => {
  it('sends the same request as Chromium', { timeout: 300_000 }, async (context) => {
    const executablePath = needProgram(context, 'chromium', 'chromium-browser', 'google-chrome');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const page = await new Chromium(await browser.newPage()).listen();
      await fc.assert(
        fc.asyncProperty(formPage, fc.option(fc.nat(5), { nil: undefined }), async (html, press) => {
          const ours = await sentByTestApp(html, press);
          expect(ours).toEqual(await page.send(html, press));
        }),
        { numRuns: RUNS },
      );
    } finally {
      await browser.close();
    }
  });
});
