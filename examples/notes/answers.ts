/**
 * The data that pages need from their request, and how pages and data are sent.
 *
 * @module
 */
import { HTTPSeeOther, type Request, Response, type ResponseInit } from 'wheatpaste';
import { sessionOf } from 'wheatpaste/middleware';
import type { Frame } from './pages.ts';
import { wordsFor } from './words.ts';

/** The contents of the session. */
export interface Visit {
  readonly user: string;
}

/** Every response is for one user, and is revalidated each time. */
const PRIVATE: ResponseInit = {
  vary: ['Accept', 'Accept-Language', 'Cookie'],
  cacheControl: { private: true, noCache: true },
  conditionalResponse: true,
};

/** Whether the client prefers JSON to HTML. */
export function prefersJson(request: Request): boolean {
  return request.accept.best(['text/html', 'application/json']) === 'application/json';
}

/** The frame of the page for a request. It includes the message that waits for the user, which is then removed. */
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
 * Sends a page. The browser may cache a page with a `version`, that of its content, and revalidate it. A page with a
 * message is not cached.
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

/** Redirects a browser to another page of the application, which may show a message. */
export async function goTo(request: Request, path: string, notice?: string): Promise<Response> {
  if (notice !== undefined) (await sessionOf(request)).flash('notice', notice);
  return new HTTPSeeOther(request.scriptName + path).toResponse();
}

/** Sends data with its version as the entity tag. A client sends that as `If-Match` to change the data. */
export function sendJson(value: unknown, version: string, init: ResponseInit = {}): Response {
  return Response.json(value, { ...PRIVATE, etag: version, ...init });
}
