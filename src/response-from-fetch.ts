/**
 * Responses of the Fetch API as responses of ours.
 *
 * @module
 */
import { Response } from './response.ts';
import type { HeaderList } from './wsgi.ts';

/**
 * The same status, headers and body. What `fetch()` received it has decoded already, so the coding and the
 * length that the headers tell are dropped there.
 */
export function responseFromFetch(given: globalThis.Response): Response {
  const isDecoded = given.url !== '' && given.headers.has('content-encoding');
  const headerList: HeaderList = [];
  given.headers.forEach((value, name) => {
    if (!(isDecoded && (name === 'content-encoding' || name === 'content-length')))
      headerList.push([name, value]);
  });
  const status = given.statusText === '' ? given.status : `${given.status} ${given.statusText}`;
  return new Response(given.body, { status, headerList });
}
