/**
 * An application inside Express.
 *
 * @module
 */
import type { RequestListener } from 'node:http';
import type { Contestant, Task, Workload } from '../harness.ts';
import { loadedWith, serve } from '../served.ts';

const HELLO = 'Hello, World!';
const ITEMS = { items: [1, 2, 3].map((id) => ({ id, name: `item ${id}`, price: 9.5, tags: ['a', 'b'] })) };

export const workload: Workload = {
  about: `An Express site in a process pinned to one core, loaded from another one over 32 keep-alive connections. The figure is the server's
own CPU time per request. At \`/mount\` there is an application of \`wsgify\` through \`toNodeHandler\`, or a handler of Express itself.`,
  why: 'The work that Express does first is the same for both; its own handlers also make an ETag, unless that is switched off, as it is here.',
  cases: { hello: 'Hello, World!', json: 'a little JSON' },
  longer: 3,
  processes: 3,
  quick: ['hello'],
  answer: async (url) => {
    const response = await fetch(url as string);
    return [response.status, response.headers.get('Content-Length'), await response.text()];
  },
  round: (task, milliseconds) =>
    loadedWith({ url: String(task(undefined as never)), headers: {} }, milliseconds),
  contestants: {
    'wheatpaste, wsgify': serving(async () => {
      const { Response, wsgify } = await import('wheatpaste');
      const { toNodeHandler } = await import('wheatpaste/node');
      const app = wsgify(({ pathInfo }) =>
        pathInfo === '/json' ? Response.json(ITEMS) : new Response(HELLO, { contentType: 'text/plain' }),
      );
      const site = await express();
      return site.use('/mount', toNodeHandler(app));
    }),
    express: serving(async () => {
      const site = await express();
      return site.use('/mount', (request, response) => {
        if (request.path === '/json') response.json(ITEMS);
        else response.type('text').send(HELLO);
      });
    }),
  },
};

async function express() {
  const { default: make } = await import('express');
  return make().disable('x-powered-by').disable('etag');
}

/** A contestant whose tasks return the URL of a listener. */
function serving(listener: () => Promise<RequestListener>): Contestant {
  return async () => {
    const origin = await serve(await listener());
    return Object.fromEntries(
      Object.keys(workload.cases).map((name): [string, Task] => [name, () => `${origin}/mount/${name}`]),
    );
  };
}
