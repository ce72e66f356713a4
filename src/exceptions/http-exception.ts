/**
 * Responses that are thrown.
 *
 * @module
 */

import { pairsOf } from '../collections/pairs.ts';
import { Accept } from '../headers/accept.ts';
import type { HeadersInit, ResponseInit } from '../response/init.ts';
import { Response } from '../response/response.ts';
import type { Application, Environ, HeaderList, ToApplication } from '../wsgi/contract.ts';
import { isBodyless, reasonOf } from '../wsgi/status.ts';
import { escapeHtml } from './escape-html.ts';

/** What tells one exception from others of its class. */
export interface HTTPExceptionInit {
  /** What happened this time; it is shown to the client when `expose` is true. */
  detail?: string | undefined;
  /** What the status means, instead of the class's words. */
  explanation?: string | undefined;
  /** The reason phrase, instead of the status's own. */
  title?: string | undefined;
  /** Another status than the class's. */
  status?: number | undefined;
  headers?: HeadersInit | undefined;
  /** Whether `detail` is meant for the client: unless given, below status 500. */
  expose?: boolean | undefined;
  /** The error behind this one. It is never shown. */
  cause?: unknown;
  /** A URI that names the kind of problem (RFC 9457, section 3.1.1). */
  type?: string | undefined;
  /** A URI that names this occurrence (RFC 9457, section 3.1.5). */
  instance?: string | undefined;
  /** Further members of the Problem Details (RFC 9457, section 3.2). */
  extensions?: Readonly<Record<string, unknown>> | undefined;
}

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
 * A response that can be thrown, and is an application. Its body is HTML, Problem Details (RFC 9457) or plain text, as
 * the request's Accept has it; plain text without one.
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
  static readonly status: number = 500;
  static readonly explanation: string = '';

  readonly status: number;
  readonly title: string;
  readonly explanation: string;
  readonly detail: string | undefined;
  readonly expose: boolean;
  /** The headers to send: by name, a list where there are several of one name. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly #headerList: HeaderList;
  readonly #problem: Pick<HTTPExceptionInit, 'type' | 'instance' | 'extensions'>;

  /**
   * @param init the detail, or more.
   * @param fields the header properties that the status demands.
   * @throws TypeError or RangeError when a header or the status is malformed.
   */
  constructor(init: string | HTTPExceptionInit = {}, fields: ResponseInit = {}) {
    const { detail, explanation, title, status, headers, expose, cause, ...problem }: HTTPExceptionInit =
      typeof init === 'string' ? { detail: init } : init;
    super(detail ?? explanation ?? new.target.explanation, cause === undefined ? undefined : { cause });
    this.status = status ?? new.target.status;
    this.title = title ?? reasonOf(this.status);
    this.explanation = explanation ?? new.target.explanation;
    this.detail = detail;
    this.expose = expose ?? this.status < 500;
    this.#problem = problem;
    const response = new Response(null, {
      ...fields,
      status: `${this.status} ${this.title}`,
      contentType: null,
      headers: [...pairsOf(fields.headers ?? []), ...pairsOf(headers ?? [])],
    });
    this.#headerList = response.headerList.filter(([name]) => name.toLowerCase() !== 'content-length');
    this.headers = byName(this.#headerList);
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** The response to send; without an environ, as for a request without Accept. */
  toResponse(environ?: Environ): Response {
    const response = new Response(null, {
      status: `${this.status} ${this.title}`,
      headerList: this.#headerList,
    });
    if (isBodyless(this.status)) return response;
    const accept = Accept.parse(environ?.HTTP_ACCEPT || undefined);
    const best = accept.isPresent ? accept.best(Object.keys(FORMATS)) : undefined;
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
  for (const [name, value] of list) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
