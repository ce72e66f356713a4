/**
 * Asking applications in tests, and reading forms from pages.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Workload } from '../harness.ts';

const HELLO = 'Hello, Ada!';
const FIELDS = { name: 'Ada Lovelace', email: 'ada@example.com', note: 'in time: 10 %' };

/** A page of 100 KB with 20 forms of ten fields. */
const PAGE = pageOf(20, 100_000);

export const workload: Workload = {
  about: `A test sends requests to an application in its process: a \`GET\`, and a \`POST\` of a form with three fields, one of which the
application sends back. Each client calls an application of its own kind: light-my-request and supertest a node listener, Hono's
\`app.request\` a Hono. Then a page of 100 KB with 20 forms of ten fields is parsed, a field is set in each, and what each form would
send is collected. TestApp competes twice, once without lint, because no other client checks whether the application obeys HTTP.`,
  why: 'A request is an environ, without a socket, parser or stream between it and the application; in addition, TestApp notes where the test made the call, and lint checks both sides of the exchange, with only the rules that concern a response, and each value once. A page is parsed by parse5 into a plain tree, while the others build a DOM with all its interfaces.',
  quick: ['get', 'form', 'page'],
  cases: {
    get: 'GET',
    form: 'POST of a form',
    page: 'a page of 100 KB with 20 forms',
  },
  contestants: {
    wheatpaste: () => testApp({}),
    'wheatpaste, no lint': () => testApp({ lint: false }),
    async 'light-my-request'() {
      const { default: inject } = await import('light-my-request');
      return {
        get: async () => (await inject(listener, '/')).payload,
        form: async () =>
          (
            await inject(listener, {
              method: 'POST',
              url: '/',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              payload: new URLSearchParams(FIELDS).toString(),
            })
          ).payload,
      };
    },
    async supertest() {
      const { default: request } = await untyped<{ default: (listener: unknown) => SuperTest }>('supertest');
      return {
        get: async () => (await request(listener).get('/')).text,
        form: async () => (await request(listener).post('/').type('form').send(FIELDS)).text,
      };
    },
    async hono() {
      const { Hono } = await import('hono');
      const app = new Hono();
      app.get('/', (context) => context.text(HELLO));
      app.post('/', async (context) => context.text(String((await context.req.formData()).get('note'))));
      return {
        get: async () => (await app.request('/')).text(),
        form: async () =>
          (await app.request('/', { method: 'POST', body: new URLSearchParams(FIELDS) })).text(),
      };
    },
    async jsdom() {
      const { JSDOM } = await untyped<{ JSDOM: new (html: string) => { window: DomWindow } }>('jsdom');
      return { page: () => entriesOf(new JSDOM(PAGE).window) };
    },
    async 'happy-dom'() {
      const { Window } = await untyped<{ Window: new () => HappyWindow }>('happy-dom');
      return {
        page: async () => {
          const window = new Window();
          window.document.write(PAGE);
          const entries = entriesOf(window);
          await window.happyDOM.close();
          return entries;
        },
      };
    },
  },
};

async function testApp(options: { lint?: boolean }) {
  const { Response, wsgify } = await import('wheatpaste');
  const { TestApp } = await import('wheatpaste/testing');
  const app = new TestApp(
    wsgify(async (request) => {
      const text = request.method === 'POST' ? String((await request.form()).get('note')) : HELLO;
      return new Response(text, { contentType: 'text/plain' });
    }),
    options,
  );
  const pages = new TestApp(new Response(PAGE), options);
  return {
    get: async () => (await app.get('/')).text,
    form: async () => (await app.post('/', { form: FIELDS })).text,
    page: async () => {
      const { forms } = await pages.get('/');
      return [...forms].map((form) => {
        form.set('field0', 'set');
        return form.entries().map(([name, value]) => [name, String(value)]);
      });
    },
  };
}

/** Says hello, or what a form has for a note. */
function listener(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Content-Type', 'text/plain');
  if (request.method !== 'POST') {
    response.end(HELLO);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.end(new URLSearchParams(Buffer.concat(chunks).toString()).get('note')));
}

function pageOf(forms: number, size: number): string {
  const fields = (form: number) =>
    Array.from(
      { length: 10 },
      (_, i) => `<p><label>Field ${i} of ${form} <input name="field${i}" value="value ${i}"></label></p>`,
    ).join('\n');
  const parts = Array.from(
    { length: forms },
    (_, i) => `<form action="/${i}" method="post">${fields(i)}<button>Send</button></form>`,
  );
  const rest = Math.max(0, size - parts.join('').length);
  const paragraph = '<p class="text">Lorem ipsum <b>dolor</b> sit <a href="/amet">amet</a>.</p>\n';
  const filling = paragraph.repeat(Math.ceil(rest / forms / paragraph.length));
  return `<!DOCTYPE html><title>Forms</title><body>${parts.map((part) => part + filling).join('')}`;
}

/** What is used of packages whose declarations would bring those of a browser's globals with them. */
interface SuperTest {
  get(url: string): Promise<{ text: string }>;
  post(url: string): { type(type: string): { send(fields: object): Promise<{ text: string }> } };
}

interface DomWindow {
  readonly document: {
    readonly forms: Iterable<{ elements: { namedItem(name: string): { value: string } } }>;
    write(html: string): void;
  };
  readonly FormData: new (form: unknown) => Iterable<[string, string]>;
}

interface HappyWindow extends DomWindow {
  readonly happyDOM: { close(): Promise<void> };
}

function entriesOf({ document, FormData }: DomWindow): string[][][] {
  return [...document.forms].map((form) => {
    form.elements.namedItem('field0').value = 'set';
    return [...new FormData(form)];
  });
}

async function untyped<Module>(name: string): Promise<Module> {
  return await import(name);
}
