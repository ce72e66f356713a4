/**
 * Converts our responses to those of the Fetch API.
 *
 * @module
 */

import { streamOf, unshared } from '../body/stream.ts';
import { concat } from '../wsgi/app-iter.ts';
import { capabilitiesOf } from '../wsgi/capabilities.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';

/**
 * The Fetch response with a status, fields and a body; `null` for no body.
 *
 * @throws RangeError when Fetch does not support the status: below 200 or above 599.
 */
export function toFetched(
  { status, statusText }: { readonly status: number; readonly statusText: string },
  headers: HeaderList,
  body: AppIter | null,
): globalThis.Response {
  return new globalThis.Response(body && fetchBody(body), { status, statusText, headers });
}

function fetchBody(body: AppIter): Uint8Array | ReadableStream<Uint8Array> {
  const chunks = capabilitiesOf(body).chunks?.();
  return chunks ? unshared(concat(chunks)) : streamOf(body);
}
