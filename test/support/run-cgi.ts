/** A CGI program that shows, by its path, how runCGI uses a process. */
import { runCGI } from '../../src/gateways/cgi/run-cgi.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';

async function* breaking(): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from('some');
  throw new Error('meant');
}

await runCGI(
  wsgify(async (request) => {
    const { environ } = request;
    if (environ.PATH_INFO === '/breaking') return new Response(breaking());
    if (environ.PATH_INFO === '/large') return new Response(Buffer.alloc(1_000_000, 'x'));
    if (environ.PATH_INFO === '/unread') return 'unread';
    return Response.json({ path: environ.PATH_INFO, body: await request.text() });
  }),
);
