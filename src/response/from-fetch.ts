/**
 * Responses of the Fetch API as parts of ours.
 *
 * @module
 */
import { withoutHopByHop } from '../headers/hop-by-hop.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';

/** What a Fetch response says, for a response of ours. */
export interface FetchedParts {
  readonly status: number | string;
  readonly headerList: HeaderList;
  readonly body: AppIter | null;
}

/**
 * Status, headers and body. What `fetch()` received it has decoded already, so the coding and the length that the
 * headers tell are dropped there, and so are the fields of its connection.
 *
 * @throws TypeError when the body was already read.
 */
export function partsOfFetched(given: globalThis.Response): FetchedParts {
  if (given.bodyUsed)
    throw new TypeError('the body of the Fetch response was already read: clone() it first');
  const isDecoded = given.url !== '' && given.headers.has('content-encoding');
  const fields: HeaderList = [];
  given.headers.forEach((value, name) => {
    if (!(isDecoded && (name === 'content-encoding' || name === 'content-length')))
      fields.push([name, value]);
  });
  const status = given.statusText === '' ? given.status : `${given.status} ${given.statusText}`;
  return { status, headerList: withoutHopByHop(fields), body: given.body };
}
