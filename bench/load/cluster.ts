/**
 * A server in several processes that share a port, even port 0: `cluster.js WORKERS`. It sends its
 * parent the origin when all processes listen.
 *
 * @module
 */
import cluster from 'node:cluster';
import { Response, wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';

if (cluster.isPrimary) {
  const workers = Number(process.argv[2]);
  let listening = 0;
  cluster.on('message', (_, origin) => {
    listening++;
    if (listening === workers) process.send?.(origin);
  });
  for (let i = 0; i < workers; i++) cluster.fork();
  process.on('disconnect', () => process.exit());
} else {
  const app = wsgify(() => new Response('Hello, World!', { contentType: 'text/plain' }));
  const { url } = await serve(app, { port: 0 });
  process.send?.(url);
}
