/**
 * A page that shows what the library made of the very request that fetched it: by header, by body, and by each middleware
 * that it passed. Buttons send other requests that are worth a look. `Accept: application/json` or `?format=json` gives
 * the same as JSON. `PORT` says where it listens, 8080 unless given.
 */
import { pathToFileURL } from 'node:url';
import { wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';
import { DEMOS } from './inspector/demos.ts';
import type { Inspection } from './inspector/inspection.ts';
import { inspectorPage } from './inspector/page.ts';
import { site } from './inspector/site.ts';
import { tryOut } from './inspector/try.ts';

/** The inspector as an application. */
export const inspector = wsgify(async (request) => {
  // HEAD has the head of GET (RFC 9110, section 9.3.2), for which the content must be there.
  const asked = request.method === 'HEAD' ? request.with({ method: 'GET' }) : request;
  const { response, reports } = await site.send(asked);
  const isInspected = reports.every(({ isReached, isAnswer }) => isReached && !isAnswer);
  if (!isInspected || response.status !== 200 || request.pathInfo.startsWith('/demo/')) return response;

  const inspection = await response.json<Inspection>();
  const type = request.accept.best(['text/html', 'application/json']);
  if (request.query.get('format') === 'json' || type === 'application/json') {
    response.jsonBody = { ...inspection, middleware: reports };
  } else {
    const demo = DEMOS.find(({ name }) => name === request.query.get('try'));
    response.body = inspectorPage(inspection, reports, demo && (await tryOut(demo, request)));
    response.contentType = 'text/html';
    response.charset = 'UTF-8';
  }
  response.vary = ['Accept', 'Accept-Language', 'Cookie'];
  response.cacheControl.noStore = true;
  return response;
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await serve(inspector, {
    port: Number(process.env.PORT ?? 8080),
    closeOn: ['SIGINT', 'SIGTERM'],
    onListening: (url) => console.log(`The inspector is at ${url}/`),
  });
}
