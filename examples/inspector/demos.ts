/**
 * Requests that are worth trying, each with the handler that answers it.
 */
import {
  type HandlerResult,
  HTTPNotFound,
  HTTPPreconditionFailed,
  type Request,
  type RequestInit,
  Response,
  Upload,
} from 'wheatpaste';
import { sessionOf } from 'wheatpaste/middleware';

/** A request, and how it is answered. */
export interface Demo {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly request: RequestInit;
  readonly answer: (request: Request) => HandlerResult | Promise<HandlerResult>;
}

/** What every visitor of these sessions has. */
export interface Visits {
  count: number;
}

const GREETINGS: Readonly<Record<string, string>> = {
  en: 'Hello',
  de: 'Guten Tag',
  fr: 'Bonjour',
  ja: 'こんにちは',
};

/** The requests, in the order of their buttons. */
export const DEMOS: readonly Demo[] = [
  {
    name: 'range',
    title: 'A range',
    about: 'The client asks for bytes 6 to 10. A conditional response cuts them out by itself.',
    request: { range: 'bytes=6-10' },
    answer: () =>
      new Response('Flour and water.', { contentType: 'text/plain', etag: 'v1', conditionalResponse: true }),
  },
  {
    name: 'conditional',
    title: 'Not modified',
    about: 'The client has version v1 already. It gets 304, and no body.',
    request: { ifNoneMatch: '"v1"' },
    answer: () => new Response('Flour and water.', { etag: 'v1', conditionalResponse: true }),
  },
  {
    name: 'lost-update',
    title: 'A lost update',
    about:
      'The client changes version v0, but somebody else has made v1 of it meanwhile. It is told before anything is lost.',
    request: { method: 'PUT', text: 'Starch.', ifMatch: '"v0"' },
    answer: (request) => {
      if (request.preconditions({ etag: 'v1' }) !== 'proceed') throw new HTTPPreconditionFailed();
      return 'saved';
    },
  },
  {
    name: 'negotiation',
    title: 'Language and type',
    about: 'The client reads French better than German, and JSON better than HTML.',
    request: { acceptLanguage: 'fr-CH, de;q=0.8', accept: 'application/json, text/html;q=0.5' },
    answer: (request) => {
      const greeting = GREETINGS[request.acceptLanguage.lookup(['en', 'de', 'fr', 'ja']) ?? 'en'] ?? '';
      const type = request.accept.best(['text/html', 'application/json']);
      return type === 'application/json' ? Response.json({ greeting }) : `<h1>${greeting}</h1>`;
    },
  },
  {
    name: 'form',
    title: 'A form',
    about: 'Fields of one name stay a list; the body can be read again.',
    request: {
      form: [
        ['name', 'Ada'],
        ['tag', 'flour'],
        ['tag', 'water'],
      ],
    },
    answer: async (request) => {
      const form = await request.form();
      return Response.json({ name: form.get('name'), tags: form.getAll('tag'), sent: await request.text() });
    },
  },
  {
    name: 'upload',
    title: 'An upload',
    about:
      'A file of a form: its name, its type and its size, without a copy of it in memory where it is large.',
    request: {
      form: {
        title: 'Recipe',
        file: { filename: 'größe.txt', type: 'text/plain', content: 'Flour and water.' },
      },
    },
    answer: async (request) => {
      const file = (await request.form({ maxFileSize: 1_000_000 })).get('file');
      if (!(file instanceof Upload)) return 'no file';
      return Response.json({
        filename: file.filename,
        type: file.type,
        size: file.size,
        text: await file.text(),
      });
    },
  },
  {
    name: 'limit',
    title: 'Too much',
    about: 'A body over the limit is a 413 that names it, whatever Content-Length said.',
    request: { method: 'POST', json: { text: 'x'.repeat(40) } },
    answer: async (request) => Response.json(await request.json({ maxJsonSize: 16 })),
  },
  {
    name: 'problem',
    title: 'A problem',
    about:
      'An exception that is thrown becomes what the client accepts: here Problem Details, in a browser a page.',
    request: { accept: 'application/json' },
    answer: () => {
      throw new HTTPNotFound('There is no article 7.', { extensions: { article: 7 } });
    },
  },
  {
    name: 'fault',
    title: 'A fault',
    about:
      'An error that nobody expected says nothing to the client but its incident number, which is in the log, too.',
    request: { accept: 'text/plain', headers: { 'X-Request-Id': 'incident-7' } },
    answer: () => {
      throw new Error('the database is gone');
    },
  },
  {
    name: 'preflight',
    title: 'A preflight',
    about:
      'A script of another site asks whether it may send PUT. The middleware cors answers; the application is not asked.',
    request: {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' },
    },
    answer: () => 'never asked',
  },
  {
    name: 'forgery',
    title: 'A forged form',
    about:
      'Another site has the browser post a form here, with the cookies of the user. The browser says so, and csrf refuses.',
    request: { method: 'POST', form: { amount: '1000' }, headers: { 'Sec-Fetch-Site': 'cross-site' } },
    answer: () => 'never asked',
  },
  {
    name: 'proxy',
    title: 'Behind a proxy',
    about:
      'A proxy on this machine says for whom it asks. What the client wrote before it, 6.6.6.6, is not believed.',
    request: {
      headers: {
        'X-Forwarded-For': '6.6.6.6, 203.0.113.7',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': 'shop.example',
      },
    },
    answer: (request) => `${request.clientAddr} asked for ${request.url}`,
  },
  {
    name: 'session',
    title: 'A session',
    about: 'Your own session, found by the cookie that this page has set.',
    request: {},
    answer: async (request) => {
      const visits = await sessionOf<Visits>(request);
      return `You have loaded this page ${visits.get('count') ?? 0} times.`;
    },
  },
  {
    name: 'coding',
    title: 'Compressed',
    about: 'The same text a hundred times, coded as the client prefers.',
    request: { acceptEncoding: 'gzip, br;q=0.9' },
    answer: async (request) => {
      const response = new Response('Flour and water. '.repeat(100), { contentType: 'text/plain' });
      await response.encodeContent(request.acceptEncoding.best(['br', 'gzip', 'identity']) ?? 'identity');
      return response;
    },
  },
  {
    name: 'events',
    title: 'Events',
    about: 'A stream of server-sent events, which a browser reads by EventSource.',
    request: { accept: 'text/event-stream' },
    answer: () =>
      Response.events([
        { event: 'bake', id: '1', data: 'Flour' },
        { event: 'bake', id: '2', data: 'Water' },
      ]),
  },
];
