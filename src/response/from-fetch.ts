/**
 * Converts responses of the Fetch API to parts of ours.
 *
 * @module
 */
import { readContentLength } from '../headers/content-length.ts';
import { withoutHopByHop } from '../headers/hop-by-hop.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';
import { isDecodedByFetch } from './fetch-decoding.ts';

/** The parts of a Fetch response. */
interface FetchedParts {
  readonly status: number | string;
  readonly headerList: HeaderList;
  readonly body: AppIter | null;
  /** `null` if the length of content that was not sent is unknown. */
  readonly contentLength: number | null | undefined;
}

/**
 * Status, headers and body. If `fetch()` has decoded the body, the coding and length in the headers are dropped;
 * hop-by-hop fields always are. The response to a HEAD keeps the declared length.
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
