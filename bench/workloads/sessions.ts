/**
 * The cost of sessions, in Redis and in cookies, for complete servers under load.
 *
 * @module
 */
import type { RequestListener } from 'node:http';
import type { Application } from 'wheatpaste';
import type { Middleware } from 'wheatpaste/wsgi';
import type { Contestant, Workload } from '../harness.ts';
import { ask, loadedWith, type ServedRequest, serve } from '../served.ts';
import { redisClient } from '../sessions/redis.ts';

const SECRET = 'a secret of thirty-two random bytes, or of more';
const TYPE = 'text/plain';
const READ = '/read';
const WRITE = '/write';
const LOGIN = '/login';

/** The contents of a session: some 100 bytes. */
const USER = { user: 'ada', email: 'ada@example.com', roles: ['staff', 'editor'], theme: 'dark' };

export const workload: Workload = {
  about: `A small response that says who is logged in, and one that also counts visits in the session, sent by servers in separate processes,
each pinned to one core and loaded from another one over 32 keep-alive connections, all with the same cookie. The figure is the
server's own CPU time per request; redis-server runs in a process that is not included.

A session in Redis that is only read is extended with each request: all contestants touch it (\`touchEvery: 0\` here). A session in a
cookie is sealed (AES-256-GCM here, AES-256-CBC with HMAC by iron-session) or only signed (HMAC-SHA-256 here, HMAC-SHA-1 by cookie-session).`,
  why: 'A session takes two commands of one script each; only changes are sent, and no session is hashed to find out whether it has changed. The key of a cookie takes one step of HKDF.',
  longer: 3,
  processes: 3,
  quick: ['redis-read', 'cookie-read'],
  cases: {
    'redis-read': 'a session in Redis, read and touched',
    'redis-write': 'a session in Redis, read and written',
    'cookie-read': 'a session in a cookie, read',
    'cookie-write': 'a session in a cookie, read and written',
  },
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return [response.statusCode, (response.headers['content-type'] ?? '').split(';')[0], body];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: {
    wheatpaste: contestant('redis', async () => {
      const { redisStore, session } = await import('wheatpaste/middleware');
      return ours(session({ store: redisStore(await redisClient()), touchEvery: 0 }));
    }),
    'wheatpaste, encrypted': contestant('cookie', async () => {
      const { cookieSession } = await import('wheatpaste/middleware');
      return ours(cookieSession({ secret: SECRET }));
    }),
    'wheatpaste, signed': contestant('cookie', async () => {
      const { cookieSession } = await import('wheatpaste/middleware');
      return ours(cookieSession({ secret: SECRET, encrypt: 'sign' }));
    }),
    'express-session, connect-redis': contestant('redis', async () => {
      const { default: express } = await import('express');
      const { default: session } = await import('express-session');
      const { RedisStore } = await import('connect-redis');
      const store = new RedisStore({ client: await redisClient() });
      const app = express().disable('x-powered-by').disable('etag');
      app.use(session({ store, secret: SECRET, resave: false, saveUninitialized: false }));
      app.use((request, response) => {
        response.type(TYPE).send(used(request.path, request.session as unknown as Values));
      });
      return app;
    }),
    '@fastify/session, connect-redis': contestant('redis', async () => {
      const { default: fastify } = await import('fastify');
      const { default: cookies } = await import('@fastify/cookie');
      const { default: session } = await import('@fastify/session');
      const { RedisStore } = await import('connect-redis');
      const store = new RedisStore({ client: await redisClient() });
      const app = fastify();
      await app.register(cookies);
      await app.register(session, {
        store: store as never,
        secret: SECRET,
        saveUninitialized: false,
        cookie: { secure: false },
      });
      app.get('/*', (request, reply) => {
        const text = used(request.url, request.session as unknown as Values);
        reply.type(TYPE).send(text);
      });
      await app.ready();
      return (incoming, outgoing) => app.routing(incoming, outgoing);
    }),
    'node:http, iron-session': contestant('cookie', async () => {
      const { getIronSession } = await import('iron-session');
      const options = { password: SECRET, cookieName: 'session', cookieOptions: { secure: false } };
      return async (incoming, outgoing) => {
        const session = await getIronSession<Values>(incoming, outgoing, options);
        const text = used(incoming.url ?? '', session);
        if (incoming.url !== READ) await session.save();
        outgoing.writeHead(200, { 'Content-Type': TYPE, 'Content-Length': text.length }).end(text);
      };
    }),
    'node:http, cookie-session': contestant('cookie', async () => {
      const { default: session } = await import('cookie-session');
      const middleware = session({ name: 'session', keys: [SECRET] });
      return (incoming, outgoing) => {
        middleware(incoming as never, outgoing as never, () => {
          const text = used(incoming.url ?? '', (incoming as unknown as { session: Values }).session);
          outgoing.writeHead(200, { 'Content-Type': TYPE, 'Content-Length': text.length }).end(text);
        });
      };
    }),
  },
};

/** The session interface that all contestants share. */
interface Values {
  user?: string;
  visits?: number;
}

/** Logs in, counts, or names the user. */
function used(path: string, values: Values): string {
  if (path === WRITE) values.visits = (values.visits ?? 0) + 1;
  else if (path === LOGIN) Object.assign(values, USER);
  return `Hello, ${values.user}`;
}

async function ours(middleware: Middleware): Promise<RequestListener> {
  const { Response, wsgify } = await import('wheatpaste');
  const { sessionOf } = await import('wheatpaste/middleware');
  const { toNodeHandler } = await import('wheatpaste/node');
  const hello: Application = wsgify(async (request) => {
    const session = await sessionOf<Values & typeof USER>(request);
    const { pathInfo } = request;
    if (pathInfo === WRITE) session.set('visits', (session.get('visits') ?? 0) + 1);
    else if (pathInfo === LOGIN) {
      for (const [key, value] of Object.entries(USER)) session.set(key as keyof typeof USER, value as never);
    }
    return new Response(`Hello, ${session.get('user')}`, { contentType: TYPE });
  });
  return toNodeHandler(middleware(hello));
}

type Kind = 'redis' | 'cookie';

/** A contestant whose tasks return the commands to load a listener after a login. */
function contestant(kind: Kind, listener: () => RequestListener | Promise<RequestListener>): Contestant {
  return async () => {
    const origin = await serve(await listener());
    const login = await ask({ url: origin + LOGIN, headers: {} });
    login.resume();
    const pairs = (login.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]);
    const headers = { Cookie: pairs.join('; ') };
    return {
      [`${kind}-read`]: () => ({ url: origin + READ, headers }),
      [`${kind}-write`]: () => ({ url: origin + WRITE, headers }),
    };
  };
}
