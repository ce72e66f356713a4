/**
 * Converts requests to those of the Fetch API.
 *
 * @module
 */
import { withoutHopByHop } from '../headers/hop-by-hop.ts';
import type { RequestBody } from './body.ts';

/**
 * The Fetch request with the same method, URL, headers and body. It takes over the body; GET and HEAD have no body
 * there.
 *
 * @throws TypeError when Fetch rejects the method (`CONNECT`, `TRACE`), BadRequestError (400) when Host is
 * malformed.
 */
export function toFetched(request: RequestBody): globalThis.Request {
  const { method, url, headers, signal } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD' && request.isBodyReadable;
  // In a URL it would begin the fragment, which Fetch does not send.
  return new globalThis.Request(url.replaceAll('#', '%23'), {
    method,
    headers: withoutHopByHop([...headers]),
    signal,
    ...(hasBody && { body: request.body, duplex: 'half' }),
  });
}
