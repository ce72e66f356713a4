/**
 * Adds entity tags to responses without one, and handles the resulting conditional requests (RFC 9110, sections
 * 8.8.3 and 13).
 *
 * @module
 */
import { etagFor } from '../../body/etag.ts';
import { getField } from '../../headers/lists/header-list.ts';
import { Response } from '../../response/response.ts';
import { concat, readAll } from '../../wsgi/app-iter.ts';
import { callApplication } from '../../wsgi/call-application.ts';
import { byteLengthOf } from '../../wsgi/capabilities.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { readStatusLine } from '../../wsgi/status.ts';
import { type TappedWhole, tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';

/** Options of {@link etag}. */
export interface EtagMiddlewareOptions {
  /** Whether the tags are weak, and so valid for 304 but not for ranges. Defaults to `true`. */
  readonly weak?: boolean | undefined;
  /** The most bytes to hash. Defaults to 1 MiB. */
  readonly maxBody?: number | undefined;
}

const MIB = 1024 * 1024;

/**
 * Gives each 200 to GET and HEAD an entity tag, a hash of its bytes, unless the application has set one, and
 * evaluates the request's conditions against it: 304, 412 and, for strong tags, ranges.
 *
 * This saves bandwidth, not work. Only bodies in memory are hashed; streams, and bodies larger than `maxBody`, are
 * left unchanged. Put `compress` outside it.
 *
 * @throws TypeError when an option is unknown, RangeError when `maxBody` is not a number of 0 or more.
 *
 * @example
 * ```ts
 * const app = etag()(new Response('Hello'));
 * const first = await Request.blank('/').send(app);
 * String(first.etag); // 'W/"GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk"'
 * (await Request.blank('/', { ifNoneMatch: String(first.etag) }).send(app)).status; // 304
 * ```
 */
export function etag(options: EtagMiddlewareOptions = {}): AppMiddleware {
  assertOptions('etag', options, { weak: true, maxBody: true });
  const { weak = true, maxBody = MIB } = options;
  if (!(maxBody >= 0))
    throw new RangeError(`maxBody of etag must be a number of 0 or more: ${String(maxBody)}`);
  return middleware((app) =>
    tap(app, (environ) => ({
      whole(status, headers, chunks) {
        const size = byteLengthOf(chunks);
        if (size > maxBody || !isTaggable(environ, status, headers, size)) return undefined;
        return tagged(environ, { status, headers, chunks }, weak);
      },
    })),
  );
}

/** The body that a response to HEAD omits is unknown. */
function isTaggable(
  { REQUEST_METHOD: method }: Environ,
  status: string,
  headers: HeaderList,
  size: number,
): boolean {
  if (readStatusLine(status)?.code !== 200) return false;
  return method === 'GET' || (method === 'HEAD' && (size > 0 || getField(headers, 'Content-Length') === '0'));
}

async function tagged(environ: Environ, given: TappedWhole, weak: boolean): Promise<TappedWhole> {
  const bytes = concat(given.chunks);
  const { status, headers: headerList } = given;
  const response = new Response(bytes, { status, headerList, conditionalResponse: true });
  response.etag ??= etagFor(bytes, { weak });
  const answer = await callApplication(response.toApp(), environ);
  const sent = await readAll(answer.appIter);
  return {
    status: answer.status,
    headers: answer.headers,
    chunks: sent.byteLength > 0 ? [sent] : [],
  };
}
