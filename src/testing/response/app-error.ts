/**
 * The error for an application that does not do what a test expects.
 *
 * @module
 */
import { type CallSite, pointTo } from '../call-site.ts';
import type { TestResponse } from './test-response.ts';

/**
 * An unexpected response, or something that a page lacks. The message shows the request, the status, the beginning
 * of the body and the output on `wsgi.errors`; the stack begins at the call in the test.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** The response, or the response with the page. */
  readonly response: TestResponse;

  constructor(message: string, response: TestResponse, site: CallSite) {
    super(`${message}\n\n${excerptOf(response)}`);
    this.response = response;
    pointTo(this, site);
  }
}

const SHOWN = 1000;

function excerptOf({ request, statusLine, errors, shownBody }: TestResponse): string {
  const shown =
    shownBody.length > SHOWN ? `${shownBody.slice(0, SHOWN)}… (${shownBody.length} characters)` : shownBody;
  const body = shown === '' ? '' : `\n\n${shown}`;
  const log = errors === '' ? '' : `\n\nwsgi.errors:\n${errors}`;
  return `${request.method} ${request.url}\n${statusLine}${body}${log}`;
}
