/**
 * A file server: what is below a directory, with a list where there is no `index.html`, and with a line for each
 * request. The directory is the argument, the current one unless given; `PORT` says where it listens, 8080 unless given.
 */
import { pathToFileURL } from 'node:url';
import { type WsgifyApplication, wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';
import { DirectoryApp } from 'wheatpaste/static';

/** The files below a directory as an application that asks caches to come back each time. */
export function fileServer(root: string): WsgifyApplication {
  return withLog(
    new DirectoryApp(root, { listing: true, precompressed: true, cacheControl: { noCache: true } }),
  );
}

/** Writes a line about each answer to the server's error stream. */
const withLog = wsgify.middleware(async (request, app) => {
  const response = await request.send(app);
  const { method, pathQs, environ } = request;
  environ['wsgi.errors'].write(`${method} ${pathQs} ${response.status} ${response.contentLength ?? '-'}\n`);
  return response;
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await serve(fileServer(process.argv[2] ?? '.'), {
    port: Number(process.env.PORT ?? 8080),
    closeOn: ['SIGINT', 'SIGTERM'],
    onListening: (url) => console.log(`The files are at ${url}/`),
  });
}
