/**
 * `errorDocuments`: error pages that the application itself provides.
 *
 * @module
 */
import { Request } from '../../request/request.ts';
import { assertBody } from '../../wsgi/answer.ts';
import { closeBody, isPromise } from '../../wsgi/app-iter.ts';
import { type CallResult, callApplication } from '../../wsgi/call-application.ts';
import type { AppIter, Application, Environ, HeaderList, StartResponse, Write } from '../../wsgi/contract.ts';
import { nativeAt } from '../../wsgi/native-string.ts';
import { report } from '../../wsgi/report.ts';
import { readStatusLine } from '../../wsgi/status.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { replaceableBody } from '../replaceable-body.ts';
import { documentFields, withVaryAccept } from './document-fields.ts';
import { type DocumentPages, type ErrorDocumentsOptions, ErrorPages } from './error-pages.ts';
import { environFor, type InnerUrl } from './paths.ts';

/**
 * Replaces the bodies of error responses with pages of the application:
 * `{ 404: '/errors/404', '5xx': '/errors/server' }`.
 *
 * A page is requested with GET, at its path inside the application; `REDIRECT_STATUS` and `REDIRECT_URL` describe
 * the error. The status stays, and so do the fields of the first response, except those that describe its body and
 * those that the page also has; `Set-Cookie` is sent from both. 204 and 304 are left alone. If a page fails, the
 * page for its own status is tried; each path is requested once per request. If none is left, the response is a
 * plain text with the status. All other responses pass unchanged.
 *
 * @throws TypeError when a key is not a status, a page is not inside the application, or an option is unknown.
 *
 * @example
 * ```ts
 * const app = errorDocuments({ 404: '/missing' })(
 *   wsgify((request) => {
 *     if (request.path === '/missing') return `No ${request.environ.REDIRECT_URL} here`;
 *     throw new HTTPNotFound();
 *   }),
 * );
 * const response = await Request.blank('/a').send(app);
 * response.status; // 404
 * await response.text(); // 'No /a here'
 * ```
 */
export function errorDocuments(pages: DocumentPages, options: ErrorDocumentsOptions = {}): AppMiddleware {
  assertOptions('errorDocuments', options, { statusOf: true, types: true });
  const documents = new ErrorPages(pages, options);
  return middleware(
    (app) => (environ, startResponse) => new Documented(app, documents, environ, startResponse).run(),
  );
}

/** A head that will be sent with the body of a page. */
interface Held {
  readonly status: string;
  readonly code: number;
  readonly headers: HeaderList;
  readonly excInfo: unknown;
}

type Page = Pick<CallResult, 'headers' | 'appIter'>;

/** One request. */
class Documented {
  readonly #app: Application;
  readonly #pages: ErrorPages;
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  #held: Held | undefined;

  constructor(app: Application, pages: ErrorPages, environ: Environ, startResponse: StartResponse) {
    this.#app = app;
    this.#pages = pages;
    this.#environ = environ;
    this.#startResponse = startResponse;
  }

  run(): AppIter | Promise<AppIter> {
    const answer = this.#app(this.#environ, (status, headers, excInfo) =>
      this.#start(status, headers, excInfo),
    );
    return isPromise(answer) ? Promise.resolve(answer).then((body) => this.#over(body)) : this.#over(answer);
  }

  /** Holds back the head of an error that has a page; passes all others on immediately. */
  #start(status: string, headers: HeaderList, excInfo: unknown): Write {
    const code = readStatusLine(status)?.code ?? 0;
    const request = new Request(this.#environ);
    this.#held = undefined;
    if (this.#pages.urls(code, request).length === 0) return this.#startResponse(status, headers, excInfo);
    const fields = withVaryAccept(headers, request);
    if (!this.#pages.isLiked(request, headers)) return this.#startResponse(status, fields, excInfo);
    this.#held = { status, code, headers: fields, excInfo };
    return () => {};
  }

  #over(answer: AppIter): AppIter | Promise<AppIter> {
    const body = assertBody(answer);
    if (this.#held) return this.#insteadOf(body, this.#held);
    return replaceableBody(body, { read: () => this.#held && this.#page(this.#held) });
  }

  async #insteadOf(body: AppIter, held: Held): Promise<AppIter> {
    await closeBody(body);
    return await this.#page(held);
  }

  /** Starts the response with the fields of a page, and returns the page's body. */
  async #page({ status, code, headers, excInfo }: Held): Promise<AppIter> {
    const page = (await this.#answered(code)) ?? plainPage(status);
    this.#startResponse(status, documentFields(code, headers, page.headers), excInfo);
    if (this.#environ.REQUEST_METHOD !== 'HEAD') return page.appIter;
    await closeBody(page.appIter);
    return [];
  }

  /** The first page that is not an error itself, if there is one. Errors that a page throws are reported. */
  async #answered(code: number): Promise<Page | undefined> {
    const request = new Request(this.#environ);
    const asked = new Set([nativeAt(this.#environ, 'PATH_INFO')]);
    try {
      for (let current = code; ; ) {
        const url = this.#pages.urls(current, request).find(({ path }) => !asked.has(path));
        if (!url) return undefined;
        asked.add(url.path);
        const page = await callApplication(this.#app, this.#pageEnviron(url, code));
        current = readStatusLine(page.status)?.code ?? 500;
        if (current < 400) return page;
        await closeBody(page.appIter);
      }
    } catch (error) {
      report(this.#environ['wsgi.errors'], error);
      return undefined;
    }
  }

  #pageEnviron({ path, query = '' }: InnerUrl, code: number): Environ {
    const original = nativeAt(this.#environ, 'SCRIPT_NAME') + nativeAt(this.#environ, 'PATH_INFO');
    const page = new Request(environFor(this.#environ, { path, query }))
      .asGet()
      .withoutConditionalHeaders({ encoding: false });
    return { ...page.environ, REDIRECT_STATUS: String(code), REDIRECT_URL: original };
  }
}

/** The page to use when no other is left. */
function plainPage(status: string): Page {
  const text = Buffer.from(`${status}\n`, 'latin1');
  const headers: HeaderList = [
    ['Content-Type', 'text/plain; charset=ISO-8859-1'],
    ['Content-Length', String(text.length)],
  ];
  return { headers, appIter: [text] };
}
