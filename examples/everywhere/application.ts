/**
 * The application that all gateways run: a form, an upload, cookies, negotiation, streams, conditional requests,
 * errors.
 *
 * It imports only `wheatpaste`, so it runs wherever JavaScript does.
 *
 * @module
 */
import { HTTPConflict, HTTPMethodNotAllowed, HTTPNotFound, type Request, Response, wsgify } from 'wheatpaste';

type Answer = Response | string | Promise<Response | string>;

const ROUTES: Readonly<Record<string, (request: Request) => Answer>> = {
  '/': () => new Response('Hello, World!', { contentType: 'text/plain' }),
  '/where': where,
  '/form': form,
  '/upload': upload,
  '/cookies': cookies,
  '/greeting': greeting,
  '/stream': () => new Response(threeLines(), { contentType: 'text/plain' }),
  '/echo': (request) => new Response(request.body, { contentType: 'application/octet-stream' }),
  '/unread': () => new Response('Not read', { contentType: 'text/plain' }),
  '/headers': (request) => Response.json([...request.headers].filter(([name]) => name.startsWith('x-of-'))),
  '/client': ({ remoteAddr }) =>
    new Response(remoteAddr ? 'known' : 'unknown', { contentType: 'text/plain' }),
  '/document': document,
  '/empty': () => new Response(null, { status: 204 }),
  '/moved': () => Response.redirect('/elsewhere', 303),
  '/conflict': () => {
    throw new HTTPConflict('Somebody <else> has changed it.');
  },
  '/failure': () => {
    throw new Error('This error is meant: nobody but the operator may see it.');
  },
};

/** The application. */
export const application = wsgify((request) => {
  const answer = ROUTES[request.pathInfo] ?? (request.pathInfo.startsWith('/where/') ? where : undefined);
  if (!answer) throw new HTTPNotFound('There is no such page.');
  return answer(request);
});

/** Where the application is mounted, and the request's target. */
function where({ method, pathInfo, pathUrl, applicationUrl, queryString, query }: Request): Response {
  const sent = pathUrl.slice(applicationUrl.length);
  return Response.json({ method, pathInfo, sent, queryString, query: [...query] });
}

async function form(request: Request): Promise<Response> {
  if (request.method !== 'POST') throw new HTTPMethodNotAllowed({ allow: ['POST'] });
  return Response.json([...(await request.form())]);
}

async function upload(request: Request): Promise<Response> {
  const fields = await request.form();
  const file = fields.get('file');
  if (typeof file !== 'object') return Response.json({ error: 'no file' }, { status: 400 });
  const { filename, type, size } = file;
  return Response.json({ title: fields.get('title'), filename, type, size, text: await file.text() });
}

function cookies(request: Request): Response {
  const response = new Response(request.cookies.get('theme') ?? 'no theme', { contentType: 'text/plain' });
  response.setCookie('theme', 'dark', { httpOnly: true, sameSite: 'lax' });
  response.setCookie('seen', '1', { path: '/cookies', expires: new Date('2100-01-01T00:00:00Z') });
  return response;
}

const WORDS: Readonly<Record<string, string>> = { en: 'Good day', de: 'Grüß Gott', el: 'Καλημέρα' };

function greeting(request: Request): Response {
  const language = request.acceptLanguage.lookup(Object.keys(WORDS)) ?? 'en';
  const words = WORDS[language];
  const type = request.accept.best(['text/html', 'application/json']);
  return new Response(type === 'application/json' ? JSON.stringify({ words }) : `<p>${words}</p>`, {
    contentType: type ?? 'text/html',
    contentLanguage: [language],
    vary: ['Accept', 'Accept-Language'],
  });
}

/** Three chunks, each one turn of the event loop after the previous one. */
async function* threeLines(): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for (const line of ['one\n', 'two\n', 'three\n']) {
    await new Promise((resolve) => setTimeout(resolve));
    yield encoder.encode(line);
  }
}

function document(): Response {
  return new Response('0123456789', {
    contentType: 'text/plain',
    etag: 'v1',
    lastModified: new Date('2026-01-02T03:04:05Z'),
    conditionalResponse: true,
  });
}
