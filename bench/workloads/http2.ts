/**
 * Complete servers under load over HTTP/2.
 *
 * @module
 */
import type { Workload } from '../harness.ts';
import { askOverHttp2 } from '../http2-loader.ts';
import { contestantsOf, loadedOverHttp2, type ServedRequest, serveHttp2 } from '../served.ts';
import { SERVERS } from '../servers.ts';

const { express: _, ...able } = SERVERS;

export const workload: Workload = {
  about: `The servers of e2e on node's \`http2\`, without TLS, loaded over 4 sessions of 8 streams each. Express does not support it.`,
  why: "Nearly all of the time is node's own, in its streams; the servers' own work is a small part. A posted form arrives after its handler was called, so that reading it takes five listeners and several promises. The response goes out as soon as the form has its declared length: node then closes the stream with the response's last frame, before its writer is told, and makes an error for the writer, which is a tenth of the time. Node's compatibility API, through which fastify responds, asks for trailers instead, which takes as long.",
  cases: { hello: 'Hello, World!', json: 'a little JSON', form: 'a form of 10 fields, posted' },
  longer: 3,
  processes: 3,
  quick: ['hello'],
  answer: async (request) => {
    const { url, method = 'GET', headers, body = '' } = request as ServedRequest;
    const { origin, pathname: path } = new URL(url);
    return await askOverHttp2(origin, { method, path, headers, body });
  },
  round: (task, milliseconds) => loadedOverHttp2(task(undefined as never) as ServedRequest, milliseconds),
  contestants: contestantsOf(able, serveHttp2),
};
