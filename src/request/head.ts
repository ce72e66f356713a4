/**
 * The headers of a request.
 *
 * @module
 */
import type { ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { RequestCookies } from '../cookies/request-cookies.ts';
import { EnvironHeaders } from '../headers/lists/environ-headers.ts';
import { signalOf } from '../wsgi/exchange.ts';
import { nativeAt } from '../wsgi/native-string.ts';
import { REQUEST_FIELDS as FIELDS } from './fields.ts';
import { HeaderProperties } from './header-properties.ts';

/**
 * The headers of a {@link Request}, each parsed on first use. A malformed header reads as absent.
 */
export abstract class RequestHead extends HeaderProperties {
  #headers: EnvironHeaders | undefined;
  #cookies: RequestCookies | undefined;

  /** The headers, through the reading half of Fetch's Headers interface. */
  get headers(): EnvironHeaders {
    this.#headers ??= new EnvironHeaders(this.environ);
    return this.#headers;
  }

  /** The cookies. For a repeated name `get` returns the first value, which is the most specific. */
  get cookies(): ReadonlyMultiDict<string> {
    this.#cookies ??= new RequestCookies(nativeAt(this.environ, 'HTTP_COOKIE'));
    return this.#cookies;
  }

  /** The media type without parameters, in lower case: `'text/html'`. */
  get contentType(): string | undefined {
    return this.read(FIELDS.contentType)?.essence;
  }

  /** The charset of the Content-Type. Defaults to UTF-8. */
  get charset(): string {
    return this.read(FIELDS.contentType)?.charset ?? 'UTF-8';
  }

  /** Whether a script says that it made this request (`X-Requested-With: XMLHttpRequest`). */
  get isXhr(): boolean {
    return this.environ.HTTP_X_REQUESTED_WITH === 'XMLHttpRequest';
  }

  /** Fires when the client goes away, or earlier if a middleware decides so. */
  get signal(): AbortSignal {
    return signalOf(this.environ);
  }
}
