/**
 * Responses that are thrown.
 *
 * @module
 */

import { pairsOf } from '../collections/pairs.ts';
import { groupedFields } from '../headers/lists/header-list.ts';
import { Request } from '../request/request.ts';
import { Response } from '../response/response.ts';
import type { Application, Environ, HeaderList, ToApplication } from '../wsgi/contract.ts';
import { isBodyless, reasonOf } from '../wsgi/status.ts';
import { escapeHtml } from './escape-html.ts';
import {
  type HTTPExceptionArgs,
  type HTTPExceptionInit,
  initFrom,
  type StatusOptions,
  statusFields,
} from './exception-init.ts';

type Format = readonly [contentType: string, write: (exception: HTTPException) => string];

const PROBLEM: Format = ['application/problem+json', (exception) => JSON.stringify(exception.toProblem())];
const TEXT: Format = ['text/plain', toText];
const FORMATS: Readonly<Record<string, Format>> = {
  'text/html': ['text/html', toHtml],
  'application/problem+json': PROBLEM,
  'application/json': PROBLEM,
  'text/plain': TEXT,
};

/**
 * A response that can be thrown. It is also an application. Its body is HTML, Problem Details (RFC 9457) or plain
 * text, whichever the request's Accept prefers; plain text without an Accept.
 *
 * Throw one of its subclasses, or the result of `httpException(status)`. Its own status defaults to 500.
 *
 * @example
 * ```ts
 * const error = new HTTPNotFound('There is no article 7.');
 * error.status; // 404
 * error.title; // 'Not Found'
 * const response = error.toResponse(Request.blank('/', { accept: 'application/json' }).environ);
 * response.contentType; // 'application/problem+json'
 * ```
 */
export class HTTPException extends Error implements ToApplication {
  static readonly status: number | undefined = 500;
  static readonly explanation: string = '';

  readonly status: number;
  /** The reason phrase. */
  readonly title: string;
  /** What the status means. */
  readonly explanation: string;
  /** What happened in this case. */
  readonly detail: string | undefined;
  /** Whether {@link detail} is sent to the client. */
  readonly expose: boolean;
  readonly #headerList: HeaderList;
  readonly #problem: Pick<HTTPExceptionInit, 'type' | 'instance' | 'extensions'>;

  /**
   * @throws TypeError or RangeError when an option is unknown, or when a header or the status is malformed or missing.
   */
  constructor(...args: HTTPExceptionArgs<keyof StatusOptions>) {
    const init = initFrom(args);
    const { detail, explanation = new.target.explanation, status = new.target.status, cause } = init;
    if (status === undefined) {
      throw new TypeError(
        `${new.target.name} has no status: throw one of its subclasses, or httpException(status)`,
      );
    }
    const { title = reasonOf(status), expose = status < 500, type, instance, extensions } = init;
    const fields = statusFields(new.target.name, status, init);
    super(detail ?? explanation, cause === undefined ? undefined : { cause });
    this.status = status;
    this.title = title;
    this.explanation = explanation;
    this.detail = detail;
    this.expose = expose;
    this.#problem = { type, instance, extensions };
    const { headerList } = new Response(null, {
      ...fields,
      status: `${status} ${title}`,
      contentType: null,
      headers: [...fields.headers, ...pairsOf(init.headers ?? [])],
    });
    this.#headerList = headerList.filter(([name]) => name.toLowerCase() !== 'content-length');
  }

  /** The headers to send, by name; a list for a repeated name. A logged exception does not show them: they may set cookies. */
  get headers(): Readonly<Record<string, string | string[]>> {
    return byName(this.#headerList);
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** The response to send. Without an environ it is the response to a request without Accept. */
  toResponse(environ?: Environ): Response {
    const response = new Response(null, {
      status: `${this.status} ${this.title}`,
      headerList: this.#headerList,
    });
    if (isBodyless(this.status)) return response;
    const accept = environ && new Request(environ).accept;
    const best = accept?.isPresent ? accept.best(Object.keys(FORMATS), { lenient: true }) : undefined;
    const [contentType, write] = FORMATS[best ?? ''] ?? TEXT;
    response.contentType = contentType;
    response.vary = response.vary.with('Accept');
    response.body = write(this);
    return response;
  }

  /** The members of a Problem Details object (RFC 9457, section 3.1). */
  toProblem(): Record<string, unknown> {
    const { type = 'about:blank', instance, extensions } = this.#problem;
    const { title, status } = this;
    return { ...extensions, type, title, status, detail: shownDetail(this) ?? this.explanation, instance };
  }

  toApp(): Application {
    return (environ, startResponse) => this.toResponse(environ).toApp()(environ, startResponse);
  }
}

/** Base class of all 4xx and 5xx exceptions. Its own status defaults to 500. */
export class HTTPError extends HTTPException {}

function shownDetail(exception: HTTPException): string | undefined {
  return exception.expose ? exception.detail : undefined;
}

function toText(exception: HTTPException): string {
  const { status, title, explanation } = exception;
  return [`${status} ${title}`, explanation, shownDetail(exception)]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function toHtml(exception: HTTPException): string {
  const heading = escapeHtml(`${exception.status} ${exception.title}`);
  const paragraphs = [exception.explanation, shownDetail(exception)].filter(
    (text) => text !== undefined && text !== '',
  );
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>${heading}</title>
<h1>${heading}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(String(text))}</p>\n`).join('')}</html>
`;
}

function byName(list: HeaderList): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, values] of groupedFields(list).values()) {
    const [only = '', ...others] = values;
    headers[name] = others.length === 0 ? only : values;
  }
  return headers;
}
