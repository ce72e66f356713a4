/**
 * Responses of ours as responses of the Fetch API.
 *
 * @module
 */
import { capabilitiesOf } from '../body/capabilities.ts';
import { streamOf, unshared } from '../body/stream.ts';
import { concat } from '../wsgi/app-iter.ts';
import type { AppIter, HeaderList } from '../wsgi/contract.ts';

/**
 * The Fetch response of a status, its fields and a body; without a body, `null`.
 *
 * @throws RangeError when Fetch knows no such status: those below 200 and above 599.
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
