/**
 * Tries applications one after another, as Paste's Cascade does.
 *
 * @module
 */

import { BodyInput } from '../body/input/input.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { exceptionFor } from '../exceptions/is-http-error.ts';
import { closeBody } from '../wsgi/app-iter.ts';
import { type CallResult, callApplication } from '../wsgi/call-application.ts';
import type { Application, Environ, ToApplication } from '../wsgi/contract.ts';
import { exchangeOf } from '../wsgi/exchange.ts';
import { kindOf } from '../wsgi/kind-of.ts';
import { readStatusLine } from '../wsgi/status.ts';
import { toApplication } from '../wsgi/to-application.ts';

/** Options of {@link cascade}. */
export interface CascadeOptions {
  /** The statuses after which the next application is tried. Defaults to `[404]`. */
  readonly catch?: readonly number[] | undefined;
}

/**
 * Calls one application after another until one responds with a status that is not caught. The last one's response
 * is always used. A thrown HTTP exception counts as a response; any other error is thrown on.
 *
 * Each application gets a copy of the environ, and reads the body from its start. What an application before the
 * last reads of the body is kept, in memory or in a temporary file, up to 64 MiB; a body that none of them reads
 * streams to the last. A rejected response is not sent, and its body is closed without being read.
 *
 * @throws TypeError when there are no applications, an argument is not an application, or an option is unknown or
 * malformed.
 *
 * @example
 * ```ts
 * const app = cascade([new HTTPNotFound(), wsgify(async (request) => `${await request.text()}, too`)]);
 * await (await Request.blank('/', { method: 'POST', text: 'Hello' }).send(app)).text(); // 'Hello, too'
 * ```
 */
export function cascade(
  apps: Iterable<Application | ToApplication>,
  options: CascadeOptions = {},
): Application {
  if (typeof apps !== 'object') {
    throw new TypeError(
      `cascade takes a list of applications, not ${kindOf(apps)}: cascade([first, second])`,
    );
  }
  assertKnown('option of cascade', options, ['catch']);
  const { catch: caught = [404] } = options;
  if (!Array.isArray(caught) || !caught.every(Number.isInteger)) {
    throw new TypeError(`catch of cascade must be a list of statuses such as [404], not ${kindOf(caught)}`);
  }
  const others = Array.from(apps, toApplication);
  const last = others.pop();
  if (!last) throw new TypeError('cascade takes at least one application');
  const statuses = new Set<number | undefined>(caught);

  return async (environ, startResponse) => {
    exchangeOf(environ);
    const body = BodyInput.of(environ);
    const reading = body.isReadable ? await body.open() : undefined;
    const isKeptElsewhere = reading?.isKept === true;
    const replayed = reading && { 'wsgi.input': await body.replayed(), 'wsgi.input_terminated': true };
    for (const app of others) {
      const answer = await attempt(app, { ...environ, ...replayed }, statuses);
      if (!answer) continue;
      startResponse(answer.status, answer.headers, answer.excInfo);
      return answer.appIter;
    }
    return last({ ...environ, ...((isKeptElsewhere || !reading?.stopKeeping()) && replayed) }, startResponse);
  };
}

/** The response of an application; `undefined` if it is rejected. */
async function attempt(
  app: Application,
  environ: Environ,
  statuses: ReadonlySet<number | undefined>,
): Promise<CallResult | undefined> {
  let answer: CallResult;
  try {
    answer = await callApplication(app, environ);
  } catch (error) {
    if (statuses.has(exceptionFor(error)?.status)) return undefined;
    throw error;
  }
  if (!statuses.has(readStatusLine(answer.status)?.code)) return answer;
  await closeBody(answer.appIter);
  return undefined;
}
