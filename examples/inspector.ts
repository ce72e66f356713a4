/**
 * A page that shows what the library made of the very request that fetched it; the same as JSON for
 * `Accept: application/json` or `?format=json`. `PORT` says where it listens, 8080 unless given.
 */
import { pathToFileURL } from 'node:url';
import { Response, wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';
import { inspectRequest } from './inspection.ts';
import { inspectorPage } from './inspector-page.ts';

/** The inspector as an application. */
export const inspector = wsgify(async (request) => {
  const inspection = await inspectRequest(request);
  const type = request.accept.best(['text/html', 'application/json']);
  const asJson = request.query.get('format') === 'json' || type === 'application/json';
  const response = asJson
    ? new Response(JSON.stringify(inspection, null, 2), { contentType: 'application/json' })
    : new Response(inspectorPage(inspection));
  response.vary = ['Accept', 'Accept-Encoding', 'Accept-Language'];
  response.cacheControl.noStore = true;
  response.setCookie('seen', new Date().toISOString(), { httpOnly: true, sameSite: 'lax', maxAge: 3600 });
  return response;
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await serve(inspector, {
    port: Number(process.env.PORT ?? 8080),
    closeOn: ['SIGINT', 'SIGTERM'],
    onListening: (url) => console.log(`The inspector is at ${url}/`),
  });
}
