/**
 * What a test is told when the application did something else than it should.
 *
 * @module
 */
import { type CallSite, pointTo } from '../call-site.ts';
import type { TestResponse } from './test-response.ts';

/**
 * A response that is not as the test says, or something that a page does not have. The message shows the request, the status,
 * the beginning of the body and what was written to `wsgi.errors`; the stack begins where the test asked.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** The response, or that of the page. */
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
