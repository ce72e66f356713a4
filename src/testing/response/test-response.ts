/**
 * The response of an application to a test.
 *
 * @module
 */

import type { CheerioAPI } from 'cheerio';
import { parseUrl } from '../../url/parse-url.ts';
import type { MethodInit, TestClient, TestRequestInit } from '../app/client.ts';
import { assertRequestOptions } from '../app/options.ts';
import { type CallSite, callSite } from '../call-site.ts';
import type { FieldValue } from '../forms/field.ts';
import { fillFields, type TestForm } from '../forms/form.ts';
import { listOf, locate } from '../forms/locate.ts';
import { baseOf, formsOf, indexed, type TestForms } from '../forms/page-forms.ts';
import type { Submission } from '../forms/submission.ts';
import { Labels } from '../html/labels.ts';
import type { Document, Page } from '../html/page.ts';
import { chooseLinks, type LinkChoice, linksOf } from '../links.ts';
import { requirePeer } from '../peers.ts';
import { type ReadParts, ReadResponse, shown } from './read-response.ts';
import { isRedirection, keepsMethod, locationText } from './redirection.ts';
import { showFile } from './show.ts';
import { describeStatus, isExpected } from './status.ts';

/** The parts of a response, and what is needed to continue from there. */
interface TestResponseParts extends ReadParts {
  readonly app: TestClient<TestResponse>;
  /** The body of the request; `undefined` if it cannot be sent again. */
  readonly sent: Uint8Array | undefined;
  /** Parses the page; `undefined` if the response is not HTML. */
  readonly parse: ((html: string) => Page) | undefined;
  readonly relativeTo: string | undefined;
  /** Whether a URL in a page belongs to the same application. */
  readonly isOwn: (from: URL, to: URL) => boolean;
  readonly fail: (message: string, response: TestResponse, site: CallSite) => Error;
}

/** Options for following redirections. */
export interface FollowInit extends MethodInit {
  /** The most redirections to follow. Defaults to 20. */
  max?: number | undefined;
}

/**
 * A response whose body has been read. If it lacks something that a test asks for, that is an AppError.
 *
 * @example
 * ```ts
 * const app = new TestApp(new Response('<h1>Hello,\n  Ada</h1> <a href="/bye">Bye</a>'));
 * const res = await app.get('/');
 * res.status; // 200
 * res.includes('Hello, Ada'); // true
 * (await res.click('Bye')).request.path; // '/bye'
 * ```
 */
export class TestResponse extends ReadResponse {
  readonly #parts: TestResponseParts;
  #page: Page | undefined;
  #forms: readonly TestForm<MethodInit, TestResponse>[] | undefined;
  #$: CheerioAPI | undefined;

  constructor(parts: TestResponseParts) {
    super(parts);
    this.#parts = parts;
  }

  /** The application that responded. */
  get app(): TestClient<TestResponse> {
    return this.#parts.app;
  }

  /** The page as parsed by parse5. */
  get document(): Document {
    return this.#pageFor(callSite(1)).document;
  }

  /**
   * The page to query with cheerio: `res.$('h1').text()`. cheerio parses the text again; forms and links do not
   * come from it.
   */
  get $(): CheerioAPI {
    this.#pageFor(callSite(1));
    this.#$ ??= requirePeer('cheerio').load(this.text);
    return this.#$;
  }

  /** The text as XML, to query with cheerio. */
  get $xml(): CheerioAPI {
    return requirePeer('cheerio').load(this.text, { xml: true });
  }

  /** The forms of the page. */
  get forms(): TestForms<MethodInit, TestResponse> {
    return indexed(this.#allForms(callSite(1)));
  }

  /** The only form of the page. */
  get form(): TestForm<MethodInit, TestResponse> {
    const site = callSite(1);
    const forms = this.#allForms(site);
    const [form] = forms;
    if (!form || forms.length > 1) throw this.fail(`the page has ${forms.length} forms, not one`, site);
    return form;
  }

  /**
   * Fills in fields of all forms, each by its label, else its name, else its id, as {@link TestForm.fill} does.
   *
   * @example
   * ```ts
   * const app = new TestApp(new Response('<form><label>Name <input name="n"></label> <button>Save</button></form>'));
   * const res = await app.get('/');
   * (await res.fill({ Name: 'Ada' }).press('Save')).request.url; // 'http://localhost/?n=Ada'
   * ```
   */
  fill(values: Readonly<Record<string, FieldValue>>): this {
    const site = callSite(this.fill);
    const fields = this.#allForms(site).flatMap((form) => form.fields);
    fillFields(fields, values, { fail: (message, at) => this.fail(message, at) }, site);
    return this;
  }

  /** Submits with a button of any form: by its text or label, else its name, else its id. */
  async press(button: string, init?: MethodInit): Promise<TestResponse> {
    const site = callSite(this.press);
    const forms = this.#allForms(site);
    const { by, all } = locate(
      forms.flatMap((form) => form.buttons),
      button,
    );
    const [found] = all;
    const form = forms.find(({ buttons }) => found && buttons.includes(found));
    if (!found || !form) {
      const there = listOf(forms.flatMap((one) => one.buttons));
      throw this.fail(`no submit button is called ${JSON.stringify(button)}; ${there}`, site);
    }
    if (all.length > 1)
      throw this.fail(`${all.length} buttons have the ${by} ${JSON.stringify(button)}`, site);
    return await form.press(found, init, site);
  }

  /**
   * Follows a link, given by its visible text, its id or its URL. It sends a Referer.
   *
   * @throws AppError when no link or several links match, or the link leads to another origin.
   */
  async click(link: string | RegExp | LinkChoice, init: MethodInit = {}): Promise<TestResponse> {
    const site = callSite(this.click);
    const choice = typeof link === 'string' || link instanceof RegExp ? { text: link } : link;
    const page = this.#pageFor(site);
    const links = linksOf(page);
    const [found, ...others] = chooseLinks(links, choice);
    if (!found || others.length > 0) {
      const listed = links.map(({ text, href }) => `\n  ${JSON.stringify(text)} (${href})`).join('');
      const number = found ? `${others.length + 1} links match` : 'no link matches';
      throw this.fail(`${number} ${describeChoice(choice)}; the page has${listed || ' no link'}`, site);
    }
    const url = this.#resolve(found.href, baseOf(page, this.#url), site);
    return await this.#navigate(url, { ...init, method: 'GET' }, site);
  }

  /**
   * Requests a URL that is resolved against that of the page.
   *
   * @throws AppError when it has another origin.
   */
  async goto(href: string | URL, init: TestRequestInit = {}): Promise<TestResponse> {
    const site = callSite(this.goto);
    const base = this.#isHtml ? baseOf(this.#pageFor(site), this.#url) : this.#url;
    return await this.app.ask(site, this.#resolve(String(href), base, site), init);
  }

  /**
   * Follows this redirection: 301, 302, 303, 307 or 308. Method and body are kept if the Fetch standard keeps them.
   *
   * @throws AppError when the response is not a redirection, or leads to another origin.
   */
  async follow(init: MethodInit = {}): Promise<TestResponse> {
    return await this.#follow(init, callSite(this.follow));
  }

  /**
   * Follows redirections to the last response, and then checks its status.
   *
   * @throws AppError when there are more than `max`, or one leads to another origin.
   */
  async followAll({ max = 20, status, ...init }: FollowInit = {}): Promise<TestResponse> {
    assertRequestOptions(init, ['max']);
    const site = callSite(this.followAll);
    let response: TestResponse = this;
    for (let hops = 0; isRedirection(response.status); hops++) {
      if (hops >= max) throw response.fail(`there are more than ${max} redirections`, site);
      const any = status === undefined ? {} : { status: '*' };
      response = await response.#follow({ ...init, ...any }, site);
    }
    if (status === undefined || isExpected(status, response.status, response.statusLine)) return response;
    throw response.fail(`the status is not ${describeStatus(status)}`, site);
  }

  /** Opens the body in a browser. Returns the file that it was written to. */
  async show(): Promise<string> {
    return await showFile(this.#isHtml ? 'response.html' : 'response.txt', this.bytes);
  }

  override fail(message: string, site: CallSite): Error {
    return this.#parts.fail(message, this, site);
  }

  get #url(): URL {
    return new URL(this.request.url);
  }

  get #isHtml(): boolean {
    return this.#parts.parse !== undefined;
  }

  #pageFor(site: CallSite): Page {
    const { parse } = this.#parts;
    if (!parse)
      throw this.fail(`the response is not HTML: ${this.response.contentType ?? 'it has no type'}`, site);
    this.#page ??= parse(this.text);
    return this.#page;
  }

  #allForms(site: CallSite): readonly TestForm<MethodInit, TestResponse>[] {
    const page = this.#pageFor(site);
    this.#forms ??= formsOf({
      page,
      labels: new Labels(page),
      relativeTo: this.#parts.relativeTo,
      url: this.#url,
      base: baseOf(page, this.#url),
      fail: (message, at) => this.fail(message, at),
      send: (submission, options, at) => this.#submit(submission, options, at),
    });
    return this.#forms;
  }

  async #submit(
    { method, url, init }: Submission,
    options: MethodInit | undefined,
    site: CallSite,
  ): Promise<TestResponse> {
    return await this.#navigate(this.#resolve(url, this.#url, site), { ...init, ...options, method }, site);
  }

  async #follow(init: MethodInit, site: CallSite): Promise<TestResponse> {
    const { status, statusLine } = this;
    if (!isRedirection(status)) throw this.fail(`${statusLine} is not a redirection`, site);
    const location = this.headers.get('Location');
    if (location === null) throw this.fail('the redirection has no Location', site);
    const url = this.#resolve(locationText(location), this.#url, site);
    const { method } = this.request;
    if (!keepsMethod(status, method)) return await this.app.ask(site, url, { ...init, method: 'GET' });
    const { sent } = this.#parts;
    if (!sent) throw this.fail('the body was a stream, which cannot be sent again', site);
    const { CONTENT_TYPE: contentType } = this.request.environ;
    const body = {
      ...(sent.length > 0 && { body: sent }),
      ...(contentType !== undefined && { contentType }),
    };
    return await this.app.ask(site, url, { ...body, ...init, method });
  }

  /** Navigates from this page to another as a browser does, with a Referer. */
  async #navigate(url: string, init: TestRequestInit, site: CallSite): Promise<TestResponse> {
    const referer = refererOf(this.#url, new URL(url));
    return await this.app.ask(site, url, { ...(referer && { referer }), ...init });
  }

  #resolve(reference: string, base: URL, site: CallSite): string {
    const url = parseUrl(reference, base);
    if (url && this.#parts.isOwn(this.#url, url)) {
      // RFC 9110, section 4.2.4: a user name and a password are not part of what is requested.
      url.username = '';
      url.password = '';
      return url.href;
    }
    throw this.fail(
      `${JSON.stringify(reference)} is not a URL of this application; further hosts are given by the option hosts`,
      site,
    );
  }
}

/**
 * The page for the same origin, its origin for another, nothing from https to http:
 * `strict-origin-when-cross-origin`.
 */
function refererOf(page: URL, target: URL): string | undefined {
  if (page.protocol === 'https:' && target.protocol === 'http:') return undefined;
  return page.origin === target.origin ? page.origin + page.pathname + page.search : `${page.origin}/`;
}

function describeChoice(choice: LinkChoice): string {
  const parts = Object.entries(choice).map(([key, value]) => `${key} ${shown(value)}`);
  return parts.join(', ') || 'without a choice';
}
