/**
 * A middleware that lets readers comment on every HTML page of the application inside it. Run as a program it does so
 * for the files in the directory given as its argument. It listens on `PORT`, by default 8080.
 */
import { pathToFileURL } from 'node:url';
import {
  escapeHtml,
  HTTPBadRequest,
  HTTPForbidden,
  HTTPMethodNotAllowed,
  HTTPSeeOther,
  type Request,
  type Response,
  wsgify,
} from 'wheatpaste';
import { serve } from 'wheatpaste/node';
import { DirectoryApp } from 'wheatpaste/static';
import { type Comment, CommentStore } from './comment-store.ts';

/** The fields that describe the bytes of the application's body, which are not the ones that are sent. */
const OF_THE_BYTES = ['Accept-Ranges', 'Content-Length', 'ETag', 'Last-Modified'];
const LIMITS = { maxBodySize: 20_000 };

/**
 * Puts comments, and a form for the next one, at the end of each HTML page. The form is sent to
 * `.comments`, followed by the page's own path.
 */
export const withComments = wsgify.middleware(async (request, app, store: CommentStore) => {
  const submission = request.popPathInfo(/\.comments/)?.request;
  if (submission) return addComment(submission, request.applicationUrl, store);

  const response = await request.send(app);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || response.status !== 200 || response.contentType !== 'text/html') return response;
  for (const name of OF_THE_BYTES) response.headers.delete(name);
  if (request.method === 'GET') await insertComments(response, request, await store.list(request.pathInfo));
  return response;
});

async function addComment(request: Request, siteUrl: string, store: CommentStore): Promise<Response> {
  if (request.method !== 'POST') throw new HTTPMethodNotAllowed({ allow: ['POST'] });
  const { origin = request.hostUrl } = request;
  if (origin !== request.hostUrl) throw new HTTPForbidden('Comments are sent from the page itself.');
  const form = await request.form(LIMITS);
  const [name, text] = [form.getOne('name'), form.getOne('text')];
  if (typeof name !== 'string' || typeof text !== 'string') throw new HTTPBadRequest('A comment is text.');
  await store.add(request.pathInfo, { name, text, time: new Date().toISOString() });
  throw new HTTPSeeOther({ location: `${siteUrl}${pageOf(request)}#comments` });
}

async function insertComments(
  response: Response,
  request: Request,
  comments: readonly Comment[],
): Promise<void> {
  await response.decodeContent();
  const html = await response.text();
  const at = [...html.matchAll(/<\/body/gi)].at(-1)?.index ?? html.length;
  const action = `${request.applicationUrl}/.comments${pageOf(request)}`;
  response.charset = 'UTF-8';
  response.body = html.slice(0, at) + commentsHtml(comments, action) + html.slice(at);
}

/** The page's path within the site, percent-encoded as it was sent. */
function pageOf(request: Request): string {
  return request.pathUrl.slice(request.applicationUrl.length);
}

function commentsHtml(comments: readonly Comment[], action: string): string {
  return `<section id="comments">
<h2>Comments (${comments.length})</h2>
${comments.map(commentHtml).join('')}<form method="post" action="${escapeHtml(action)}">
<p><label>Name <input name="name" required></label></p>
<p><label>Comment <textarea name="text" required></textarea></label></p>
<p><button>Send</button></p>
</form>
</section>
`;
}

function commentHtml({ name, text, time }: Comment): string {
  const head = `<b>${escapeHtml(name)}</b>, <time datetime="${escapeHtml(time)}">${escapeHtml(time)}</time>`;
  return `<article><p>${head}</p><p>${escapeHtml(text)}</p></article>\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pages = new DirectoryApp(process.argv[2] ?? '.', { listing: true });
  await serve(withComments(pages, new CommentStore('comments')), {
    port: Number(process.env.PORT ?? 8080),
    closeOn: ['SIGINT', 'SIGTERM'],
    onListening: (url) => console.log(`The pages are at ${url}/`),
  });
}
