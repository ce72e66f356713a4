/**
 * A page that shows how the library read the request that fetched it: the headers, the body, and what each middleware
 * did with it. Buttons send other interesting requests. `Accept: application/json` or `?format=json` returns the same as
 * JSON. It listens on `PORT`, by default 8080.
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
  // A response to HEAD has the fields of one to GET (RFC 9110, section 9.3.2), which depend on the content.
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
