/**
 * Responses of the Fetch API as parts of ours.
 *
 * @module
 */
import { readContentLength } from '../headers/content-length.ts';
import { withoutHopByHop } from '../headers/hop-by-hop.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';
import { isDecodedByFetch } from './fetch-decoding.ts';

/** What a Fetch response says, for a response of ours. */
interface FetchedParts {
  readonly status: number | string;
  readonly headerList: HeaderList;
  readonly body: AppIter | null;
  /** `null` where the length of what was not sent is not known. */
  readonly contentLength: number | null | undefined;
}

/**
 * Status, headers and body. Where `fetch()` has decoded what it received, the coding and the length that the headers
 * tell are dropped; the fields of its connection always are. An answer to HEAD keeps the length of what was not sent.
 *
 * @throws TypeError when the body was already read.
 */
export function partsOfFetched(given: globalThis.Response): FetchedParts {
  if (given.bodyUsed)
    throw new TypeError('the body of the Fetch response was already read: clone() it first');
  const { body, headers } = given;
  const isFetched = given.url !== '';
  const coding = headers.get('content-encoding');
  const isDecoded = isFetched && body !== null && coding !== null && isDecodedByFetch(coding);
  const fields: HeaderList = [];
  headers.forEach((value, name) => {
    if (!(isDecoded && (name === 'content-encoding' || name === 'content-length')))
      fields.push([name, value]);
  });
  const status = given.statusText === '' ? given.status : `${given.status} ${given.statusText}`;
  const declared = readContentLength(headers.get('content-length') ?? '');
  const contentLength = body === null ? (declared ?? (isFetched ? null : undefined)) : undefined;
  return { status, headerList: withoutHopByHop(fields), body, contentLength };
}
