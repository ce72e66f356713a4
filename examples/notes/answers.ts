/**
 * What a page knows of its request, and how pages and data are sent.
 *
 * @module
 */
import { HTTPSeeOther, type Request, Response, type ResponseInit } from 'wheatpaste';
import { sessionOf } from 'wheatpaste/middleware';
import type { Frame } from './pages.ts';
import { wordsFor } from './words.ts';

/** What the session holds. */
export interface Visit {
  readonly user: string;
}

/** Everything here is for one user, and is asked for again each time. */
const PRIVATE: ResponseInit = {
  vary: ['Accept', 'Accept-Language', 'Cookie'],
  cacheControl: { private: true, noCache: true },
  conditionalResponse: true,
};

/** Whether the client would rather have JSON than HTML. */
export function prefersJson(request: Request): boolean {
  return request.accept.best(['text/html', 'application/json']) === 'application/json';
}

/** What the page of a request knows. A message that waits for the user is told now. */
export async function frameOf(request: Request): Promise<Frame> {
  const session = await sessionOf<Visit>(request);
  return {
    words: wordsFor(request),
    base: request.scriptName,
    path: request.pathQs,
    user: session.get('user'),
    notice: session.flash('notice').at(-1),
  };
}

/**
 * Sends a page. The browser may keep one with a `version`, which is that of its content, and ask whether it has changed;
 * one that tells a message is seen once.
 */
export function sendPage(
  frame: Frame,
  page: string,
  init: { version?: string; status?: number } = {},
): Response {
  const { version, status = 200 } = init;
  const isKept = version !== undefined && frame.notice === undefined;
  const etag = isKept ? { etag: { value: `${version}-${frame.words.language}`, weak: true } } : {};
  return new Response(page, { ...PRIVATE, ...etag, status, contentLanguage: frame.words.language });
}

/** Sends a browser to another page of the application, where it may be told something. */
export async function goTo(request: Request, path: string, notice?: string): Promise<Response> {
  if (notice !== undefined) (await sessionOf(request)).flash('notice', notice);
  return new HTTPSeeOther(request.scriptName + path).toResponse();
}

/** Sends data with its version, which `If-Match` names when it is changed. */
export function sendJson(value: unknown, version: string, init: ResponseInit = {}): Response {
  return Response.json(value, { ...PRIVATE, etag: version, ...init });
}
