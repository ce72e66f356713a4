/**
 * Building a JSON response and flattening it.
 *
 * @module
 */
import type { Environ } from 'wheatpaste';
import { type Answer, type Exchange, exchanges, KeptResponse } from '../exchanges.ts';
import type { Workload } from '../harness.ts';

const ARTICLE = {
  id: 4711,
  title: 'Content negotiation',
  tags: ['http', 'headers', 'caching'],
  author: { name: 'Jürgen Müller', url: 'https://example.com/people/juergen' },
  text: 'The same resource can have several representations. '.repeat(16),
};
const HEADERS = {
  'Cache-Control': 'private, max-age=60',
  ETag: '"0f7b8a4c"',
  Vary: 'Accept, Cookie',
  'X-Request-Id': '7d1e6a52',
};
const THEME = { maxAge: 31_536_000, path: '/', sameSite: 'lax' } as const;
const SESSION = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;
const SESSION_VALUE = '0f7b8a4c 2d6e;4f1c';

export const workload: Workload = {
  about: `A JSON response of 1 KB, status 201, with six headers (two of them the body's type and length) and two cookies whose values are
percent-encoded, flattened to status, header list and bytes.

Wheatpaste's response is called as an application with an environ. Koa, express and fastify run one handler on a node request and
response, hono and h3 theirs through their node adapters; node's response is replaced by one that keeps what it is given and writes
nothing. \`@remix-run/headers\` and the Fetch classes make a Fetch \`Response\`, whose status, headers and \`arrayBuffer()\` are read.
Each library writes cookies itself; fastify and the Fetch classes use the package \`cookie\`.`,
  why: 'Every name and value is checked when it is set, and again on sending only if a caller holds the list; the list is copied so that a response can be sent twice. More than half of the hand-written time is `JSON.stringify`, which takes the same here. Of the difference, more than half goes to making the response, with the check of its init and its fields and their default type and length, a sixth to the cookies, whose options, prefixes and `SameSite` are checked, and the rest to the copy of the list and the call as an application.',
  cases: { response: '1 KB of JSON, six headers, two cookies' },
  inputs: (_, count) => exchanges(count),
  longer: 3,
  answer: (answer) => comparable(answer as Answer),
  contestants: {
    async 'hand-written'() {
      return {
        response(): Answer {
          const body = Buffer.from(JSON.stringify(ARTICLE));
          const fields: [string, string][] = [
            ['Content-Type', 'application/json'],
            ['Content-Length', String(body.byteLength)],
            ['Cache-Control', HEADERS['Cache-Control']],
            ['ETag', HEADERS.ETag],
            ['Vary', HEADERS.Vary],
            ['X-Request-Id', HEADERS['X-Request-Id']],
            [
              'Set-Cookie',
              `theme=${encodeURIComponent('dark')}; Max-Age=${THEME.maxAge}; Path=/; SameSite=Lax`,
            ],
            [
              'Set-Cookie',
              `session=${encodeURIComponent(SESSION_VALUE)}; Path=/; HttpOnly; Secure; SameSite=Lax`,
            ],
          ];
          return [201, fields, body];
        },
      };
    },
    async wheatpaste() {
      const { Request, Response } = await import('wheatpaste');
      const { environ } = Request.blank('/articles/4711');
      return {
        response(): Answer {
          const response = Response.json(ARTICLE, { status: 201, headers: HEADERS });
          response.setCookie('theme', 'dark', THEME);
          response.setCookie('session', SESSION_VALUE, SESSION);
          return answerOf(response.toApp(), environ);
        },
      };
    },
    async hono() {
      const { getRequestListener } = await import('@hono/node-server');
      const { Hono } = await import('hono');
      const { setCookie } = await import('hono/cookie');
      const app = new Hono();
      app.get('*', (c) => {
        for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
        setCookie(c, 'theme', 'dark', { ...THEME, sameSite: 'Lax' });
        setCookie(c, 'session', SESSION_VALUE, { ...SESSION, sameSite: 'Lax' });
        return c.json(ARTICLE, 201);
      });
      return { response: ended(getRequestListener(app.fetch)) };
    },
    async h3() {
      const { H3, setCookie, toNodeHandler } = await import('h3');
      const app = new H3().get('/**', (event) => {
        event.res.status = 201;
        for (const [name, value] of Object.entries(HEADERS)) event.res.headers.set(name, value);
        setCookie(event, 'theme', 'dark', THEME);
        setCookie(event, 'session', SESSION_VALUE, SESSION);
        return ARTICLE;
      });
      return { response: ended(toNodeHandler(app) as Listener) };
    },
    async koa() {
      const { default: Koa } = await import('koa');
      const app = new Koa();
      app.use((ctx) => {
        ctx.cookies.secure = true;
        ctx.status = 201;
        ctx.set(HEADERS);
        ctx.cookies.set('theme', 'dark', {
          ...THEME,
          maxAge: THEME.maxAge * 1000,
          httpOnly: false,
          secure: false,
        });
        ctx.cookies.set('session', encodeURIComponent(SESSION_VALUE), SESSION);
        ctx.body = ARTICLE;
      });
      return { response: ended(app.callback()) };
    },
    async express() {
      const { default: express } = await import('express');
      const app = express().disable('x-powered-by').disable('etag');
      Object.setPrototypeOf(Object.getPrototypeOf(app.response), KeptResponse.prototype);
      app.use((_, response) => {
        response.status(201).set(HEADERS);
        response.cookie('theme', 'dark', { ...THEME, maxAge: THEME.maxAge * 1000 });
        response.cookie('session', SESSION_VALUE, SESSION);
        response.json(ARTICLE);
      });
      return { response: ended(app as unknown as Listener) };
    },
    async fastify() {
      const { default: fastify } = await import('fastify');
      const { stringifySetCookie } = await import('cookie');
      const app = fastify();
      app.get('/*', (_, reply) => {
        reply.code(201).headers(HEADERS);
        reply.header('Set-Cookie', stringifySetCookie('theme', 'dark', THEME));
        reply.header('Set-Cookie', stringifySetCookie('session', SESSION_VALUE, SESSION));
        reply.send(ARTICLE);
      });
      await app.ready();
      return { response: ended(app.routing) };
    },
    async '@remix-run/headers'() {
      const { SetCookie, SuperHeaders } = await import('@remix-run/headers');
      return {
        async response(): Promise<Answer> {
          const body = JSON.stringify(ARTICLE);
          const headers = new SuperHeaders(HEADERS);
          headers.set('Content-Type', 'application/json');
          headers.set('Content-Length', String(Buffer.byteLength(body)));
          const theme = new SetCookie({ name: 'theme', value: 'dark', ...THEME, sameSite: 'Lax' });
          const value = encodeURIComponent(SESSION_VALUE);
          const session = new SetCookie({ name: 'session', value, ...SESSION, sameSite: 'Lax' });
          headers.append('Set-Cookie', String(theme));
          headers.append('Set-Cookie', String(session));
          return await fetchAnswer(new Response(body, { status: 201, headers }));
        },
      };
    },
    async 'Fetch classes'() {
      const { stringifySetCookie } = await import('cookie');
      return {
        async response(): Promise<Answer> {
          const body = JSON.stringify(ARTICLE);
          const headers = new Headers(HEADERS);
          headers.set('Content-Type', 'application/json');
          headers.set('Content-Length', String(Buffer.byteLength(body)));
          headers.append('Set-Cookie', stringifySetCookie('theme', 'dark', THEME));
          headers.append('Set-Cookie', stringifySetCookie('session', SESSION_VALUE, SESSION));
          return await fetchAnswer(new Response(body, { status: 201, headers }));
        },
      };
    },
  },
};

type Listener = (incoming: Exchange['incoming'], outgoing: KeptResponse) => unknown;

/** A task that calls a listener, and waits only if the listener is asynchronous. */
function ended(listener: Listener): (exchange: Exchange) => Answer | Promise<Answer> {
  return ({ incoming, outgoing }) => {
    listener(incoming, outgoing);
    if (outgoing.isEnded) return outgoing.answer;
    return new Promise((resolve) => {
      outgoing.onEnd = () => resolve(outgoing.answer);
    });
  };
}

function answerOf(app: import('wheatpaste').Application, environ: Environ): Answer {
  let status = '';
  let fields: [string, string][] = [];
  const body = app(environ, (line, headerList) => {
    status = line;
    fields = headerList;
    return () => {};
  });
  const [bytes = new Uint8Array()] = body as Iterable<Uint8Array>;
  return [Number(status.slice(0, 3)), fields, bytes];
}

async function fetchAnswer(response: globalThis.Response): Promise<Answer> {
  return [response.status, [...response.headers], new Uint8Array(await response.arrayBuffer())];
}

/** The answer without permitted differences: order, the case of names and attributes, the charset of JSON,
 * whether a cookie expires by age or date. */
function comparable([status, fields, body]: Answer): unknown {
  const lines = fields.map(([name, value]) => {
    const [first, ...rest] = value.replace(/; ?charset=utf-8/i, '').split('; ');
    const attributes = rest
      .map((attribute) => attribute.toLowerCase())
      .filter((text) => !/^(?:expires|max-age)=/.test(text));
    return [name.toLowerCase(), first, ...attributes.sort()].join('; ');
  });
  return [status, lines.sort(), Buffer.from(body).toString()];
}
