/**
 * A process that serves an application by SCGI, FastCGI or HTTP, and sends its parent the port.
 *
 * @module
 */
import { type Application, Response } from 'wheatpaste';
import { serveFastCGI, serveSCGI } from 'wheatpaste/cgi';
import { serve } from 'wheatpaste/node';

const app: Application = (environ, startResponse) =>
  new Response('Hello, World!', { contentType: 'text/plain' }).toApp()(environ, startResponse);

const SERVERS = { scgi: serveSCGI, fastcgi: serveFastCGI, http: serve };
const { port } = await SERVERS[process.argv[2] as keyof typeof SERVERS](app, { port: 0 });
process.on('disconnect', () => process.exit());
process.send?.(port);
