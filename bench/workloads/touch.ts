/**
 * Reading a little of a request, from the pieces that node delivers.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import { type Exchange, exchanges } from '../exchanges.ts';
import type { Workload } from '../harness.ts';

type Touched = (string | null | undefined)[];

export const workload: Workload = {
  about: `From node's \`IncomingMessage\` of a browser's request (15 header fields, four cookies, a query of three), which nothing has read yet,
to method, path, one header, one query value and one cookie.

Each library starts from the message as its own server does: wheatpaste by \`environFromNode\` and \`Request\`; hono by the request of
\`@hono/node-server\` under a \`HonoRequest\` (its listener gets a handler that never responds, because the request is not available by
itself); h3 by srvx's \`NodeRequest\` and an \`H3Event\`; koa by \`app.createContext\`; express by its request prototype, set on the
message; fastify by \`app.routing\`, the only public way to its request, which also finds a route; the Fetch classes by \`Headers\` filled
from the raw list. Express, fastify and Fetch leave cookies to others: here to the package \`cookie\`.`,
  why: "The environ's keys for a connection's field names are cached, and nothing is parsed until it is needed. What remains is mostly writing 15 fields into an object, which the peers avoid by keeping node's own.",
  cases: { touch: 'method, path, header, query value, cookie' },
  inputs: (_, count) => exchanges(count),
  longer: 3,
  contestants: {
    async 'hand-written'() {
      return {
        touch({ incoming }: Exchange): Touched {
          const { method, url = '', rawHeaders } = incoming;
          const mark = url.indexOf('?');
          const path = mark === -1 ? url : url.slice(0, mark);
          const page = decodedValue(url.slice(mark + 1).split('&'), 'page');
          const session = decodedValue(rawHeader(rawHeaders, 'cookie')?.split('; ') ?? [], 'session');
          return [method, path, rawHeader(rawHeaders, 'user-agent'), page, session];
        },
      };
    },
    async wheatpaste() {
      const { Request } = await import('wheatpaste');
      const { environFromNode } = await import('wheatpaste/node');
      return {
        touch({ incoming }: Exchange): Touched {
          const request = new Request(environFromNode(incoming));
          const { method, path, headers, query, cookies } = request;
          return [method, path, headers.get('User-Agent'), query.get('page'), cookies.get('session')];
        },
      };
    },
    async hono() {
      const { getRequestListener } = await import('@hono/node-server');
      const { HonoRequest } = await import('hono/request');
      const { getCookie } = await import('hono/cookie');
      const { getPath } = await import('hono/utils/url');
      const never = new Promise<globalThis.Response>(() => {});
      let touched: Touched = [];
      const listener = getRequestListener((raw) => {
        const req = new HonoRequest(raw, getPath(raw));
        const session = getCookie({ req } as unknown as Parameters<typeof getCookie>[0], 'session');
        touched = [req.method, req.path, req.header('User-Agent'), req.query('page'), session];
        return never;
      });
      return {
        touch({ incoming, outgoing }: Exchange): Touched {
          touched = [];
          listener(incoming, outgoing);
          return touched;
        },
      };
    },
    async h3() {
      const { getCookie, getQuery, H3Event } = await import('h3');
      const { NodeRequest } = await import('srvx/node');
      return {
        touch({ incoming, outgoing }: Exchange): Touched {
          const event = new H3Event(new NodeRequest({ req: incoming, res: outgoing }));
          const { req, url } = event;
          const { page } = getQuery<{ page: string }>(event);
          return [req.method, url.pathname, req.headers.get('User-Agent'), page, getCookie(event, 'session')];
        },
      };
    },
    async koa() {
      const { default: Koa } = await import('koa');
      const app = new Koa();
      return {
        touch({ incoming, outgoing }: Exchange): Touched {
          const { method, path, query, cookies, req } = app.createContext(incoming, outgoing);
          return [method, path, req.headers['user-agent'], String(query.page), cookies.get('session')];
        },
      };
    },
    async express() {
      const { default: express } = await import('express');
      const { parseCookie } = await import('cookie');
      const app = express();
      return {
        touch({ incoming }: Exchange): Touched {
          const request: typeof app.request = Object.setPrototypeOf(incoming, app.request);
          const { session } = parseCookie(request.get('Cookie') ?? '');
          const { method, path, query } = request;
          return [method, path, request.get('User-Agent'), String(query.page), session];
        },
      };
    },
    async fastify() {
      const { default: fastify } = await import('fastify');
      const { parseCookie } = await import('cookie');
      const app = fastify();
      let touched: Touched = [];
      app.get('/articles/*', (request, reply) => {
        const { method, url, headers } = request;
        const { page } = request.query as { page: string };
        const { session } = parseCookie(headers.cookie ?? '');
        touched = [method, url.slice(0, url.indexOf('?')), headers['user-agent'], page, session];
        reply.hijack();
      });
      await app.ready();
      return {
        touch({ incoming, outgoing }: Exchange): Touched {
          touched = [];
          app.routing(incoming, outgoing);
          return touched;
        },
      };
    },
    async '@remix-run/headers'() {
      const { Cookie } = await import('@remix-run/headers');
      return {
        touch({ incoming }: Exchange): Touched {
          const request = fetchRequest(incoming);
          const { pathname, searchParams } = new URL(request.url);
          const session = Cookie.from(request.headers.get('Cookie')).get('session');
          const agent = request.headers.get('User-Agent');
          return [request.method, pathname, agent, searchParams.get('page'), session];
        },
      };
    },
    async 'Fetch classes'() {
      const { parseCookie } = await import('cookie');
      return {
        touch({ incoming }: Exchange): Touched {
          const request = fetchRequest(incoming);
          const { pathname, searchParams } = new URL(request.url);
          const { session } = parseCookie(request.headers.get('Cookie') ?? '');
          const agent = request.headers.get('User-Agent');
          return [request.method, pathname, agent, searchParams.get('page'), session];
        },
      };
    },
  },
};

function rawHeader(rawHeaders: readonly string[], lowerCase: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === lowerCase.length && name.toLowerCase() === lowerCase) return rawHeaders[i + 1];
  }
  return undefined;
}

function decodedValue(pairs: readonly string[], name: string): string | undefined {
  const pair = pairs.find((text) => text.startsWith(name) && text[name.length] === '=');
  return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1));
}

function fetchRequest({ method = 'GET', url = '', rawHeaders }: IncomingMessage): Request {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  return new Request(`http://${headers.get('Host')}${url}`, { method, headers });
}
