/**
 * Responses of the Fetch API as responses of ours.
 *
 * @module
 */
import { withoutHopByHop } from '../headers/hop-by-hop.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import { Response } from './response.ts';

/**
 * The same status, headers and body. What `fetch()` received it has decoded already, so the coding and the
 * length that the headers tell are dropped there, and so are the fields of its connection.
 */
export function responseFromFetch(given: globalThis.Response): Response {
  const isDecoded = given.url !== '' && given.headers.has('content-encoding');
  const fields: HeaderList = [];
  given.headers.forEach((value, name) => {
    if (!(isDecoded && (name === 'content-encoding' || name === 'content-length')))
      fields.push([name, value]);
  });
  const status = given.statusText === '' ? given.status : `${given.status} ${given.statusText}`;
  return new Response(given.body, { status, headerList: withoutHopByHop(fields) });
}
