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

/** The contents of a visitor's session. */
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
    about: 'The client asks for bytes 6 to 10. A conditional response sends only those.',
    request: { range: 'bytes=6-10' },
    answer: () =>
      new Response('Flour and water.', { contentType: 'text/plain', etag: 'v1', conditionalResponse: true }),
  },
  {
    name: 'conditional',
    title: 'Not modified',
    about: 'The client already has version v1. It gets a 304 without a body.',
    request: { ifNoneMatch: '"v1"' },
    answer: () => new Response('Flour and water.', { etag: 'v1', conditionalResponse: true }),
  },
  {
    name: 'lost-update',
    title: 'A lost update',
    about:
      'The client wants to replace version v0, but somebody else has already saved v1. It gets a 412, and nothing is lost.',
    request: { method: 'PUT', text: 'Starch.', ifMatch: '"v0"' },
    answer: (request) => {
      if (request.preconditions({ etag: 'v1' }) !== 'proceed') throw new HTTPPreconditionFailed();
      return 'saved';
    },
  },
  {
    name: 'negotiation',
    title: 'Language and type',
    about: 'The client prefers French to German, and JSON to HTML.',
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
    about: 'Repeated fields can be read as a list, and the body can be read again.',
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
    about: 'A file in a form, with its name, type and size. Large files are not kept in memory.',
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
    about: 'A body over the limit is refused with a 413 that states the limit, whatever Content-Length says.',
    request: { method: 'POST', json: { text: 'x'.repeat(40) } },
    answer: async (request) => Response.json(await request.json({ maxJsonSize: 16 })),
  },
  {
    name: 'problem',
    title: 'A problem',
    about:
      'A thrown exception is sent in a format that the client accepts: here as Problem Details, in a browser as a page.',
    request: { accept: 'application/json' },
    answer: () => {
      throw new HTTPNotFound('There is no article 7.', { extensions: { article: 7 } });
    },
  },
  {
    name: 'fault',
    title: 'A fault',
    about: 'For an unexpected error, the client is told only an incident number, which is also in the log.',
    request: { accept: 'text/plain', headers: { 'X-Request-Id': 'incident-7' } },
    answer: () => {
      throw new Error('the database is gone');
    },
  },
  {
    name: 'preflight',
    title: 'A preflight',
    about:
      'A script of another site asks whether it may send a PUT. The middleware cors answers; the application is not called.',
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
      'Another site makes the browser post a form here, with the cookies of the user. The browser reports that, and csrf refuses it.',
    request: { method: 'POST', form: { amount: '1000' }, headers: { 'Sec-Fetch-Site': 'cross-site' } },
    answer: () => 'never asked',
  },
  {
    name: 'proxy',
    title: 'Behind a proxy',
    about:
      'A proxy on this machine forwards the address of its client. The address that the client itself sent, 6.6.6.6, is ignored.',
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
    about: 'The same text a hundred times, compressed as the client prefers.',
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
    about: 'A stream of server-sent events, which browsers read with EventSource.',
    request: { accept: 'text/event-stream' },
    answer: () =>
      Response.events([
        { event: 'bake', id: '1', data: 'Flour' },
        { event: 'bake', id: '2', data: 'Water' },
      ]),
  },
];
