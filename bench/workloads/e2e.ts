/**
 * Complete servers under load.
 *
 * @module
 */
import type { Workload } from '../harness.ts';
import { ask, contestantsOf, loadedWith, type ServedRequest, serve } from '../served.ts';
import { SERVERS } from '../servers.ts';

export const workload: Workload = {
  about: `Each server runs in a process pinned to one core, loaded from another one over 32 keep-alive connections. The figure is the
server's own CPU time per request. Wheatpaste serves plain applications, \`new Response('Hello, World!').toApp()(environ, startResponse)\`,
and handlers through \`wsgify\`; the frameworks serve their shortest handlers, without routes if possible, on node's server. A form is
read by \`form()\`, \`parseBody()\`, \`readFormData()\`, \`@fastify/formbody\` and \`express.urlencoded()\`, and answered with its last field;
koa has no form reader.`,
  why: "An environ, a request, a response and two copies of its header list are made for each request, while node:http and the fastest peers pass on the objects that they already have. What makes up for it is work of node's that is not done: a response of ASCII text goes to the socket in one write, while node's `end` makes a `writev` of it and of an empty string, and the stream of a request without a body is not read to its end after the response. A posted body is kept for all readers of the request, which takes some objects and a few promises: for 1 KiB of JSON that is a twentieth of the time, and `JSON.parse` a fifth. Fastify reads it by three listeners; but node's `end` and `close`, which it waits for, do not come here if the length is known.",
  cases: {
    hello: 'Hello, World!',
    curl: 'Hello, World!, with the three header lines of curl',
    json: 'a little JSON',
    text: '64 KiB of text',
    form: 'a form of 10 fields, posted',
    order: '1 KiB of JSON, posted',
  },
  longer: 2,
  processes: 3,
  quick: ['hello', 'form', 'order'],
  answer: async (request) => {
    const response = await ask(request as ServedRequest);
    const body = Buffer.concat(await response.toArray());
    return [response.statusCode, response.headers['content-length'], body.toString()];
  },
  round: (task, milliseconds) => loadedWith(task(undefined as never) as ServedRequest, milliseconds),
  contestants: contestantsOf(SERVERS, serve),
};
