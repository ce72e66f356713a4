/**
 * Applications under the Fetch API.
 *
 * @module
 */
import type { Application } from 'wheatpaste';
import type { Contestant, Workload } from '../harness.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const ORIGIN = 'https://example.com';
const HEADERS = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Encoding': 'gzip, deflate, br',
  'Accept-Language': 'en-US,en;q=0.5',
  Cookie: 'session=31d4d96e407aad42; theme=dark',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};
const ORDER = JSON.stringify({
  customer: 'Ada',
  items: [1, 2, 3].map((id) => ({ id, count: 2, price: 9.5 })),
});
const FORM = 'name=Ada+Lovelace&email=ada%40example.com&topic=engines&message=How+fast+is+it%3F';

/** What a JSON handler makes of an order. */
interface Order {
  readonly customer: string;
  readonly items: readonly { readonly count: number; readonly price: number }[];
}

export const workload: Workload = {
  about: `A \`Request\` with a browser's header fields, made beforehand, is passed to each library's own \`fetch\`, and the response is read as
text, because before that a \`Response\` may not have been made. The cases are a text; JSON that sums up the received JSON; and JSON
of a form's four fields. Wheatpaste runs a plain application through \`toFetchHandler\` and, in addition, one of \`wsgify\`; hono and h3
have a route for each case.`,
  why: 'All fields of the request go into the environ, while the peers read none of them here. A body in memory becomes a stream only for readers that need one.',
  cases: { hello: 'Hello, World!', json: 'JSON in and out', form: 'a form' },
  inputs: async (name, count) => Array.from({ length: count }, () => requestFor(name)),
  contestants: {
    wheatpaste: contestant(async () => {
      const { Request, Response } = await import('wheatpaste');
      const { toFetchHandler } = await import('wheatpaste/fetch');
      const app: Application = async (environ, startResponse) => {
        const request = new Request(environ);
        if (environ.PATH_INFO === '/json') {
          return Response.json(totalOf(await request.json())).toApp()(environ, startResponse);
        }
        return Response.json(Object.fromEntries(await request.form())).toApp()(environ, startResponse);
      };
      const hello: Application = (environ, startResponse) =>
        new Response('Hello, World!', { contentType: 'text/plain' }).toApp()(environ, startResponse);
      return toFetchHandler((environ, startResponse) =>
        environ.PATH_INFO === '/hello' ? hello(environ, startResponse) : app(environ, startResponse),
      );
    }),
    'wheatpaste, wsgify': contestant(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { toFetchHandler } = await import('wheatpaste/fetch');
      const read = wsgify(async (request) =>
        Response.json(
          request.path === '/json' ? totalOf(await request.json()) : Object.fromEntries(await request.form()),
        ),
      );
      return toFetchHandler(
        wsgify(({ path }) =>
          path === '/hello' ? new Response('Hello, World!', { contentType: 'text/plain' }) : read,
        ),
      );
    }),
    hono: contestant(async () => {
      const { Hono } = await import('hono');
      return new Hono()
        .get('/hello', (c) => c.text('Hello, World!'))
        .post('/json', async (c) => c.json(totalOf(await c.req.json())))
        .post('/form', async (c) => c.json(await c.req.parseBody())).fetch;
    }),
    h3: contestant(async () => {
      const { H3 } = await import('h3');
      return new H3()
        .get('/hello', () => 'Hello, World!')
        .post('/json', async (event) => totalOf((await event.req.json()) as Order))
        .post('/form', async (event) => Object.fromEntries(await event.req.formData())).fetch;
    }),
  },
};

function contestant(handler: () => Promise<Handler>): Contestant {
  return async () => {
    const handle = await handler();
    const answer = async (request: Request) => {
      const response = await handle(request);
      return [response.status, await response.text()];
    };
    return { hello: answer, json: answer, form: answer };
  };
}

function totalOf({ customer, items }: Order): object {
  return { customer, total: items.reduce((sum, { count, price }) => sum + count * price, 0) };
}

function requestFor(name: string): Request {
  if (name === 'hello') return new Request(`${ORIGIN}/hello`, { headers: HEADERS });
  const [body, type] =
    name === 'json' ? [ORDER, 'application/json'] : [FORM, 'application/x-www-form-urlencoded'];
  const headers = { ...HEADERS, 'Content-Type': type, 'Content-Length': String(body.length) };
  return new Request(`${ORIGIN}/${name}`, { method: 'POST', headers, body });
}
