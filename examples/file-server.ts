/**
 * A file server: serves the files in a directory, lists directories without an `index.html`, and logs a line for each
 * request. Its argument is the directory, by default the current one. It listens on `PORT`, by default 8080.
 */
import { pathToFileURL } from 'node:url';
import { type WsgifyApplication, wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';
import { DirectoryApp } from 'wheatpaste/static';

/** An application that serves the files in a directory and asks caches to revalidate them each time. */
export function fileServer(root: string): WsgifyApplication {
  return withLog(
    new DirectoryApp(root, { listing: true, precompressed: true, cacheControl: { noCache: true } }),
  );
}

/** Writes a line about each response to the server's error stream. */
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
