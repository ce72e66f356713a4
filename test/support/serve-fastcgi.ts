/** A FastCGI program, started as by a web server: it listens on the inherited socket. */
import { serveFastCGI } from '../../src/gateways/fastcgi/serve.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { Response } from '../../src/response/response.ts';

const app = wsgify(async ({ method, path, body }) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Response(`${method} ${path} ${Buffer.concat(chunks)}`, { contentType: 'text/plain' });
});
const server = await serveFastCGI(app, { closeOn: ['SIGTERM'], closeTimeout: 100 });
console.log(server.url);
